import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import { same } from '../cases/json.js';
import { readJson } from '../oracle/media-type.js';
import { shown, shownApart } from '../../lib/text.js';

/** Members that a server sets by itself whenever a record changes, or is looked at. */
const ownMark =
  /time|date|modif|updat|revis|etag|_at$|(^|_)(view|visit|hit|access|read)(s$|_?count)/i;

export const isOwnMark = (name: string): boolean => ownMark.test(name);

/** Whether a record keeps a member for as long as it is there, whatever is written. */
export const isLasting = (name: string): boolean => /creat|^id$|owner/i.test(name);

/** The time that a record was made, came or was changed: a server may take its own clock for it. */
const ownTime = /(creat|arriv|updat|modif|chang).*(time|date|_at|_on|At)$/i;

/** What was written, without the times that a server gives a record by itself. */
export function withoutOwnTimes(written: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(written)
      .filter(([name, value]) => !ownTime.test(name) || !isTime(value))
      .map(([name, value]) => [name, isObject(value) ? withoutOwnTimes(value) : value]),
  );
}

/**
 * Whether a member is as it was. A time may be in another zone and rounded to the second, and an object is
 * looked at as the record is.
 */
function isSame(one: unknown, other: unknown): boolean {
  if (isObject(one) && isObject(other)) return changesBetween(one, other).length === 0;
  if (isTime(one) && isTime(other)) return Math.abs(timeOf(one) - timeOf(other)) < second;
  return isDeepStrictEqual(one, other);
}

/** A member of a record that is not as it should be. */
export interface Difference {
  /** With dots between the members of objects inside of the record. */
  readonly name: string;
  /** In words: the name, the value, and the one that it should have. */
  readonly text: string;
  /** Whether many servers do so on purpose: they trim texts, or leave out what is empty, zero or false. */
  readonly isReading?: boolean;
}

/**
 * Whether a member shows what was written: an object may have more members, and an id that is the server's,
 * a text may be shown as markup in an object, and all may be shown as JSON text.
 */
export function shows(value: unknown, written: unknown): boolean {
  // Asterisks stand for a secret, which nobody should read again.
  if (typeof value === 'string' && /^\*+$/.test(value)) return true;
  // Where both are allowed, a number may be shown as its text, or the other way round.
  const types = [typeof value, typeof written];
  if (types.includes('number') && types.includes('string'))
    return String(value) === String(written);
  // An empty text may be shown as none.
  if (written === '' && value === null) return true;
  const read = typeof value === 'string' && value !== written ? readJson(value) : undefined;
  if (isObject(read) || Array.isArray(read)) {
    // JSON in a text may be written anew.
    const wrote = typeof written === 'string' ? readJson(written) : undefined;
    return shows(read, isObject(wrote) || Array.isArray(wrote) ? wrote : written);
  }
  if (isObject(value) && typeof written === 'string') {
    return membersOf(value).some(([, one]) => lettersOf(one).includes(lettersOf(written)));
  }
  if (Array.isArray(value) && Array.isArray(written)) {
    return (
      value.length === written.length && value.every((item, index) => shows(item, written[index]))
    );
  }
  if (!isObject(value) || !isObject(written)) return isSame(value, written);
  return Object.entries(written).every(
    ([key, member]) =>
      key === 'id' || (Object.hasOwn(value, key) ? shows(value[key], member) : member === null),
  );
}

/** What markup leaves of a text. */
const lettersOf = (text: unknown): string =>
  String(text).replaceAll(/<[^>]*>|&\w+;|[^\p{L}\p{N}]/gu, '');

/** A text as servers keep it that want no blanks around it, and one form of each letter and line break. */
const trimmed = (text: unknown): unknown =>
  typeof text === 'string' ? text.normalize().replaceAll('\r\n', '\n').trim() : text;

/** Whether a value says nothing, so that a record need not show it. */
export const isEmpty = (value: unknown): boolean =>
  value === '' || value === null || (Array.isArray(value) && value.length === 0);

/** Whether many servers leave a value out, since it is what a member has that nobody has set. */
export const isNone = (value: unknown): boolean =>
  isEmpty(value) || value === 0 || value === false || same(value, {});

/** The members of an object, or the items of a list by their places, also of one in JSON text. */
function partsOf(value: unknown): JsonObject | undefined {
  const inner = typeof value === 'string' ? readJson(value) : value;
  return Array.isArray(inner) ? { ...(inner as unknown[]) } : isObject(inner) ? inner : undefined;
}

/**
 * The members of a record that are not as expected; those that it does not show are not looked at, but
 * inside of an object all have to be there.
 *
 * @param has - which others have to be there
 */
export function differencesFrom(
  expected: JsonObject,
  record: JsonObject,
  was = 'was written',
  has: (name: string) => boolean = () => false,
): Difference[] {
  return Object.entries(expected).flatMap(([name, value]): Difference[] => {
    if (!Object.hasOwn(record, name)) {
      const text = `${name} is not there, but ${shown(value)} ${was}`;
      const isLost = has(name) && name !== 'id' && value !== null;
      return isLost ? [{ name, text, isReading: isNone(value) }] : [];
    }
    const seen = record[name];
    if (shows(seen, value)) return [];
    const [wrote, own] = [partsOf(value), partsOf(seen)];
    // The id of an object inside is the server's.
    const inside =
      wrote && own ? differencesFrom({ ...wrote, id: own['id'] }, own, was, () => true) : [];
    if (inside.length > 0) return within(name, inside);
    const [now, then] = shownApart(seen, value);
    const isReading = trimmed(seen) === trimmed(value);
    return [{ name, text: `${name} is ${now}, but ${then} ${was}`, isReading }];
  });
}

