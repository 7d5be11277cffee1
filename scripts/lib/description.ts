import { existsSync, readFileSync } from 'node:fs';

export { step } from './openapi/pointer.js';

/** A JSON object whose members are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether the value is an object, and neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A bundled OpenAPI document, with its local references. */
export interface Description {
  readonly document: JsonObject;
  /**
   * The object behind a chain of `$ref`s, or the value itself when it is not a reference.
   * @throws Error when a `$ref` leaves the document or points to nothing
   */
  readonly follow: (value: unknown) => unknown;
  /**
   * The JSON pointer behind a chain of `$ref`s.
   * @throws Error when a `$ref` leaves the document or points to nothing
   */
  readonly followPointer: (pointer: string) => string;
  /** The value at a JSON pointer; undefined when there is none. */
  readonly at: (pointer: string) => unknown;
}

/** Wraps an OpenAPI document that needs no other file. */
export function asDescription(document: JsonObject): Description {
  const at = (pointer: string): unknown =>
    pointer
      .split('/')
      .slice(1)
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>(
        (node, key) =>
          isObject(node) ? node[key] : Array.isArray(node) ? node[Number(key)] : undefined,
        document,
      );
  const followPointer = (pointer: string): string => {
    const value = at(pointer);
    if (!isObject(value) || typeof value['$ref'] !== 'string') return pointer;
    return followPointer(targetOf(value['$ref'], at));
  };
  const follow = (value: unknown): unknown =>
    isObject(value) && typeof value['$ref'] === 'string'
      ? follow(at(targetOf(value['$ref'], at)))
      : value;
  return { document, at, follow, followPointer };
}

/** Reads a bundled OpenAPI document in JSON. */
export function readDescription(file: string): Description {
  if (!existsSync(file)) {
    throw new Error(`${file} does not exist: build it first (npm run build).`);
  }
  return asDescription(JSON.parse(readFileSync(file, 'utf8')) as JsonObject);
}

function targetOf(reference: string, at: (pointer: string) => unknown): string {
  if (!reference.startsWith('#/')) {
    throw new Error(`The reference ${reference} leaves the document: compare a bundled one.`);
  }
  const pointer = decodeURIComponent(reference.slice(1));
  if (at(pointer) === undefined) throw new Error(`The reference ${reference} points to nothing.`);
  return pointer;
}
