import type { Table, WorldRecord } from '../world/table.js';
import type { Call } from './family.js';

/** One page of a list. */
export interface Page {
  readonly records: readonly WorldRecord[];
  /** Number of records that fit, on all pages. */
  readonly total: number;
  readonly offset: number;
  readonly limit: number;
}

/**
 * Reads the page that a request asks for, newest first unless it says otherwise, and no record beyond
 * those that the list can reach.
 *
 * @param sortBy - the parameter that names the field, and the one that names the direction
 * @param fits - undefined if every record does
 */
export function readPage(
  { query, operation }: Call,
  table: Table,
  sortBy: readonly [field: string, direction: string],
  fits: ((record: WorldRecord) => boolean) | undefined,
): Page {
  const { offset: first, limit: most, ...rest } = query;
  const [offset, limit] = [Number(first), Number(most)];
  const reachable = operation.reachable ?? Infinity;
  const page = table.page({
    filter: fits && { key: JSON.stringify(rest), fits },
    order: query[sortBy[0]] === 'update_time' ? 'changed' : 'created',
    descending: query[sortBy[1]] !== 'ASC',
    offset,
    limit: Math.max(Math.min(limit, reachable - offset), 0),
  });
  return { ...page, offset, limit };
}

/**
 * Whether records have the values that a request filters by.
 *
 * @param paths - the member of a record, by the name of the parameter
 * @returns undefined if it filters by nothing
 */
export function filterOf(
  query: Call['query'],
  paths: Readonly<Record<string, (record: WorldRecord) => unknown>>,
): ((record: WorldRecord) => boolean) | undefined {
  const filters = Object.entries(paths).filter(([name]) => query[name] !== undefined);
  if (filters.length === 0) return undefined;
  return (record) => filters.every(([name, valueOf]) => valueOf(record) === query[name]);
}

/** A time of a filter, whose layout has been checked; 30 February is the day after the 29th. */
export function timeOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const [, clock = '', sign, offset = ''] = /^(.*)Z([+-])(\d{4})$/.exec(String(value)) ?? [];
  const [year = 0, month = 0, day, hour, minute, second, millisecond = 0] = clock
    .split(/\D/)
    .map(Number);
  const minutes = Number(offset.slice(0, 2)) * 60 + Number(offset.slice(2));
  const local = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  return local - Number(`${sign}1`) * minutes * 60_000;
}
