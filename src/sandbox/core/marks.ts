import { formatTime } from '../../time.js';
import type { Call, Seeding } from './family.js';
import type { Json } from '../world/table.js';

/** A time of the sandbox as answers write it. */
export function timeText(now: number): string {
  return formatTime(new Date(now));
}

/** The same without milliseconds, as some families write it. */
export function timeToSecond(now: number): string {
  return timeText(now).replace(/\.\d+/, '');
}

/** What marks follow from when an empty world is filled: its first user does it. */
export function marksAt(
  { users, workspace }: Seeding,
  now: number,
): Pick<Call, 'user' | 'now' | 'workspace'> {
  const [user] = users;
  if (user === undefined) throw new Error('The sandbox has no users.');
  return { user, now, workspace };
}

/** Who has created a record, and when; nobody has changed it yet. */
export function creationMarks({ user, now }: Pick<Call, 'user' | 'now'>): Json {
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
export function changeMarks({ user, now }: Pick<Call, 'user' | 'now'>): Json {
  return { modifier_id: user.id, modifier_name: user.name, update_time: timeText(now) };
}
