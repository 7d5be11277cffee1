import { describe, expect, test } from '@jest/globals';
import { readDescription } from '../../../scripts/lib/description.js';
import { FILES } from './files.js';
import { readReference } from './reference.js';
import { judgesOf } from '../../../scripts/lib/schema-judge.js';

const reference = readReference(FILES.reference);
const judgeOf = judgesOf(readDescription(FILES.description));
const rules = Object.entries(reference.schemas).flatMap(([schema, { rules: of = [] }]) =>
  of.map((rule) => ({ schema, ...rule })),
);

describe.each(rules)('$schema: $rule', ({ schema, accepts, refuses }) => {
  const judge = () => judgeOf(`/components/schemas/${schema}`);

  test.each(accepts.map((body) => JSON.stringify(body)))('accepts %s', (body) => {
    expect(judge()(JSON.parse(body))).toEqual([]);
  });

  test.each(refuses.map((body) => JSON.stringify(body)))('refuses %s', (body) => {
    expect(judge()(JSON.parse(body))).not.toEqual([]);
  });
});
