import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../scripts/lib/openapi/document.js';
import { operationIdOf, readFacts } from '../../../scripts/lib/facts.js';
import { validatorsOf } from '../../../scripts/lib/openapi/validators.js';
import { compare, judge } from './compare.js';
import { decisionLogs, paragraphsOf } from './decisions.js';
import { expectedFacts } from './expected.js';
import { common, description, families, familyNames, readings, specFolder } from './families.js';
import { compareSources } from './sources.js';

const meant = readings.flatMap(({ differences = [] }) => differences);
const same = readings.flatMap(({ same_schemas: listed = [] }) => listed);
const problems = judge(compare(families, common, description), meant);
const subjectOf = (fact: string) => fact.split(/[ .[{:]/, 1)[0] ?? '';
const subjects = [...new Set([...expectedFacts(families, common).keys()].map(subjectOf))];

describe('the description and the facts of every family agree', () => {
  test.each(subjects)('%s', (subject) => {
    expect(problems.filter((problem) => subjectOf(problem) === subject)).toEqual([]);
  });

  test('nothing is described that the facts do not know', () => {
    expect(problems.filter((problem) => !subjects.includes(subjectOf(problem)))).toEqual([]);
  });

  test.each(familyNames)('the file %s.yaml is named after its family', (name) => {
    expect(families.map(({ family }) => family)).toContain(name);
  });
});

describe('the sources of an operation are those of the facts', () => {
  const index = readFacts<{ paths: Record<string, { $ref: string }> }>(
    join(specFolder, 'openapi.yaml'),
  );
  const operations = families.flatMap((family) =>
    family.operations.map((facts) => ({ id: operationIdOf(facts, family), facts })),
  );

  test.each(operations)('$id', ({ facts }) => {
    const file = join(specFolder, index.paths[facts.path]?.$ref ?? '');
    const operation = readFacts<Record<string, JsonObject>>(file)[facts.method.toLowerCase()];
    expect(compareSources(operation ?? {}, facts, common.sources)).toEqual([]);
  });
});

describe('the logs of decisions', () => {
  const logs = decisionLogs(specFolder).map((file) => ({
    name: join(dirname(file).slice(specFolder.length + 1), 'decisions.md'),
    paragraphs: paragraphsOf(readFileSync(file, 'utf8')),
  }));
  const textOf = (id: string) =>
    logs.flatMap(({ paragraphs }) => paragraphs).find((paragraph) => paragraph.id === id)?.text;
  const discrepancies = readings.flatMap(({ discrepancies: named = {} }) => Object.entries(named));
  const ownReadings = readings.flatMap(({ readings: named = {} }) => Object.entries(named));

  test.each([...discrepancies, ...ownReadings])('decide %s: %s', (id) => {
    expect(textOf(id)).toMatch(/\w+ \w+/);
  });

  test('explain every difference that is listed, and every schema of several names', () => {
    expect([...meant, ...same].map(({ decision }) => decision).filter((id) => !textOf(id))).toEqual(
      [],
    );
  });

  test.each(logs)('$name uses no number twice', ({ paragraphs }) => {
    const ids = paragraphs.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('know no discrepancy that the facts do not', () => {
    const ids = logs.flatMap(({ paragraphs }) => paragraphs.map(({ id }) => id));
    const known = discrepancies.map(([id]) => id);
    expect(ids.filter((id) => /^D\d+$/.test(id) && !known.includes(id))).toEqual([]);
  });
});

describe('a rule that the sources give in words is kept by the schema', () => {
  const validatorOf = validatorsOf(description);
  const rules = families.flatMap(({ schemas = {} }) =>
    Object.values(schemas).flatMap((named) =>
      Object.entries(named).flatMap(([schema, { rules: of = [] }]) =>
        of.map((rule) => ({ schema, ...rule })),
      ),
    ),
  );
  const bodies = rules.flatMap(({ schema, rule, accepts, refuses }) => [
    ...accepts.map((body) => ({ schema, rule, isRight: true, body: JSON.stringify(body) })),
    ...refuses.map((body) => ({ schema, rule, isRight: false, body: JSON.stringify(body) })),
  ]);

  test.each(bodies)('$schema: $rule: $body is right: $isRight', ({ schema, isRight, body }) => {
    const found = validatorOf(`/components/schemas/${schema}`)(JSON.parse(body));
    expect(found.length === 0 || found).toEqual(isRight ? true : expect.any(Array));
  });
});
