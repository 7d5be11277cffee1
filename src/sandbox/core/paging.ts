import { memberAt } from '../life-cycle/members.js';
import type { Json, Table, WorldRecord } from '../world/table.js';
import type { Call } from './family.js';

/** One page of a list. */
export interface Page {
  /** What answers show of the records. */
  readonly records: readonly Json[];
  /** Number of records that fit, on all pages. */
  readonly total: number;
  readonly offset: number;
  readonly limit: number;
}

/** Records per page of a list that does not say how many: our reading, since no source tells. */
const usualLimit = 10;

/** Chooses the records of a list. */
export type Filter = (record: WorldRecord) => boolean;

/**
 * Reads the page that a request asks for, by default the first ten, newest first unless it says otherwise,
 * and no record beyond those that the list can reach. The parameters to sort by have several names.
 *
 * @param filters - what a record has to fit; undefined for what every one does
 */
export function readPage(
  { query, operation, workspace }: Pick<Call, 'query' | 'operation' | 'workspace'>,
  collection: string,
  ...filters: readonly (Filter | undefined)[]
): Page {
  const page = findPage(workspace.table(collection), query, operation.reachable, filters);
  return { ...page, records: page.records.map(({ data }) => data) };
}

/** The same of the records themselves. Two queries that are equal have to have the same filters. */
export function findPage(
  table: Table,
  query: Call['query'],
  reachable = Infinity,
  filters: readonly (Filter | undefined)[] = [],
) {
  const { offset = 0, limit = usualLimit, ...rest } = query as Partial<Page> & Json;
  const { sortby, sort_key, sort_by, order, sort_dir } = rest;
  const given = filters.filter((one) => one !== undefined);
  const fits: Filter = (record) => given.every((one) => one(record));
  const { records, total } = table.page({
    filter: given.length === 0 ? undefined : { key: JSON.stringify(rest), fits },
    order: [sortby, sort_key, sort_by].includes('update_time') ? 'changed' : 'created',
    descending: (order ?? sort_dir) !== 'ASC',
    offset,
    limit: Math.max(Math.min(limit, reachable - offset), 0),
  });
  return { records, total, offset, limit };
}

/** The page of a list that is no table. */
export function pageOf({ query }: Pick<Call, 'query'>, all: readonly Json[]): Page {
  const { offset, limit } = { offset: 0, limit: usualLimit, ...query } as Page;
  return { records: all.slice(offset, offset + limit), total: all.length, offset, limit };
}

/** Parameters that choose a page, an order or a time. */
const asides = /^(offset|limit|order|sort_?(by|key|dir)|(from|to)_date)$/;

/**
 * Whether records have the values that a request filters by: each other parameter asks for the member of its name.
 *
 * @param members - the members that parameters of other names ask for; false for a parameter that asks for none
 * @returns undefined if it filters by nothing
 */
export function filterOf(
  query: Call['query'],
  members: Readonly<Record<string, string | false>> = {},
): Filter | undefined {
  const filters = Object.entries(query).flatMap(([name, value]) => {
    const path = members[name] ?? name;
    return path === false || asides.test(name) ? [] : [[path, value] as const];
  });
  if (filters.length === 0) return undefined;
  return ({ data }) => filters.every(([path, value]) => memberAt(data, path) === value);
}

/**
 * Whether a time of records lies between two times of a request, or is one of them. One that cannot be read,
 * where no layout is known, leaves nothing out.
 *
 * @param timeIn - that of their creation if left out; a record without one does not fit
 * @returns undefined if the request names neither
 */
export function between(
  from: unknown,
  to: unknown,
  timeIn: (record: WorldRecord) => number | undefined = ({ createdAt }) => createdAt,
): Filter | undefined {
  if (from === undefined && to === undefined) return undefined;
  const [first = -Infinity, last = Infinity] = [timeOf(from), timeOf(to)];
  return (record) => {
    const time = timeIn(record);
    return time !== undefined && time >= first && time <= last;
  };
}

/** A time in any form that the vendor prints; without a zone it is that of China. */
export function timeOf(value: unknown): number | undefined {
  const [, clock, zone = ''] = /^([\d-]+T[\d:.]+)(.*)$/.exec(String(value)) ?? [];
  if (clock === undefined) return undefined;
  const [offset] = /^Z$|[+-]\d{2}:?\d{2}$/.exec(zone) ?? ['+08:00'];
  const time = Date.parse(clock + offset);
  return Number.isNaN(time) ? undefined : time;
}
