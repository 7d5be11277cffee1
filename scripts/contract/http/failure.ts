import { cut } from '../text.js';
import type { NoAnswer } from '../answer.js';

/** Why there was no answer, as a sentence without its full stop. */
export interface Failure {
  readonly failure: NoAnswer;
  readonly message: string;
  /** Of Node, of undici or of the HTTP parser; empty if there is none. */
  readonly code: string;
  /** Whether trying again would be in vain. */
  readonly final: boolean;
}

const texts: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name could not be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ECONNRESET: 'the server closed the connection before the answer was whole',
  EPIPE: 'the server closed the connection before the request was whole',
  UND_ERR_SOCKET: 'the server closed the connection before the answer was whole',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH:
    'the server closed the connection before the answer was whole, or sent more than it announced',
  UND_ERR_CONNECT_TIMEOUT: 'no connection could be made in time',
};

/** Codes of TLS, so that no request could be sent safely. */
const ofTls = /^(ERR_SSL|ERR_TLS|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|EPROTO|HOSTNAME_MISMATCH)/;

/** Says in words what a transport failed with; never with addresses or headers of the request. */
export function failureOf(error: unknown): Failure {
  const code = codeOf(error);
  const message = texts[code];
  if (code === 'UND_ERR_CONNECT_TIMEOUT') {
    return { failure: 'time-out', message: message ?? code, code, final: true };
  }
  if ((error as Error).name === 'HTTPParserError') {
    const text = cut(String((error as Error).message));
    return { failure: 'garbage', message: `the parser says "${text}"`, code, final: true };
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return { failure: 'too-long', message: 'its headers exceed 16 KiB', code, final: true };
  }
  if (ofTls.test(code)) {
    const unsafe = `no safe connection (TLS) could be made: ${code}`;
    return { failure: 'connection', message: unsafe, code, final: true };
  }
  const known = message ?? (code === '' ? 'for an unknown reason' : `the reason is ${code}`);
  return { failure: 'connection', message: known, code, final: false };
}

function codeOf(error: unknown): string {
  const { code, cause, errors } = error as Partial<Record<'code' | 'cause' | 'errors', unknown>>;
  if (typeof code === 'string') return code;
  // Several addresses of one name fail together.
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
  return cause === undefined || cause === null ? '' : codeOf(cause);
}
