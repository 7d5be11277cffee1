import { expect, test } from '@jest/globals';
import { cut } from '../../scripts/lib/text.js';

test.each([
  ['nothing of a short text', 'abc', 'abc'],
  ['a text of letters', 'abcde', 'abc…'],
  ['nothing of a text with as many characters as there may be', '😀😀😀', '😀😀😀'],
  ['a text of characters with two code units each', '😀😀😀😀', '😀😀😀…'],
  ['a long text of such characters', '😀'.repeat(100), '😀😀😀…'],
  ['a text of both kinds, never inside of a character', 'a😀b😀', 'a😀b…'],
])('of a text is cut what exceeds the number of its characters: %s', (_, text, shown) => {
  expect(cut(text, 3)).toBe(shown);
});
