import { nothingToHide, type Redact } from './redact.js';

/** What is read of the errors of transports. Not by instanceof: they may come from another realm. */
interface ErrorLike {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** Causes of causes that are read; a chain may lead back to its beginning. */
const deepest = 4;

/** An error and its causes, the outermost first. */
function* chainOf(error: unknown): Generator<ErrorLike> {
  let current: unknown = error;
  for (let depth = 0; depth <= deepest; depth += 1) {
    if (typeof current !== 'object' || current === null) return;
    yield current;
    current = (current as ErrorLike).cause;
  }
}

/** What an error says; `fetch` says only "fetch failed", so the reason one level down is added. */
export function failureText(error: unknown): string {
  const [outer, inner] = chainOf(error);
  const said = String(outer?.message || outer?.code || error);
  const reason = String(inner?.message || inner?.code || '');
  return said.includes(reason) ? said : `${said} (${reason})`;
}

/**
 * A copy of an error with its name, message, code and causes, and nothing else: transports hang
 * requests and raw bytes of answers on their errors, and both may hold credentials.
 */
export function safeCause(error: unknown, redact: Redact = nothingToHide): unknown {
  if (typeof error === 'string') return redact(error);
  let copy: unknown;
  for (const { name, message, code } of [...chainOf(error)].reverse()) {
    const inner = copy === undefined ? undefined : { cause: copy };
    copy = new Error(redact(String(message ?? '')), inner);
    (copy as Error).name = String(name ?? 'Error');
    if (code !== undefined) Object.assign(copy as Error, { code });
  }
  return copy ?? error;
}

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
