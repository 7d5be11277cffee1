import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import { readJson } from '../oracle/media-type.js';
import { shown } from '../text.js';

/** Members that a server sets by itself whenever a record changes. */
const ownMark = /time|date|modif|updat|revis|etag|_at$/i;

/** What a record keeps from its creation on. */
const ofCreation = /creat|^id$|owner/i;

/** Whether a server sets a member by itself when a record changes. */
const isOwnMark = (name: string): boolean => ownMark.test(name) && !ofCreation.test(name);

/** Whether a record keeps a member for as long as it is there, whatever is written. */
export const isLasting = (name: string): boolean => ofCreation.test(name);

/**
 * Whether a member is as it was. A time may have been rounded to the second, and an object is looked at
 * as the record is.
 */
function isSame(name: string, one: unknown, other: unknown): boolean {
  if (isObject(one) && isObject(other)) return changesBetween(one, other).length === 0;
  const whole = (value: unknown): unknown =>
    ownMark.test(name) && typeof value === 'string' ? value.replace(/\.\d+/, '') : value;
  return isDeepStrictEqual(whole(one), whole(other));
}

/** A member of a record that is not as it should be. */
export interface Difference {
  /** With dots between the members of objects inside of the record. */
  readonly name: string;
  /** In words: the name, the value, and the one that it should have. */
  readonly text: string;
}

/**
 * Whether a member shows what was written: an object may have more members, and an id that is the server's,
 * all may be shown as JSON text, and a text may be shown as markup in an object.
 */
function shows(name: string, value: unknown, written: unknown): boolean {
  // Asterisks stand for a secret, which nobody should read again.
  if (typeof value === 'string' && /^\*+$/.test(value)) return true;
  if (typeof value === 'string' && typeof written === 'object') {
    const read = readJson(value);
    return typeof read === 'object' && shows(name, read, written);
  }
  if (isObject(value) && typeof written === 'string') {
    return membersOf(value).some(([, one]) => lettersOf(one).includes(lettersOf(written)));
  }
  if (Array.isArray(value) && Array.isArray(written)) {
    return (
      value.length === written.length &&
      value.every((item, index) => shows(name, item, written[index]))
    );
  }
  if (!isObject(value) || !isObject(written)) return isSame(name, value, written);
  return Object.entries(written).every(
    ([key, member]) =>
      key === 'id' || (Object.hasOwn(value, key) && shows(key, value[key], member)),
  );
}

/** What markup leaves of a text. */
const lettersOf = (text: unknown): string =>
  String(text).replaceAll(/<[^>]*>|&\w+;|[^\p{L}\p{N}]/gu, '');

/** The members of a record that are not as expected; those that it does not show are not looked at. */
export function differencesFrom(
  expected: JsonObject,
  record: JsonObject,
  was = 'was written',
): Difference[] {
  return Object.entries(expected)
    .filter(([name, value]) => Object.hasOwn(record, name) && !shows(name, record[name], value))
    .flatMap(([name, value]): Difference[] => {
      const seen = record[name];
      // The id of an object inside is the server's.
      const inside =
        isObject(value) && isObject(seen)
          ? differencesFrom({ ...value, id: seen['id'] }, seen, was)
          : [];
      if (inside.length > 0) return within(name, inside);
      return [{ name, text: `${name} is ${shown(seen)}, but ${shown(value)} ${was}` }];
    });
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
  const kept = Object.entries(before).filter(([name]) => !isOwnMark(name));
  return kept.flatMap(([name, value]): Difference[] => {
    const seen = after[name];
    if (isObject(value) && isObject(seen)) return within(name, changesBetween(value, seen));
    if (isSame(name, value, seen)) return [];
    return [{ name, text: `${name} is ${shown(seen)}, but was ${shown(value)} before` }];
  });
}

/** Differences inside of a member. */
function within(outer: string, inside: readonly Difference[]): Difference[] {
  return inside.map(({ name, text }) => ({ name: `${outer}.${name}`, text: `${outer}.${text}` }));
}

/** The members of an object with their values, those of objects inside of it by names with dots. */
export function membersOf(value: JsonObject): [name: string, value: unknown][] {
  return Object.entries(value).flatMap(([name, member]): [string, unknown][] =>
    isObject(member) && Object.keys(member).length > 0
      ? membersOf(member).map(([inner, one]) => [`${name}.${inner}`, one])
      : [[name, member]],
  );
}

/** The times by which a record says when it was changed, in milliseconds, by their names. */
export function timesOfChange(record: JsonObject): ReadonlyMap<string, number> {
  const isOfChange = (name: string): boolean =>
    /updat|modif|chang/i.test(name) && /time|date$|_(at|on)$|At$/.test(name);
  return new Map(
    Object.entries(record)
      .filter(([name]) => isOfChange(name))
      .map(([name, value]): [string, number] => [name, timeOf(value)])
      .filter(([, time]) => !Number.isNaN(time)),
  );
}

/** What a time stands for, in milliseconds, also in the vendor's form with a Z before the offset. */
function timeOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return NaN;
  return Date.parse(value.replace(/Z?([+-]\d{2}):?(\d{2})$/, '$1:$2'));
}
