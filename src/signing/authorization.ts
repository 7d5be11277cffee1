import { derivedKey, derivedScope, type DerivedScope } from './derived-key.js';
import { hashing } from '#hash';
import { stringToSign } from './string-to-sign.js';

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
  if (derived === undefined) {
    const signature = hashing.hmacSha256Hex(
      sk,
      stringToSign('SDK-HMAC-SHA256', date, canonicalRequest),
    );
    return `SDK-HMAC-SHA256 Access=${ak}, SignedHeaders=${names}, Signature=${signature}`;
  }
  const scope = derivedScope(date, derived);
  const signature = hashing.hmacSha256Hex(
    derivedKey(ak, sk, scope),
    stringToSign('V11-HMAC-SHA256', date, canonicalRequest, scope),
  );
  return `V11-HMAC-SHA256 Credential=${ak}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}
