import { cut } from '../../lib/text.js';
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
};

/** Codes of TLS, so that no request could be sent safely. */
const ofTls = /^(ERR_SSL|ERR_TLS|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|EPROTO|HOSTNAME_MISMATCH)/;

/** Says in words what a transport failed with; never with addresses or headers of the request. */
export function failureOf(error: unknown): Failure {
  const code = codeOf(error);
  const { name, message } = error as Error;
  const final = (failure: NoAnswer, text: string): Failure => ({
    ...{ failure, message: text, code, final: true },
  });
  if (code === 'UND_ERR_CONNECT_TIMEOUT') {
    return final('time-out', 'no connection could be made in time');
  }
  if (name === 'HTTPParserError') return final('garbage', `the parser says "${cut(message)}"`);
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return final('too-long', 'its headers exceed 16 KiB');
  if (ofTls.test(code)) {
    return final('connection', `no safe connection (TLS) could be made: ${code}`);
  }
  const known = texts[code] ?? (code === '' ? 'for an unknown reason' : `the reason is ${code}`);
  return { failure: 'connection', message: known, code, final: false };
}

function codeOf(error: unknown): string {
  const { code, cause, errors } = error as Partial<Record<'code' | 'cause' | 'errors', unknown>>;
  if (typeof code === 'string') return code;
  // Several addresses of one name fail together.
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
  return cause === undefined || cause === null ? '' : codeOf(cause);
}
