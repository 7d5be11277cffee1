import { hashing } from '#hash';
import { isForm } from '../body.js';
import { canonicalQuery, canonicalUri, splitAddress, type Query } from './canonical-url.js';

/** Headers by name, in any case. */
export type Headers = Readonly<Record<string, string>>;

/**
 * Never signed. The first four by the vendor's signers, because HTTP stacks add or rewrite them; the
 * others belong to one connection only (RFC 9110, 7.6.1), so proxies remove them.
 */
const unsigned = new Set([
  'authorization',
  'content-length',
  'content-type',
  'user-agent',
  'connection',
  'expect',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The headers by their names in lower case, with trimmed values.
 *
 * @throws TypeError if two names differ in case only, or a value could not be sent as it is signed;
 *   values are not quoted, since they may be secret
 */
export function normalizeHeaders(headers: Headers): Record<string, string> {
  const normalized: Record<string, string> = {};
  for (const givenName of Object.keys(headers)) {
    const value = headers[givenName];
    const name = givenName.toLowerCase();
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
      throw new TypeError(`${JSON.stringify(givenName)} is no name of a header.`);
    }
    if (Object.hasOwn(normalized, name))
      throw new TypeError(`The header "${name}" is given twice.`);
    if (typeof value !== 'string' || !/^[\t\x20-\x7e]*$/.test(value)) {
      throw new TypeError(`The header "${name}" must be a line of printable ASCII text.`);
    }
    normalized[name] = value.trim();
  }
  return normalized;
}

/**
 * Those of the headers that are signed: all but the ones above and names with `_`, which gateways
 * drop.
 *
 * Sources: API request signing guide, SignedHeaders (only `X-Sdk-Date` must be signed); the signers
 * of the vendor's SDKs for Java and Python, and their tests with `TEST_UNDERSCORE`.
 *
 * @throws TypeError as {@link normalizeHeaders}
 */
export function headersToSign(headers: Headers): Record<string, string> {
  const normalized = normalizeHeaders(headers);
  return Object.fromEntries(namesToSign(normalized).map((name) => [name, normalized[name] ?? '']));
}

/** The names that {@link headersToSign} keeps, sorted. */
function namesToSign(normalized: Headers): string[] {
  return Object.keys(normalized)
    .filter((name) => !unsigned.has(name) && !name.includes('_'))
    .sort();
}

/**
 * The block of headers: `name:value` and a line feed each, sorted by name.
 *
 * Source: API request signing guide, CanonicalHeaders.
 *
 * @param headers - only those to sign, by {@link headersToSign}
 * @throws TypeError as {@link normalizeHeaders}
 */
export function canonicalHeaders(headers: Headers): string {
  const normalized = normalizeHeaders(headers);
  return headerLines(normalized, Object.keys(normalized).sort());
}

/** The block of those headers whose names are given. */
function headerLines(normalized: Headers, names: readonly string[]): string {
  return names.map((name) => `${name}:${normalized[name]}\n`).join('');
}

/**
 * The names of the signed headers, sorted and joined by `;`.
 *
 * Source: API request signing guide, SignedHeaders.
 *
 * @param headers - only those to sign, by {@link headersToSign}
 * @throws TypeError as {@link normalizeHeaders}
 */
export function signedHeaders(headers: Headers): string {
  return Object.keys(normalizeHeaders(headers)).sort().join(';');
}

/** What a request may carry. */
export type Payload = string | Uint8Array | FormData | undefined;

/** Stands for the hash of a body that is not signed. */
export const unsignedPayload = 'UNSIGNED-PAYLOAD';

/**
 * Whether the body is left out of the signature: that of a form, whose bytes exist only once it is
 * sent, and any other that is not JSON.
 *
 * Source: the clients of the vendor's SDKs, which send `X-Sdk-Content-Sha256: UNSIGNED-PAYLOAD` for
 * each content type but JSON.
 *
 * @param contentType - value of the `Content-Type` header, if it is known
 */
export function isUnsignedPayload(body: Payload, contentType: string | undefined): boolean {
  if (body === undefined) return false;
  if (isForm(body)) return true;
  return contentType !== undefined && !/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(contentType);
}

/**
 * Hex SHA-256 of the bytes that are sent: those of the text in UTF-8, or none.
 *
 * Source: API request signing guide, HexEncode(Hash(RequestPayload)).
 *
 * @throws TypeError if the body is neither text nor bytes
 */
export function payloadHash(body: Payload): string {
  if (body === undefined || typeof body === 'string') return hashing.sha256Hex(body ?? '');
  if (!ArrayBuffer.isView(body)) {
    throw new TypeError('A body to sign must be text or bytes; a form is sent unsigned.');
  }
  return hashing.sha256Hex(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
}

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