/**
 * How a record, or the answer to what wrote it, differs from what was written: more than by a custom of
 * servers, if any does. Its text says where.
 *
 * @param names - of the members that records of the kind are known to show
 * @param counts - whether a member is looked at
 */
export function lossAfter(
  event: string,
  written: JsonObject,
  seen: { record: JsonObject; answered: JsonObject | undefined; names: ReadonlySet<string> },
  counts: (name: string) => boolean,
): Difference | undefined {
  const { record, answered = {}, names } = seen;
  const wrote = withoutOwnTimes(written);
  const all = [
    ...differencesFrom(wrote, record, undefined, (name) => names.has(name)).map((one) => ({
      ...one,
      text: `After ${event} ${one.text}.`,
    })),
    ...differencesFrom(wrote, answered).map((one) => ({
      ...one,
      text: `In the answer to ${event} ${one.text}.`,
    })),
  ].filter(({ name }) => counts(name));
  return all.find(({ isReading }) => isReading !== true) ?? all[0];
}

/**
 * Whether a server may set a member by what was written to others: a name by an id, an id or a list of one
 * by a whole.
 */
export function isDerived(name: string, written: JsonObject): boolean {
  const stem = (one: string): string => one.replace(/^.*\./, '').replace(/_?(id|name)$|s$/i, '');
  const root = name.replace(/\..*/, '');
  const stems = [name, ...(Object.hasOwn(written, root) ? [] : [root])].map(stem);
  const sources = [...Object.keys(written), ...membersOf(written).map(([one]) => one)];
  return sources.some((one) => stems.includes(stem(one)));
}

/** The members of a record that have changed, but for those that the server sets by itself. */
export function changesBetween(before: JsonObject, after: JsonObject): Difference[] {
  // A switch is no time, and nobody's mark.
  const kept = Object.entries(before).filter(
    ([name, value]) => typeof value === 'boolean' || !ownMark.test(name) || isLasting(name),
  );
  return kept.flatMap(([name, value]): Difference[] => {
    const seen = after[name];
    if (isObject(value) && isObject(seen)) return within(name, changesBetween(value, seen));
    if (isSame(value, seen) || isCounted(name, value, seen)) return [];
    const [now, then] = shownApart(seen, value);
    return [{ name, text: `${name} is ${now}, but was ${then} before` }];
  });
}

/** Whether a number counts the changes of its record. */
const isCounted = (name: string, before: unknown, after: unknown): boolean =>
  /version$/i.test(name) && typeof before === 'number' && Number(after) > before;

/** Differences inside of a member. */
function within(outer: string, inside: readonly Difference[]): Difference[] {
  return inside.map((one) => ({
    ...one,
    name: `${outer}.${one.name}`,
    text: `${outer}.${one.text}`,
  }));
}

/** The members of an object with their values, those of objects inside of it by names with dots. */
export function membersOf(value: JsonObject): [name: string, value: unknown][] {
  return Object.entries(value).flatMap(([name, member]): [string, unknown][] =>
    isObject(member) && Object.keys(member).length > 0
      ? membersOf(member).map(([inner, one]) => [`${name}.${inner}`, one])
      : [[name, member]],
  );
}

/** The times by which a record says when it was changed, or what else, in milliseconds, by their names. */
export function timesOfChange(
  record: JsonObject,
  what = /updat|modif|chang/i,
): ReadonlyMap<string, number> {
  const isOfChange = (name: string): boolean =>
    what.test(name) && /time|date$|_(at|on)$|At$/.test(name);
  return new Map(
    Object.entries(record)
      .filter(([name]) => isOfChange(name))
      .map(([name, value]): [string, number] => [name, timeOf(value)])
      .filter(([, time]) => !Number.isNaN(time)),
  );
}

/** The times of change of a record, or of what else, that have moved on, by more than some milliseconds. */
export function timesMoved(
  before: JsonObject,
  after: JsonObject,
  most = 0,
  what?: RegExp,
): Difference[] {
  const now = timesOfChange(after, what);
  return [...timesOfChange(before, what)].flatMap(([name, time]) =>
    (now.get(name) ?? time) > time + most
      ? [{ name, text: `${name} is ${shown(after[name])}, but was ${shown(before[name])} before` }]
      : [],
  );
}

/** The precision in which a server may keep times, in milliseconds. */
export const second = 1000;

/** By so many milliseconds two clocks may differ. */
export const aMinute = 60_000;

const isTime = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(value) &&
  !Number.isNaN(timeOf(value));

/** What a time stands for, in milliseconds, also in the vendor's form with a Z before the offset. */
export function timeOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return NaN;
  return Date.parse(value.replace(/Z?([+-]\d{2}):?(\d{2})$/, '$1:$2'));
}
