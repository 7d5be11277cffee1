import { expect, test } from '@jest/globals';
import { changesBetween, differencesFrom } from '../../../scripts/contract/behaviour/members.js';

test.each<[string, unknown, unknown]>([
  ['a number as its text', 1, '1'],
  ['a text as the number in it', '1', 1],
  ['JSON in a text written anew', '{ "a": 1 }', '{"a":1}'],
  ['a secret by asterisks, in JSON in a text', '{"a":"b"}', '{"a":"******"}'],
  ['an empty text as none', '', null],
])('a record may show %s', (_, written, shown) => {
  expect(differencesFrom({ member: written }, { member: shown })).toEqual([]);
});

test.each<[string, unknown, unknown]>([
  ['another number', 1, '2'],
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
