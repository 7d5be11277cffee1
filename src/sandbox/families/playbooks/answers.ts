import { numbered, timeToSecond } from '../../core/answers.js';
import type { Page } from '../../core/paging.js';
import type { RequestedOccasion } from '../../life-cycle/life-cycle.js';
import type { Json } from '../../world/table.js';

/** The envelope of a success (P02). */
export const envelope = { code: '0', message: 'success' };

/** The envelope with a result. */
export function withData(data: unknown): Json {
  return { ...envelope, data };
}

/** The envelope with a page of records. */
export function withPage(page: Page): Json {
  return { ...envelope, ...numbered(page) };
}

/** Who has changed a record, and when: times of this family have no milliseconds (P03). */
export function changeMarks({ user, now }: Pick<RequestedOccasion, 'user' | 'now'>): Json {
  return { modifier_id: user.id, update_time: timeToSecond(now) };
}
