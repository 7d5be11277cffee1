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
  return [
    algorithm,
    date,
    ...(scope === undefined ? [] : [scope]),
    hashing.sha256Hex(canonicalRequest),
  ].join('\n');
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
