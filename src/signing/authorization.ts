import { hashing } from '#hash';

/** How a signature is made: by the secret key itself, or by a key derived from it. */
export type Algorithm = 'SDK-HMAC-SHA256' | 'V11-HMAC-SHA256';

/**
 * The text whose HMAC is the signature: algorithm, date, scope if the key is derived, and hex SHA-256
 * of the canonical request, one per line.
 *
 * Sources: API request signing guide, step 2; the derived signers of the vendor's SDKs.
 *
 * @param date - `YYYYMMDDTHHMMSSZ`, as in the `X-Sdk-Date` header
 */
export function stringToSign(
  algorithm: Algorithm,
  date: string,
  canonicalRequest: string,
  scope?: string,
): string {
  const head = scope === undefined ? `${algorithm}\n${date}` : `${algorithm}\n${date}\n${scope}`;
  return `${head}\n${hashing.sha256Hex(canonicalRequest)}`;
}

/**
 * A time as the `X-Sdk-Date` header has it: UTC, `YYYYMMDDTHHMMSSZ`. The gateway refuses one that is
 * over 15 minutes from its own (API request signing guide, CanonicalHeaders).
 *
 * @throws TypeError if it is no date, or not of the years 0 to 9999
 */
export function formatSdkDate(date: Date): string {
  const second = Math.floor(date.getTime() / 1000);
  if (second !== lastSecond) {
    const text = Number.isNaN(second) ? '' : date.toISOString().replace(/[-:]|\.\d{3}/g, '');
    lastText = requireSdkDate(text, '"date"');
    lastSecond = second;
  }
  return lastText;
}

/** Under load, many requests are signed in the same second. */
let lastSecond = NaN;
let lastText = '';

/**
 * Checks the text of an `X-Sdk-Date` header.
 *
 * @param name - what to call it in the error
 * @throws TypeError if it is not of the form `YYYYMMDDTHHMMSSZ`
 */
export function requireSdkDate(text: string, name: string): string {
  if (!/^\d{8}T\d{6}Z$/.test(text)) {
    throw new TypeError(`${name} must be a time such as 20250718T144446Z.`);
  }
  return text;
}

/** What a derived key is good for. */
export interface DerivedScope {
  /** Id of the region, such as `cn-north-4`. */
  readonly region: string;
  /** Name of the service in its region. */
  readonly service: string;
}

/**
 * The scope of a derived key, `YYYYMMDD/region/service`: it is good for one day, region and service.
 *
 * Source: the derived signers of the vendor's SDKs.
 *
 * @param date - `YYYYMMDDTHHMMSSZ`
 * @throws TypeError if region or service is empty or would change the scope
 */
export function derivedScope(date: string, { region, service }: DerivedScope): string {
  for (const [name, value] of Object.entries({ region, service })) {
    if (typeof value !== 'string' || !/^[\w.-]+$/.test(value)) {
      throw new TypeError(`"derived.${name}" must be a name such as "cn-north-4".`);
    }
  }
  return `${date.slice(0, 8)}/${region}/${service}`;
}

/**
 * The key that signs in place of the secret key: hex of HKDF-SHA256 with the secret key as key
 * material, the access key as salt and the scope as info. The text itself is the key, not its bytes.
 *
 * Source: the derived signers of the vendor's SDKs.
 */
export function derivedKey(ak: string, sk: string, scope: string): string {
  return hashing.hkdfSha256Hex(sk, ak, scope);
}

/** What the `Authorization` header is made of. */
export interface AuthorizationParts {
  readonly ak: string;
  readonly sk: string;
  /** `YYYYMMDDTHHMMSSZ`, as in the `X-Sdk-Date` header. */
  readonly date: string;
  readonly canonicalRequest: string;
  /** Signs by a derived key, V11-HMAC-SHA256. */
  readonly derived?: DerivedScope;
}

/**
 * The value of the `Authorization` header, with the signature: the hex HMAC-SHA256 of the string to
 * sign.
 *
 * Sources: API request signing guide, steps 3 and 4; the derived signers of the vendor's SDKs.
 *
 * @throws TypeError if region or service of a derived key is no name
 */
export function authorization(parts: AuthorizationParts): string {
  const { ak, sk, date, canonicalRequest, derived } = parts;
  // The canonical request names the signed headers itself, in its line before the last.
  const namesEnd = canonicalRequest.lastIndexOf('\n');
  const namesStart = canonicalRequest.lastIndexOf('\n', namesEnd - 1) + 1;
  const names = canonicalRequest.slice(namesStart, namesEnd);
  const scope = derived && derivedScope(date, derived);
  const algorithm = scope === undefined ? 'SDK-HMAC-SHA256' : 'V11-HMAC-SHA256';
  const key = scope === undefined ? sk : derivedKey(ak, sk, scope);
  const owner = scope === undefined ? `Access=${ak}` : `Credential=${ak}/${scope}`;
  const text = stringToSign(algorithm, date, canonicalRequest, scope);
  const signature = hashing.hmacSha256Hex(key, text);
  return `${algorithm} ${owner}, SignedHeaders=${names}, Signature=${signature}`;
}
