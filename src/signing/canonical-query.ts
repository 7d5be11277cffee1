import { decodeComponent, encodeComponent } from './percent-encoding.js';

type Scalar = string | number | boolean | bigint | null | undefined;

/** Value of a query parameter; each element of an array is a value of its own. */
export type QueryValue = Scalar | readonly Scalar[];

/** A query as the text of an address, as pairs (`URLSearchParams` among them), or as an object. */
export type Query =
  string | Iterable<readonly [string, QueryValue]> | Readonly<Record<string, QueryValue>>;

/**
 * The query that is signed and sent: sorted by name, then by value, each encoded once; an empty value
 * keeps its `=`; undefined and null are left out.
 *
 * In text, `+` is a space, as `URLSearchParams` writes it and `URL.searchParams` reads it: it is sent as
 * `%20`, which every receiver reads alike. In pairs and objects, `+` is a plus and is sent as `%2B`.
 *
 * Sources: API request signing guide, CanonicalQueryString. It leaves open whether names are sorted
 * before or after they are encoded; the signers for Go, Python, .NET and Node sort before, by
 * character code, and so do we.
 *
 * @throws TypeError if a value is an object, or text cannot be encoded or decoded
 */
export function canonicalQuery(query: Query): string {
  if (query === '') return '';
  const pairs = typeof query === 'string' ? parseText(query) : listPairs(query);
  return pairs
    .sort(([name, value], [otherName, otherValue]) =>
      name === otherName
        ? compareByCodePoint(value, otherValue)
        : compareByCodePoint(name, otherName),
    )
    .map(([name, value]) => `${encodeComponent(name)}=${encodeComponent(value)}`)
    .join('&');
}

type Pair = [name: string, value: string];

function parseText(query: string): Pair[] {
  return query
    .replace(/^\?/, '')
    .split('&')
    .filter((piece) => piece !== '')
    .map((piece) => {
      const end = piece.indexOf('=');
      const name = end === -1 ? piece : piece.slice(0, end);
      const value = end === -1 ? '' : piece.slice(end + 1);
      return [decodeFormText(name), decodeFormText(value)];
    });
}

function decodeFormText(text: string): string {
  return decodeComponent(text.replaceAll('+', ' '));
}

function listPairs(query: Exclude<Query, string>): Pair[] {
  const entries = Symbol.iterator in query ? query : Object.entries(query);
  const pairs: Pair[] = [];
  for (const [name, value] of entries as Iterable<readonly [string, QueryValue]>) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === undefined || one === null) continue;
      if (typeof one === 'object' || typeof one === 'function' || typeof one === 'symbol') {
        throw new TypeError(
          `The query parameter "${name}" must be text, a number, a boolean or an array of these.`,
        );
      }
      pairs.push([name, String(one)]);
    }
  }
  return pairs;
}

/**
 * JavaScript compares UTF-16 units, which puts characters beyond U+FFFF before U+E000 to U+FFFF;
 * Go's and Python's order, by code point, is also that of the bytes of UTF-8.
 */
function compareByCodePoint(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let index = 0; index < end; index += 1) {
    const [unitA, unitB] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (unitA === unitB) continue;
    return isSurrogate(unitA) === isSurrogate(unitB)
      ? unitA - unitB
      : (isSurrogate(unitA) ? 0x10000 : unitA) - (isSurrogate(unitB) ? 0x10000 : unitB);
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
