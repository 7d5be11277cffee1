import { expect, test } from '@jest/globals';
import { changesBetween, differencesFrom } from '../../../scripts/contract/behaviour/members.js';

test.each<[string, unknown, unknown]>([
  ['a number as its text', 1, '1'],
  ['a text as the number in it', '1', 1],
  ['JSON in a text written anew', '{ "a": 1 }', '{"a":1}'],
  ['a secret by asterisks, in JSON in a text', '{"a":"b"}', '{"a":"******"}'],
  ['an empty text as none', '', null],
  ['an object without what is null', { a: null }, {}],
])('a record may show %s', (_, written, shown) => {
  expect(differencesFrom({ member: written }, { member: shown })).toEqual([]);
});

test.each<[string, unknown, unknown]>([
  ['a text without the blanks around it', ' a\nb ', 'a\r\nb'],
  ['an object without what is empty', { a: '', b: 0, c: false, d: [], e: {} }, {}],
  ['an object in a list in JSON text without it', [{ a: '' }], '[{"id":1}]'],
])('a record may show, by the custom of many servers, %s', (_, written, shown) => {
  const found = differencesFrom({ member: written }, { member: shown });
  expect(found.length).toBeGreaterThan(0);
  expect(found.map(({ isReading }) => isReading)).toEqual(found.map(() => true));
});

test('the part of a list that differs is named', () => {
  const found = differencesFrom({ list: [{ a: 1 }, { a: 2 }] }, { list: [{ id: 7, a: 3 }] });
  expect(found.map(({ text }) => text)).toEqual([
    'list.0.a is 3, but 1 was written',
    'list.1 is not there, but {"a":2} was written',
  ]);
});

test.each<[string, unknown, unknown]>([
  ['another number', 1, '2'],
  ['a list with another item', [1], [1, 2]],
  ['other JSON in a text', '{"a":1}', '{"a":2}'],
  ['the former text in place of none', '', 'former'],
  ['a text that HTML has escaped', '<b>', '&lt;b&gt;'],
])('a record may not show %s', (_, written, shown) => {
  expect(differencesFrom({ member: written }, { member: shown })).toHaveLength(1);
});

test('a count of readings is no change of a record, and what only begins like one is', () => {
  const counts = { views: 1, read_count: 2, threads: 3, view_bind_id: 'a' };
  const after = { views: 2, read_count: 3, threads: 4, view_bind_id: 'b' };
  expect(changesBetween(counts, after).map(({ name }) => name)).toEqual([
    'threads',
    'view_bind_id',
  ]);
});
