import { expect, test } from '@jest/globals';
import { placesOf } from '../../scripts/contract/cases/places.js';
import { operationsOf } from '../../scripts/contract/operation.js';
import { readDescription } from '../../scripts/lib/openapi/document.js';
import { defaultBundle } from '../../scripts/lib/paths.js';

test('Of members of requests that are described alike, words rule all or none', () => {
  const description = readDescription(defaultBundle);
  const members = operationsOf(description)
    .flatMap(({ body }) => (body ? placesOf(description)(body.schema) : []))
    .flatMap(({ path, schema, ...place }) =>
      typeof schema['description'] === 'string'
        ? [{ ...place, words: `${path.at(-1)}: ${schema['description'].slice(0, 60)}` }]
        : [],
    );
  const ruled = new Set(members.filter((one) => one.isOfProse).map(({ words }) => words));
  const free = members.filter((one) => !one.isOfProse && ruled.has(one.words));
  expect(free.map(({ pointer }) => pointer)).toEqual([]);
});
