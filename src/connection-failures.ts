import { chainOf } from './causes.js';

/** Error codes of connections that were never made, so that the request certainly never left. */
const unreachableCodes = new Set<unknown>([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether a failure of the transport happened before anything of the request was sent. */
export function certainlyNeverSent(error: unknown): boolean {
  for (const { code, errors } of chainOf(error)) {
    if (unreachableCodes.has(code) || isCertificateCode(code)) return true;
    // Of several addresses of a host, each was tried and refused.
    if (Array.isArray(errors) && errors.length > 0) return errors.every(certainlyNeverSent);
  }
  return false;
}

/**
 * What to do about a certificate that was not trusted: a sentence. Undefined if the failure is
 * another one. Trying again would not help.
 */
export function certificateAdvice(error: unknown): string | undefined {
  for (const { code } of chainOf(error)) if (isCertificateCode(code)) return cures[code];
  return undefined;
}

function isCertificateCode(code: unknown): code is string {
  return typeof code === 'string' && Object.hasOwn(cures, code);
}

const ofAuthority =
  'The certificate of the server is not of an authority that this program trusts: give that of its authority as "ca", or the path of its file in NODE_EXTRA_CA_CERTS.';
const ofTime = 'Check the clock of this machine, or have the certificate of the server renewed.';

/** By the codes of Node.js (X509 certificate error codes). */
const cures: Readonly<Record<string, string>> = {
  UNABLE_TO_GET_ISSUER_CERT: ofAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ofAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ofAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: ofAuthority,
  DEPTH_ZERO_SELF_SIGNED_CERT: ofAuthority,
  CERT_UNTRUSTED: ofAuthority,
  CERT_SIGNATURE_FAILURE: ofAuthority,
  CERT_CHAIN_TOO_LONG: ofAuthority,
  INVALID_CA: ofAuthority,
  CERT_REJECTED: ofAuthority,
  CERT_NOT_YET_VALID: ofTime,
  CERT_HAS_EXPIRED: ofTime,
  CERT_REVOKED: 'The certificate of the server was revoked: do not trust it.',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'The certificate is for another host: check the address of the "endpoint", and whether a proxy stands between.',
};
