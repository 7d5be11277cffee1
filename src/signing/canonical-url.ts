import { canonicalQuery } from './canonical-query.js';
import { encodePath } from './canonical-uri.js';

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
 *   what `+` means in its query is told at {@link canonicalQuery}
 * @throws TypeError if it is no such address, has a dot segment, or a `%` that begins no escape
 */
export function canonicalUrl(url: string): string {
  const { origin, path, query } = splitAddress(url);
  const sortedQuery = canonicalQuery(query);
  return `${origin}${encodePath(path)}${sortedQuery === '' ? '' : `?${sortedQuery}`}`;
}
