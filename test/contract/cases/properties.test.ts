import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readDescription, type Description } from '../../../scripts/lib/openapi/document.js';
import { caseMaker } from '../../../scripts/contract/cases/index.js';
import { propertiesOf } from '../../../scripts/contract/cases/properties.js';
import { operationsOf } from '../../../scripts/contract/operation.js';
import { bundledDescription } from '../../lib/files.js';
import { gateOperations } from '../../lib/gate-operations.js';
import { propertyRuns } from '../../lib/property-runs.js';
import { nasty, strange, taking } from './descriptions.js';
import { requestValidator } from './request-validator.js';

const description = readDescription(bundledDescription);
const runs = { numRuns: propertyRuns };

function propertiesIn(document: Description) {
  const chosen = document === description ? gateOperations(document) : undefined;
  const wanted = operationsOf(document).filter(({ id }) => chosen?.includes(id) ?? true);
  const { operations, sourceOf } = caseMaker(document, wanted);
  return operations.flatMap((operation) => {
    const source = sourceOf(operation);
    return source === undefined ? [] : [{ id: operation.id, ...propertiesOf(source) }];
  });
}

describe.each([
  ['the description', description],
  ['a nasty description', nasty],
] as const)('propertiesOf %s', (_, document) => {
  const isAllowed = requestValidator(document);
  const all = propertiesIn(document);

  test.each(all)('requests that are drawn to be valid for $id are valid', ({ valid }) => {
    fc.assert(fc.property(valid, isAllowed), runs);
  });

  test.each(all.filter(({ invalid }) => invalid !== undefined))(
    'requests that are drawn to be invalid for $id are invalid',
    ({ invalid }) => {
      fc.assert(
        fc.property(invalid!, (one) => !isAllowed(one)),
        runs,
      );
    },
  );

  test('drawn requests are the same for the same seed', () => {
    const few = { seed: 20250718, numRuns: 30 };
    for (const { valid } of all) expect(fc.sample(valid, few)).toEqual(fc.sample(valid, few));
  });
});

describe('valueArbitrary', () => {
  const texts = fc
    .sample(propertiesIn(taking({ type: 'string' }))[0]!.valid, { seed: 1, numRuns: 1000 })
    .map(({ request }) => (request.body?.kind === 'json' ? String(request.body.value) : ''));

  test.each([
    ['Chinese', /\p{sc=Han}/u],
    ['quotes', /["']/],
    ['control signs', /[\t\n\u0001]/],
    ['emoji', /\p{Emoji_Presentation}/u],
    ['nothing at all', /^$/],
    ['long texts', /^[^]{1000}/],
  ])('drawn texts have %s among them', (_, pattern) => {
    expect(texts.some((text) => pattern.test(text))).toBe(true);
  });

  test('drawn texts have nothing that servers read in different ways', () => {
    expect(texts.filter((text) => /[\0\p{Cs}]/u.test(text))).toEqual([]);
  });

  test('drawn numbers have the ends of int32', () => {
    const drawn = fc.sample(propertiesIn(taking({ type: 'integer', format: 'int32' }))[0]!.valid, {
      seed: 1,
      numRuns: 1000,
    });
    const numbers = drawn.map(({ request }) =>
      request.body?.kind === 'json' ? Number(request.body.value) : 0,
    );
    expect(Math.max(...numbers)).toBeGreaterThan(2 ** 31 - 1000);
    expect(Math.min(...numbers)).toBeLessThan(-(2 ** 31) + 1000);
  });

  test('a drawn request shrinks to a small one', () => {
    const [{ valid }] = propertiesIn(nasty) as [ReturnType<typeof propertiesIn>[number]];
    const { counterexample } = fc.check(
      fc.property(valid, ({ request }) => !JSON.stringify(request.body).includes('"name"')),
      { seed: 5, numRuns: 500 },
    );
    expect(JSON.stringify(counterexample?.[0].request.body).length).toBeLessThan(200);
  });

  test('requests can be drawn for any description', () => {
    for (const { valid, invalid } of propertiesIn(strange)) {
      expect(fc.sample(valid, { seed: 1, numRuns: 50 })).toHaveLength(50);
      if (invalid) expect(fc.sample(invalid, { seed: 1, numRuns: 50 })).toHaveLength(50);
    }
  });

  test('no invalid request is drawn where everything is allowed', () => {
    expect(propertiesIn(taking(true))[0]!.invalid).toBeUndefined();
  });
});
