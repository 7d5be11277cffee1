import { expect, test } from '@jest/globals';
import { cut, shownApart } from '../../scripts/lib/text.js';

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

const long = 'long '.repeat(60);

test.each([
  ['short texts', 'a', 'b', '"a"', '"b"'],
  ['values of two types', 1, '1', '1', '"1"'],
  [
    'texts that end otherwise',
    `${long}剧`,
    `${long}?`,
    '… "long long long long 剧"',
    '… "long long long long ?"',
  ],
  [
    'a text that was cut',
    long,
    `${long}end`,
    '… "long long long long "',
    '… "long long long long end"',
  ],
])('two values are shown with what differs: %s', (_, one, other, first, second) => {
  expect(shownApart(one, other)).toEqual([first, second]);
});
