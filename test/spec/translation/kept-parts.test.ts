import { expect, test } from '@jest/globals';
import { compareKeptParts } from '../../../scripts/lib/translation/kept-parts.js';

const none = { lost: [], added: [] };

test.each([
  ['the order of code spans', 'Set `a` or `b`.', '`b`或`a`。'],
  ['a line break in a code span', 'Looks like `a\nb`.', '形如`a b`。'],
  ['the number of an item', '1. One\n2. Two', '1. 一\n2. 二'],
  ['a separator of thousands', 'Up to 1,024 and 10,000.', '最多1024和10,000。'],
  ['a number where the original has a word', 'Two calls.', '2次调用。'],
  [
    'the words of a link',
    'See [the page](https://example.com/a).',
    '请参见[页面](https://example.com/a)。',
  ],
  ['a stop after an address', 'See https://example.com/a.', '请参见https://example.com/a。'],
  [
    'the words of a picture',
    '<svg><title>Life cycle</title><text x="1">draft</text></svg>',
    '<svg><title>生命周期</title><text x="1">草稿</text></svg>',
  ],
])('%s may differ', (_name, original, translation) => {
  expect(compareKeptParts(original, translation)).toEqual(none);
});

test.each([
  ['a code span', 'Use `a` and `a`.', '使用`a`。', ['`a`'], []],
  [
    'a code block',
    '```\na\n```',
    '```\nb\n```',
    ['the code block ```\na\n```'],
    ['the code block ```\nb\n```'],
  ],
  ['a heading', '## Errors\n\nNone.', '错误\n\n无。', ['a heading of level 2'], []],
  [
    'the level of a heading',
    '## Errors',
    '### 错误',
    ['a heading of level 2'],
    ['a heading of level 3'],
  ],
  ['a list item', '- one\n- two', '- 一', ['a list item'], []],
  ['a table row', '| a |\n|---|\n| b |', '| 一 |\n|---|', ['a table row'], []],
  ['a link', 'See [it](#tag/a).', '请参见它。', ['the link #tag/a'], []],
  ['a tag', 'A<br>b', '一二', ['the tag <br>'], []],
  ['a number', 'At most 100.', '最多。', ['the number 100'], []],
])('%s may not', (_name, original, translation, lost, added) => {
  expect(compareKeptParts(original, translation)).toEqual({ lost, added });
});
