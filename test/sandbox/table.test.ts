import { describe, expect, test } from '@jest/globals';
import { Table, type WorldRecord } from '../../src/sandbox/world/table.js';

let changes = 0;
const record = (id: string, name: string): WorldRecord => ({
  ...{ id, data: { name }, inner: {}, createdAt: 0, since: 0 },
  changed: (changes += 1),
});

/** The ids that a list filtered by a name shows, in both orders. */
function named(table: Table, name: string): string[][] {
  return (['created', 'changed'] as const).map((order) => {
    const { records, total } = table.page({
      filter: { key: name, fits: ({ data }) => data['name'] === name },
      ...{ order, descending: false, offset: 0, limit: 100 },
    });
    expect(total).toBe(records.length);
    return records.map(({ id }) => id);
  });
}

describe('A filtered page of a table', () => {
  const table = new Table();
  table.fill([record('1', 'a'), record('2', 'b'), record('3', 'a')]);

  test.each<[string, () => () => void, string[][]]>([
    [
      'an addition',
      () => table.put(record('4', 'a')),
      [
        ['1', '3', '4'],
        ['1', '3', '4'],
      ],
    ],
    [
      'a change',
      () => table.put(record('1', 'a')),
      [
        ['1', '3'],
        ['3', '1'],
      ],
    ],
    ['a change that no longer fits', () => table.put(record('1', 'b')), [['3'], ['3']]],
    ['a removal', () => table.remove('3'), [['1'], ['1']]],
  ])('shows %s, and no longer once it is taken back', (_, change, expected) => {
    const before = named(table, 'a');
    const undo = change();
    expect(named(table, 'a')).toEqual(expected);
    undo();
    expect(named(table, 'a')).toEqual(before);
  });

  test('is found again after more filters than a table remembers', () => {
    for (let count = 0; count < 40; count += 1) expect(named(table, `n${count}`)).toEqual([[], []]);
    expect(named(table, 'a')[0]).toEqual(['1', '3']);
  });
});
