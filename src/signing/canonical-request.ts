import { headerLines, namesToSign, normalizeHeaders, type Headers } from './canonical-headers.js';
import { canonicalQuery, type Query } from './canonical-query.js';
import { canonicalUri } from './canonical-uri.js';
import { splitAddress } from './canonical-url.js';
import { payloadHash, type Payload } from './payload-hash.js';

/** A request with all of its headers, as far as signing looks at it. */
export interface SignableRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: Headers;
  readonly body?: Payload;
}

/** What a canonical request is made of. */
export interface CanonicalRequestParts {
  readonly method: string;
  readonly path: string;
  readonly query: Query;
  /** Only those to sign. */
  readonly headers: Headers;
  /** Hex, or what stands in its place. */
  readonly payloadHash: string;
}

/**
 * The canonical request: method, path, query, headers, names of the headers and hash of the payload,
 * one per line.
 *
 * Source: API request signing guide, step 1.
 *
 * @throws TypeError if path, query or headers cannot be signed
 */
export function canonicalRequest(parts: CanonicalRequestParts): string {
  const headers = normalizeHeaders(parts.headers);
  return joinLines({ ...parts, headers }, Object.keys(headers).sort());
}

/**
 * The canonical request of a request that is ready to be sent, or was sent: the one that a gateway
 * would have to find. It holds the security token, if there is one.
 *
 * A `Host` header is preferred to the host of the address, and an `X-Sdk-Content-Sha256` header to
 * the hash of the body, as in the vendor's signers.
 *
 * @throws TypeError if the request cannot be signed
 */
export function canonicalRequestOf(request: SignableRequest): string {
  return canonicalRequestOfNormalized({ ...request, headers: normalizeHeaders(request.headers) });
}

/** The same for headers that were normalized before; gives them a `host`, if they have none. */
export function canonicalRequestOfNormalized(
  request: SignableRequest & { readonly headers: Record<string, string> },
): string {
  const { host, path, query } = splitAddress(request.url);
  const { method, body, headers } = request;
  headers['host'] ??= host;
  const hash = headers['x-sdk-content-sha256'] ?? payloadHash(body);
  return joinLines({ method, path, query, headers, payloadHash: hash }, namesToSign(headers));
}

function joinLines(parts: CanonicalRequestParts, names: readonly string[]): string {
  const { method, path, query, headers } = parts;
  return `${method.toUpperCase()}
${canonicalUri(path)}
${canonicalQuery(query)}
${headerLines(headers, names)}
${names.join(';')}
${parts.payloadHash}`;
}
