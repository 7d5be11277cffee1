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
export function namesToSign(normalized: Headers): string[] {
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
export function headerLines(normalized: Headers, names: readonly string[]): string {
  let lines = '';
  for (const name of names) lines += `${name}:${normalized[name]}\n`;
  return lines;
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
