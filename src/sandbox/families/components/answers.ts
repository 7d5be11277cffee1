import { serviceRefusal } from '../../core/refusal.js';
import { readPage, usualLimit, type Filter, type Page } from '../../core/paging.js';
import type { Call } from '../../core/family.js';
import type { WorldRecord } from '../../world/table.js';
import { tableOf } from '../../world/world.js';

/** The record that a path names, or the refusal that the Terraform provider knows. */
export function find(
  { workspace, path }: Call,
  collection: string,
  { parameter, code, message }: { parameter: string; code: string; message: string },
): WorldRecord {
  const record = tableOf(workspace, collection).get(path[parameter] ?? '');
  if (record === undefined) throw serviceRefusal(code, message);
  return record;
}

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
