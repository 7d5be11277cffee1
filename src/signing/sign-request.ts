import {
  authorization,
  formatSdkDate,
  requireSdkDate,
  type DerivedScope,
} from './authorization.js';
import {
  canonicalRequestOfNormalized,
  isUnsignedPayload,
  normalizeHeaders,
  unsignedPayload,
  type SignableRequest,
} from './canonical-request.js';

/** The access key that signs. */
export interface SigningCredentials {
  readonly ak: string;
  readonly sk: string;
  /** Goes with temporary keys. */
  readonly securityToken?: string;
  /** Project that the request is for. */
  readonly projectId?: string;
}

/** How to sign. */
export interface SigningOptions {
  /** Time of the signature; that of an `X-Sdk-Date` header if there is one, otherwise now. */
  readonly date?: Date;
  /** Used and sent in place of the hash of the body. */
  readonly contentSha256?: string;
  /** Signs by a key derived for this region and service (V11-HMAC-SHA256), as own domains need it. */
  readonly derived?: DerivedScope;
}

/**
 * Signs a request by access key: SDK-HMAC-SHA256, or V11-HMAC-SHA256 with `derived`.
 *
 * Signed are method, path, query, `Host`, the headers of the request (but those that HTTP stacks
 * rewrite) and the body, if it is JSON. The address must be sent as `canonicalUrl` gives it, the
 * headers and the body must not change afterwards, and each retry is signed anew.
 *
 * Sources: the vendor's API request signing guide
 * (https://support.huaweicloud.com/devg-apisign/api-sign-algorithm-001.html) and the signers of its
 * SDKs for Go, Java and Python.
 *
 * @returns the headers to add, by their names in lower case: `authorization`, `x-sdk-date`, and as
 *   needed `x-project-id`, `x-security-token`, `x-sdk-content-sha256`; `host` is signed, but HTTP
 *   stacks set it themselves
 * @throws TypeError if the request cannot be signed; no credentials are quoted
 */
export function signRequest(
  request: SignableRequest,
  credentials: SigningCredentials,
  options: SigningOptions = {},
): Record<string, string> {
  const { ak, sk, securityToken, projectId } = credentials;
  requireKey('ak', ak);
  requireKey('sk', sk);
  const given = normalizeHeaders(request.headers);
  const date = dateOf(options.date, given['x-sdk-date']);
  const added: Record<string, string> = { 'x-sdk-date': date };
  if (projectId !== undefined && given['x-project-id'] === undefined) {
    added['x-project-id'] = projectId;
  }
  if (securityToken !== undefined) added['x-security-token'] = securityToken;
  if (options.contentSha256 !== undefined) {
    added['x-sdk-content-sha256'] = options.contentSha256;
  } else if (
    given['x-sdk-content-sha256'] === undefined &&
    isUnsignedPayload(request.body, given['content-type'])
  ) {
    added['x-sdk-content-sha256'] = unsignedPayload;
  }
  const headers = Object.assign(given, normalizeHeaders(added));
  const { method, url, body } = request;
  const canonicalRequest = canonicalRequestOfNormalized({ method, url, headers, body });
  const { derived } = options;
  added['authorization'] = authorization({ ak, sk, date, canonicalRequest, derived });
  return added;
}

function dateOf(date: Date | undefined, header: string | undefined): string {
  if (date === undefined && header !== undefined) {
    return requireSdkDate(header, 'The header "x-sdk-date"');
  }
  return formatSdkDate(date ?? new Date());
}

function requireKey(name: string, value: unknown): void {
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
    throw new TypeError(`"${name}" must be a key of ASCII characters without white space.`);
  }
}
