import type { Call } from '../../core/family.js';
import type { Json } from '../../world/table.js';
import { timeText as withMilliseconds } from '../../core/marks.js';

/** The envelope of a success (P02). */
export const envelope = { code: '0', message: 'success' };

/** The envelope with a result. */
export function withData(data: unknown): Json {
  return { ...envelope, data };
}

/** The envelope with a page of records. */
export function withPage(
  records: readonly Json[],
  { total, offset, limit }: { total: number; offset: number; limit: number },
): Json {
  return { ...envelope, total, size: limit, page: Math.floor(offset / limit) + 1, data: records };
}

/** A time as records of this family have it, without milliseconds (P03). */
export function timeText(now: number): string {
  return withMilliseconds(now).replace(/\.\d+/, '');
}

/** Who has changed a record, and when. */
export function changeMarks({ user, now }: Pick<Call, 'user' | 'now'>): Json {
  return { modifier_id: user.id, update_time: timeText(now) };
}
