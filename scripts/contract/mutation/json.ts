import { isObject, step, type JsonObject } from '../../lib/description.js';

/**
 * A copy of a JSON value in which the value at a pointer is another one, or is taken out when
 * `replacement` is undefined. What lies beside the way is shared with the original.
 *
 * @throws Error if the pointer leads through something that is neither an object nor an array
 */
export function withValueAt<T>(root: T, pointer: string, replacement: unknown): T {
  if (pointer === '') return replacement as T;
  return change(root, keysOf(pointer), replacement) as T;
}

/** The keys of a JSON pointer. */
export function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value at a JSON pointer; undefined when there is none. */
export function valueAt(root: unknown, pointer: string): unknown {
  return keysOf(pointer).reduce<unknown>(
    (node, key) =>
      isObject(node) && Object.hasOwn(node, key)
        ? node[key]
        : Array.isArray(node)
          ? node[Number(key)]
          : undefined,
    root,
  );
}

function change(node: unknown, keys: readonly string[], replacement: unknown): unknown {
  const [key, ...rest] = keys as [string, ...string[]];
  if (Array.isArray(node)) {
    const index = Number(key);
    if (rest.length === 0 && replacement === undefined) return node.toSpliced(index, 1);
    return node.with(
      index,
      rest.length === 0 ? replacement : change(node[index], rest, replacement),
    );
  }
  if (!isObject(node)) throw new Error(`There is nothing at ${step(key)}.`);
  if (rest.length === 0 && replacement === undefined) return without(node, key);
  return {
    ...node,
    [key]: rest.length === 0 ? replacement : change(node[key], rest, replacement),
  };
}

/** A copy of an object without one member. */
export function without(object: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

/** A copy of an object with one member under another name, in the same place. */
export function renamed(object: JsonObject, from: string, to: string): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name === from ? to : name, value]),
  );
}

/** The JSON types, as JSON Schema calls them. */
export const jsonTypes = [
  'string',
  'number',
  'integer',
  'boolean',
  'object',
  'array',
  'null',
] as const;

/** A value of each JSON type. */
export const valueOfType: Readonly<Record<(typeof jsonTypes)[number], unknown>> = {
  string: 'a text',
  number: 1.5,
  integer: 20040611,
  boolean: true,
  object: {},
  array: [],
  null: null,
};
