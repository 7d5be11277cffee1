import type { JsonObject } from '../../lib/openapi/document.js';
import { keysOf } from '../../lib/openapi/pointer.js';
import { withValue } from '../cases/json.js';

/**
 * A copy of a JSON value in which the value at a pointer is another one, or is taken out when
 * `replacement` is undefined. What lies beside the way is shared with the original.
 */
export function withValueAt<T>(root: T, pointer: string, replacement: unknown): T {
  return withValue(root, keysOf(pointer), replacement) as T;
}

/** A copy of an object with one member under another name, in the same place. */
export function renamed(object: JsonObject, from: string, to: string): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name === from ? to : name, value]),
  );
}

/** Another value of the same type. */
export function otherValue(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return `${value} (changed)`;
  if (Array.isArray(value)) return [...value, null];
  return value === null ? false : { ...(value as object), changed: true };
}
