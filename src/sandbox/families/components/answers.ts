import { readPage, usualLimit, type Filter, type Page } from '../../core/paging.js';
import type { Call } from '../../core/family.js';
import { tableOf } from '../../world/world.js';

/** The page of a list that neither sorts nor demands a limit, newest first. */
export function readList(
  call: Call,
  collection: string,
  ...filters: readonly (Filter | undefined)[]
): Page {
  call.restsOn(['inferred']);
  const query = { offset: 0, limit: usualLimit, ...call.query };
  const table = tableOf(call.workspace, collection);
  return readPage({ ...call, query }, table, ['sort_by', 'order'], ...filters);
}
