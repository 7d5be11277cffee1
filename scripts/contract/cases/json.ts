import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import { valueAt } from '../../lib/openapi/pointer.js';
import { groupedBy } from '../findings.js';

export { valueAt };

/** Steps from a JSON value down to one inside it. */
export type Path = readonly (string | number)[];

/** The names of JSON types, `integer` included. */
export const jsonTypes = [
  'null',
  'boolean',
  'integer',
  'number',
  'string',
  'array',
  'object',
] as const;

/** One of the names. */
export type JsonType = (typeof jsonTypes)[number];

/** The type of a JSON value; a whole number is an `integer`. */
export function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as JsonType;
}

/** Whether two JSON values are written alike. */
export function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** What is known of a key, worked out when it is first asked for. */
export function remembered<Key, Value>(
  known: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  workOut: () => Value,
): Value {
  const found = known.get(key) ?? workOut();
  known.set(key, found);
  return found;
}

/** The values without those that have the key of an earlier one, or are written like it. */
export function distinct<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => unknown = (value) => JSON.stringify(value),
): Value[] {
  return [...groupedBy(values, keyOf).values()].flatMap((own) => own.slice(0, 1));
}

/** The value if it is an array, otherwise an empty one. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is an object, otherwise an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The values in a value that hold no others, each with the steps to it. */
export function leavesIn(value: unknown, path: Path = []): { path: Path; leaf: unknown }[] {
  if (typeof value !== 'object' || value === null) return [{ path, leaf: value }];
  return Object.entries(value).flatMap(([key, one]) =>
    leavesIn(one, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** The texts in a value, each with the steps to it. */
export function textsIn(value: unknown): { path: Path; text: string }[] {
  return leavesIn(value).flatMap(({ path, leaf }) =>
    typeof leaf === 'string' ? [{ path, text: leaf }] : [],
  );
}

/** A copy of an object with other values of its members; anything else as it is. */
export function mapObject(
  value: unknown,
  map: (member: unknown, name: string) => unknown,
): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, map(member, name)]),
  );
}

/** An object with the members of another one, which win, also inside of the objects that both have. */
export function mergedObject(one: JsonObject, other: JsonObject): JsonObject {
  const inside = (member: unknown, name: string): unknown => {
    const own = one[name];
    return isObject(own) && isObject(member) ? mergedObject(own, member) : member;
  };
  return { ...one, ...objectOf(mapObject(other, inside)) };
}

/** A copy of an object without some of its members. */
export function without(object: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** A copy with another value at a path, which may be new; undefined removes what is there. */
export function withValue(value: unknown, path: Path, replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    const copy = [...(value as unknown[])];
    const changed = withValue(copy[Number(key)], rest, replacement);
    if (changed === undefined) copy.splice(Number(key), 1);
    else copy[Number(key)] = changed;
    return copy;
  }
  const members = objectOf(value);
  const changed = withValue(valueAt(members, [key]), rest, replacement);
  return changed === undefined ? without(members, String(key)) : { ...members, [key]: changed };
}
