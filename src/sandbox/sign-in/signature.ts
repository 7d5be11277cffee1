import { hashing } from '#hash';
import { latin1 } from '../core/multipart.js';
import { pairsIn, type SandboxRequest } from '../core/request.js';

/** What a signature says, and what the gateway finds. */
export interface SignatureCheck {
  readonly ak: string;
  /** Whether the signature is the one that the secret key gives. */
  readonly verify: (sk: string) => boolean;
  /** Time of signing, in milliseconds since 1970; NaN if it is none. */
  readonly time: number;
  /** What the gateway shows of the request when it refuses it. */
  readonly canonicalRequest: string;
}

const layout =
  /^SDK-HMAC-SHA256\s+Access=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;

/**
 * Reads the signature of a request: SDK-HMAC-SHA256, written from the vendor's API request signing guide
 * and apart from the client's signer, so that the two can tell each other's faults.
 *
 * @returns undefined if the request has no signature of this layout
 */
export function readSignature(request: SandboxRequest): SignatureCheck | undefined {
  const { headers } = request;
  const [, ak, names, signature] = layout.exec(headers['authorization'] ?? '') ?? [];
  const date = headers['x-sdk-date'];
  if (ak === undefined || names === undefined || date === undefined) return undefined;
  const canonicalRequest = canonicalRequestOf(request, names.toLowerCase().split(';'));
  const toSign = ['SDK-HMAC-SHA256', date, hashing.sha256Hex(canonicalRequest)].join('\n');
  return {
    ak,
    verify: (sk) =>
      names.split(';').includes('x-sdk-date') && hashing.hmacSha256Hex(sk, toSign) === signature,
    time: timeOf(date),
    canonicalRequest,
  };
}

function canonicalRequestOf(
  { method, target, headers, body }: SandboxRequest,
  names: readonly string[],
): string {
  const [path = ''] = target.split('?');
  const encoded = path.split('/').map((segment) => encode(decode(segment)));
  return [
    method.toUpperCase(),
    `${encoded.join('/')}/`.replace(/\/\/$/, '/'),
    canonicalQuery(target),
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim()}`),
    '',
    names.join(';'),
    headers['x-sdk-content-sha256'] ?? hashing.sha256Hex(body),
  ].join('\n');
}

function canonicalQuery(target: string): string {
  return pairsIn(target, decode)
    .sort(([name, value], [otherName, otherValue]) => {
      return compare(name, otherName) || compare(value, otherValue);
    })
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

/** By the bytes of UTF-8, as the vendor's Go signer sorts. */
function compare(one: string, other: string): number {
  const [a, b] = [latin1(new TextEncoder().encode(one)), latin1(new TextEncoder().encode(other))];
  return a < b ? -1 : Number(a > b);
}

/** All but the unreserved characters of RFC 3986, byte by byte. */
function encode(text: string): string {
  return latin1(new TextEncoder().encode(text)).replace(
    /[^A-Za-z0-9\-_.~]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function timeOf(date: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (parts === null) return Number.NaN;
  const [, year = 0, month = 0, day, hour, minute, second] = parts.map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
