import { describe, expect, test } from '@jest/globals';
import { changedAlike, comparedAlike } from '../../../scripts/contract/mutation/finite-domain.js';

const object = (rest: object) => ({
  type: 'object',
  additionalProperties: false,
  properties: { kind: { type: 'string', enum: ['a', 'b'] }, size: { type: 'integer' } },
  ...rest,
});
const branches = [
  { required: ['kind'], properties: { kind: { const: 'a' } } },
  { required: ['kind', 'size'], properties: { kind: { const: 'b' } } },
];

describe('Schemas compared on every kind of value', () => {
  test.each([
    ['the type beside a list of texts', { type: 'string', enum: ['a'] }, { enum: ['a'] }],
    ['branches that exclude each other', object({ oneOf: branches }), object({ anyOf: branches })],
    [
      'a name that each branch requires',
      object({ required: ['kind'], oneOf: branches }),
      object({ oneOf: branches }),
    ],
  ])('alike: %s', (_, before, after) => {
    expect(comparedAlike(before, after)).toBeGreaterThan(5);
  });

  test.each([
    ['another type', { type: 'string' }, { type: ['string', 'null'] }],
    ['a list with one value more', { enum: ['a'] }, { enum: ['a', 'b'] }],
    [
      'branches that do not exclude each other',
      object({ oneOf: [{ required: ['kind'] }, { required: ['size'] }] }),
      object({ anyOf: [{ required: ['kind'] }, { required: ['size'] }] }),
    ],
    ['an opened object', object({}), { ...object({}), additionalProperties: true }],
    [
      'a branch that is closed',
      object({ oneOf: branches }),
      object({ oneOf: [{ ...branches[0], additionalProperties: false }, branches[1]] }),
    ],
    // Too many kinds of values: nothing is claimed.
    ['keywords of which it knows nothing', { minLength: 1 }, { minLength: 1, maxLength: 9 }],
  ])('not alike: %s', (_, before, after) => {
    expect(comparedAlike(before, after)).toBeUndefined();
  });

  test('no more: what only narrows', () => {
    expect(comparedAlike({ enum: ['a', 'b'] }, { enum: ['a'] }, 'no more')).toBeGreaterThan(0);
    expect(comparedAlike({ enum: ['a'] }, { enum: ['a', 'b'] }, 'no more')).toBeUndefined();
  });

  test('a change is judged by the innermost schema that can tell', () => {
    const before = { minLength: 1, items: { type: 'string', enum: ['a'] } };
    const after = { minLength: 1, items: { enum: ['a'] } };
    expect(changedAlike(before, after, '/items')).toBeGreaterThan(0);
    expect(changedAlike(before, { ...before, minLength: 2 }, '')).toBeUndefined();
  });
});
