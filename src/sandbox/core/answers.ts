import { formatTime } from '../../time.js';
import type { Json, WorldRecord } from '../world/table.js';
import type { RequestedOccasion } from '../life-cycle/life-cycle.js';
import type { Call } from './family.js';
import type { Page } from './paging.js';
import { serviceRefusal } from './refusal.js';

/** What every envelope of a success begins with. */
export const success = { code: '00000000', message: '' };

/** The envelope of a success; the request id is empty in every documented answer. */
export const envelope = { ...success, success: true, request_id: '' };

/** The envelope with a result. */
export function withData(data: unknown): Json {
  return { ...envelope, data };
}

/** A page of records with its number, counted from 1. */
export function numbered({ records, total, offset, limit }: Page): Json {
  return { total, size: limit, page: Math.floor(offset / limit) + 1, data: records };
}

/** The envelope with a page of records (D09: the meaning of its members is our reading). */
export function withPage(page: Page): Json {
  const { total, offset, limit } = page;
  return { ...envelope, total, offset, limit, ...numbered(page) };
}

/**
 * Finds the record that a path names.
 *
 * @param missing - code and message of the refusal if there is none; those of its life cycle if left out
 */
export function recordAt(
  collection: string,
  parameter: string,
  ...missing: [] | Parameters<typeof serviceRefusal>
): (call: Call) => WorldRecord {
  return ({ lifeCycle, workspace, path }) => {
    const id = path[parameter] ?? '';
    if (missing.length === 0) return lifeCycle(collection).find(workspace, id);
    const record = workspace.table(collection).get(id);
    if (record === undefined) throw serviceRefusal(...missing);
    return record;
  };
}

/** What became of each of several ids. */
export type BatchResult = Json & {
  readonly error_ids: readonly string[];
  readonly success_ids: readonly string[];
};

/** Does something with each of several ids. */
export function eachOf(ids: readonly string[], happens: (id: string) => boolean): BatchResult {
  const result = { error_ids: [] as string[], success_ids: [] as string[] };
  for (const id of ids) (happens(id) ? result.success_ids : result.error_ids).push(id);
  return result;
}

/** The members of a body that are given and may be taken over. */
export function pick(body: unknown, names: readonly string[]): Json {
  const members = names.map((name) => [name, (body as Json)[name]]);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined)) as Json;
}

/** A time of the sandbox as answers write it. */
export function timeText(now: number): string {
  return formatTime(new Date(now));
}

/** The same without milliseconds, as some families write it. */
export function timeToSecond(now: number): string {
  return timeText(now).replace(/\.\d+/, '');
}

/** Who does something to a record, and when. */
type Deed = Pick<RequestedOccasion, 'user' | 'now'>;

/** Who has created a record, and when; nobody has changed it yet. */
export function creationMarks({ user, now }: Deed): Json {
  const time = timeText(now);
  return {
    owner_id: '',
    creator_id: user.id,
    creator_name: user.name,
    create_time: time,
    modifier_id: '',
    modifier_name: '',
    update_time: time,
  };
}

/** Who has changed a record, and when. */
export function changeMarks({ user, now }: Deed, write = timeText): Json {
  return { modifier_id: user.id, modifier_name: user.name, update_time: write(now) };
}
