import {
  AuthenticationError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  SecMasterError,
  ServerError,
  ThrottledError,
  type ErrorBody,
} from './errors.js';
import type { HttpHeaders } from './http.js';

/** Code of success in the envelope of an answer. */
const successCode = '00000000';

/** A missing workflow and a missing version: the service has no 404 (decision D26). */
const missingCodes = new Set(['SecMaster.20040611', 'SecMaster.20040605']);

/** An unknown workspace (decision D25). */
const unknownWorkspaceCode = 'SecMaster.20010001';

/** Longest part of a text answer that goes into a message, in characters. */
const longestText = 200;

/** An answer that is no success, with what is needed to tell of it. */
export interface FailedAnswer {
  readonly operationId: string;
  readonly attempts: number;
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly text: string;
  /** Takes credentials out of what the server wrote. */
  readonly redact: (text: string) => string;
}

/** What the bodies of the service, the gateway and IAM have in common. */
interface KnownMembers {
  code?: string;
  message?: string;
  requestId?: string;
}

/** The error for an answer whose status is no success. */
export function errorOfAnswer(answer: FailedAnswer): SecMasterError {
  return makeError(answer, readErrorBody(answer.text));
}

/**
 * The error for an answer 2xx whose envelope reports a failure, or undefined if it does not.
 */
export function errorOfEnvelope(
  answer: () => FailedAnswer,
  body: unknown,
): SecMasterError | undefined {
  const { success, code } = membersOf(body);
  const failed = success === false || (typeof code === 'string' && code !== successCode);
  return failed ? makeError(answer(), readMembers(membersOf(body))) : undefined;
}

function makeError(answer: FailedAnswer, body: KnownMembers): SecMasterError {
  const { operationId, status, headers, attempts, redact } = answer;
  const { code, message } = body;
  const id = headers.get('x-request-id') ?? headers.get('x-iam-trace-id') ?? body.requestId;
  const requestId = id === undefined ? undefined : redact(id);
  const ofService = code?.startsWith('SecMaster.') === true;
  const sentence = [
    operationId,
    status < 300 ? ` failed although the answer is ${status}` : ` was refused with ${status}`,
    code === undefined ? '' : ` ${code}`,
    message === undefined ? '' : `: ${message}`,
    requestId === undefined ? '' : ` (request ${requestId})`,
  ].join('');
  return new (errorClass(status, code))(redact(sentence), {
    operationId,
    status,
    attempts,
    requestId,
    body: documentedBody(answer),
    ...(code !== undefined && { [ofService ? 'serviceCode' : 'gatewayCode']: redact(code) }),
  });
}

/** The body as JSON, with credentials taken out of each text; undefined if it is no object. */
function documentedBody({ text, redact }: FailedAnswer): ErrorBody | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text, (_, value: unknown) =>
      typeof value === 'string' ? redact(value) : value,
    );
  } catch {
    return undefined;
  }
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject ? (body as ErrorBody) : undefined;
}

function errorClass(status: number, code: string | undefined): typeof SecMasterError {
  if (code !== undefined && missingCodes.has(code)) return NotFoundError;
  if (status === 401) return AuthenticationError;
  if (status === 403 || code === unknownWorkspaceCode) return PermissionError;
  if (status === 404) return NotFoundError;
  if (status === 429) return ThrottledError;
  if (status >= 400 && status < 500) return InvalidRequestError;
  // The envelope of a failure: the service took the request and refused it.
  if (status < 300 && code?.startsWith('SecMaster.')) return InvalidRequestError;
  return ServerError;
}

/** Reads every form of error body that the service, the gateway, IAM and proxies are known to send. */
function readErrorBody(text: string): KnownMembers {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { message: summaryOf(text) };
  }
  if (typeof body === 'string') return { message: summaryOf(body) };
  return readMembers(membersOf(body));
}

function readMembers(body: Readonly<Record<string, unknown>>): KnownMembers {
  const nested = membersOf(body['error']);
  const message = first(body['message'], body['error_msg'], body['errorMsg'], nested['message']);
  const details = Array.isArray(body['details'])
    ? body['details'].map((detail) =>
        first(membersOf(detail)['message'], membersOf(detail)['error_msg'], detail),
      )
    : [];
  const messages = [message, ...details].filter((one) => one !== undefined);
  return {
    code: first(body['code'], body['error_code'], body['errorCode'], nested['code']),
    message: messages.length === 0 ? undefined : messages.join('; '),
    requestId: first(body['request_id'], body['requestId']),
  };
}

/** The title of a page of HTML, or the beginning of any other text, in one line. */
function summaryOf(text: string): string | undefined {
  const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1];
  const line = (title ?? (/^\s*</.test(text) ? '' : text)).replace(/\s+/g, ' ').trim();
  return line === '' ? undefined : line.slice(0, longestText);
}

/** The first that is a text with something in it, or a number. */
function first(...values: unknown[]): string | undefined {
  const found = values.find(
    (value) => (typeof value === 'string' && value !== '') || typeof value === 'number',
  );
  return found === undefined ? undefined : String(found);
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
