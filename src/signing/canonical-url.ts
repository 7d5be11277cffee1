/**
 * Encodes text for one place of a path or query: everything but `A-Za-z0-9-_.~`, the unreserved
 * characters of RFC 3986, 2.3, as the vendor's API request signing guide asks.
 *
 * @throws TypeError if the text has half a surrogate pair, which UTF-8 cannot hold
 */
export function encodeComponent(text: string): string {
  if (/^[\w.~-]*$/.test(text)) return text;
  let encoded: string;
  try {
    encoded = encodeURIComponent(text);
  } catch {
    throw new TypeError(`${JSON.stringify(text)} holds half a surrogate pair.`);
  }
  return encoded.replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Undoes the encoding of one part of a path or query, once.
 *
 * @throws TypeError if a `%` begins no escape of UTF-8 text: servers read such text in different ways
 */
export function decodeComponent(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TypeError(
      `${JSON.stringify(text)} holds a "%" that begins no escape of UTF-8 text: write a literal "%" as "%25".`,
    );
  }
}

/** A path that encoding leaves as it is: nothing but unreserved characters, and no segment of dots. */
const isEncoded = /^(\/(?!\.{1,2}(\/|$))[\w.~-]*)+$/;

/**
 * The path that is sent: each segment is decoded once and encoded once, so `%2F` stays part of its
 * segment and a path that was encoded already is not encoded twice.
 *
 * @param path - path of an address, encoded or not; a literal `%` must be written `%25`
 * @throws TypeError if a segment is `.` or `..`, in any spelling: HTTP stacks resolve these on their
 *   own (WHATWG URL, path state), so the path that arrives would not be the one that was signed
 */
export function encodePath(path: string): string {
  if (isEncoded.test(path)) return path;
  return path.split('/').map(encodeSegment).join('/') || '/';
}

/**
 * The path that is signed: that which is sent, with a `/` at its end.
 *
 * Source: API request signing guide, CanonicalURI; the signers of all vendor SDKs.
 *
 * @throws TypeError as {@link encodePath}
 */
export function canonicalUri(path: string): string {
  const encoded = encodePath(path);
  return encoded.endsWith('/') ? encoded : `${encoded}/`;
}

function encodeSegment(segment: string): string {
  const text = decodeComponent(segment);
  if (text === '.' || text === '..') {
    throw new TypeError(`The path must not have the dot segment ${JSON.stringify(segment)}.`);
  }
  return encodeComponent(text);
}

type Scalar = string | number | boolean | bigint | null | undefined;

/** Value of a query parameter; each element of an array is a value of its own. */
export type QueryValue = Scalar | readonly Scalar[];

/** A query as the text of an address, as pairs (`URLSearchParams` among them), or as an object. */
export type Query =
  | string
  | Iterable<readonly [string, QueryValue]>
  | Readonly<Record<string, QueryValue>>;

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
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
}

/** The parts of an address that signing looks at. */
export interface AddressParts {
  /** `https://host`, with the port if it is not the usual one. */
  readonly origin: string;
  /** As the `Host` header has it. */
  readonly host: string;
  /** Begins with `/`, or is empty. */
  readonly path: string;
  /** With its `?`, or empty. */
  readonly query: string;
}

/**
 * Splits an address without changing path and query: `new URL` would drop dot segments before they
 * can be refused. A fragment is left out, since it is never sent.
 *
 * @throws TypeError if it is no absolute http or https address, or holds a user or password
 */
export function splitAddress(url: string): AddressParts {
  if (lastStart !== undefined && url.startsWith(lastStart)) {
    const pathAndQuery = url.slice(lastStart.length);
    const end = pathAndQuery.indexOf('?');
    if (pathAndQuery.startsWith('/') && !pathAndQuery.includes('#')) {
      const { origin, host } = lastOrigin;
      return end === -1
        ? { origin, host, path: pathAndQuery, query: '' }
        : { origin, host, path: pathAndQuery.slice(0, end), query: pathAndQuery.slice(end) };
    }
  }
  const [, start = '', path = '', query = ''] =
    /^(https?:\/\/[^/?#\\]+)(\/[^?#]*)?(\?[^#]*)?(?:#.*)?$/is.exec(url) ?? [];
  let parsed: URL;
  try {
    parsed = new URL(start);
  } catch {
    // Neither quoted nor the cause of the error: the address may hold a password.
    throw new TypeError('"url" must be an absolute address that begins with https:// or http://.');
  }
  const { origin, host, username, password } = parsed;
  if (username !== '' || password !== '') {
    throw new TypeError('"url" must hold neither a user nor a password.');
  }
  lastStart = start;
  lastOrigin = { origin, host };
  return { origin, host, path, query };
}

/** A client calls one host: what was read of its address last time is what will be read next time. */
let lastStart: string | undefined;
let lastOrigin = { origin: '', host: '' };

/**
 * Brings an address into the one form that is both signed and sent: path and query encoded once, the
 * query sorted. Parsing it again (`new URL`, `fetch`) does not change a byte of it, because nothing is
 * left but unreserved characters, escapes and the delimiters `/?&=`.
 *
 * @param url - absolute address as made by `new URL`, `URLSearchParams` or `encodeURIComponent`;
 *   what `+` means in its query is said at {@link canonicalQuery}
 * @throws TypeError if it is no such address, has a dot segment, or a `%` that begins no escape
 */
export function canonicalUrl(url: string): string {
  const { origin, path, query } = splitAddress(url);
  const sortedQuery = canonicalQuery(query);
  return `${origin}${encodePath(path)}${sortedQuery === '' ? '' : `?${sortedQuery}`}`;
}
