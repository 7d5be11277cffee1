import { expect, test } from '@jest/globals';
import { sampleOf } from '../../scripts/draft/sample.js';

const sample = sampleOf({ family: 'orders', title: 'Orders', operations: [] }, 'v1');

test.each([
  ['its example', { enum: ['A', 'B', 'C'], default: 'B', example: 'C' }, 'C'],
  ['its default, if its example is none', { enum: ['A', 'B'], default: 'B', example: 'x' }, 'B'],
  ['the first, if its default is none either', { enum: ['A', 'B'], default: 'x' }, 'A'],
])('a sample of a value that has to be one of several is %s', (_name, fact, value) => {
  expect(sample({ type: 'string', ...fact })).toBe(value);
});

test('a sample of a text is its default, else its name', () => {
  expect(sample({ type: 'string', default: 'common' }, 'kind')).toBe('common');
  expect(sample({ type: 'string' }, 'kind')).toBe('kind');
});
