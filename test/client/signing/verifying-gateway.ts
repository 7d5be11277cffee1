import { createHash, createHmac, hkdfSync } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { startServer, type Listening } from '../../lib/loopback.js';

/** The keys that the gateway knows: secret keys by their access keys. */
export type Keys = Readonly<Record<string, string>>;

/**
 * Starts a server on loopback that stands in for the gateway: it computes the signature of each request from
 * the bytes that came over the wire and nothing else, in code that shares no line with the signer. It
 * answers 200 with the request target, or 401 with its canonical request as the gateway echoes it.
 */
export function startVerifyingGateway(keys: Keys): Promise<Listening> {
  return startServer((request, response, body) => {
    const fault = findFault(request, body, keys);
    response.writeHead(fault === undefined ? 200 : 401, { 'Content-Type': 'application/json' });
    const error_msg = `Incorrect IAM authentication information: ${fault}`;
    response.end(
      JSON.stringify(
        fault === undefined ? { target: request.url } : { error_code: 'APIGW.0301', error_msg },
      ),
    );
  });
}

const form =
  /^(SDK|V11)-HMAC-SHA256 (?:Access|Credential)=([^,/]+)(?:\/([^,]+))?, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;

/** Why the request is refused; undefined if its signature is right. */
function findFault(request: IncomingMessage, body: Buffer, keys: Keys): string | undefined {
  const headers = wireHeaders(request.rawHeaders);
  const [, version, ak = '', scope = '', names = '', signature] =
    form.exec(one(headers, 'authorization') ?? '') ?? [];
  const sk = keys[ak];
  if (sk === undefined) return `ak ${ak} not exist`;
  const date = one(headers, 'x-sdk-date') ?? '';
  const time = Date.parse(
    date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  if (!(Math.abs(Date.now() - time) <= 15 * 60 * 1000)) return 'signature expired';
  const signed = names.split(';');
  for (const name of ['host', 'x-sdk-date', 'x-project-id', 'x-security-token']) {
    if (headers.has(name) && !signed.includes(name)) return `${name} is not signed`;
  }

  const [path = '', query = ''] = splitOnce(request.url ?? '', '?');
  const sortedQuery = sortQuery(query);
  const lines = [request.method, path.endsWith('/') ? path : `${path}/`, sortedQuery];
  // Gateways decode and encode what they receive: both must give the bytes that came.
  const reEncodedPath = path
    .split('/')
    .map((part) => encodeBytes(decodeBytes(part)))
    .join('/');
  if (reEncodedPath !== path) return `the path is not in its canonical form: ${path}`;
  // It sorts what it receives, so that only the form of each pair counts.
  const isCanonical = String(query.split('&').sort()) === String(sortedQuery.split('&').sort());
  if (!isCanonical) return `the query is not in its canonical form: ${query}`;
  for (const name of signed) lines.push(`${name}:${one(headers, name) ?? ''}`);
  lines.push('', names);
  lines.push(
    one(headers, 'x-sdk-content-sha256') ?? createHash('sha256').update(body).digest('hex'),
  );

  const canonical = createHash('sha256').update(lines.join('\n'), 'utf8').digest('hex');
  const expected =
    version === 'V11'
      ? createHmac(
          'sha256',
          Buffer.from(hkdfSync('sha256', sk, ak, scope, 32)).toString('hex'),
        ).update(`V11-HMAC-SHA256\n${date}\n${scope}\n${canonical}`)
      : createHmac('sha256', sk).update(`SDK-HMAC-SHA256\n${date}\n${canonical}`);
  return expected.digest('hex') === signature
    ? undefined
    : `verify aksk signature fail, canonicalRequest:${lines.join('|')}`;
}

function wireHeaders(raw: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (let index = 0; index < raw.length; index += 2) {
    const name = String(raw[index]).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), String(raw[index + 1])]);
  }
  return headers;
}

/** A header that came more than once has no single value to verify. */
function one(headers: Map<string, string[]>, name: string): string | undefined {
  const values = headers.get(name);
  return values?.length === 1 ? values[0] : undefined;
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function decodeBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const escape = /^%([0-9A-Fa-f]{2})/.exec(text.slice(index, index + 3));
    bytes.push(escape ? parseInt(String(escape[1]), 16) : text.charCodeAt(index));
    if (escape) index += 2;
  }
  return Uint8Array.from(bytes);
}

function encodeBytes(bytes: Uint8Array): string {
  return [...bytes]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      const plain = byte < 0x80 && /[0-9A-Za-z._~-]/.test(character);
      return plain ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** Sorted by the bytes of the decoded names, then of the decoded values. */
function sortQuery(query: string): string {
  if (query === '') return '';
  return query
    .split('&')
    .map((pair) => splitOnce(pair, '=').map(decodeBytes))
    .sort(([a, x], [b, y]) => Buffer.compare(a!, b!) || Buffer.compare(x!, y!))
    .map((pair) => pair.map(encodeBytes).join('='))
    .join('&');
}
