import { decodeComponent, encodeComponent } from './percent-encoding.js';

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
