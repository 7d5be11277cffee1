import {
  AuthenticationError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  SecMasterError,
  ServerError,
  ThrottledError,
  type ErrorBody,
  type Outcome,
} from './errors.js';
import { requestIdOf, type Answer } from './attempt.js';
import { askedDelay } from './retry.js';
import { isObject, membersOf, parseJson } from './values.js';

/**
 * Code of success in the envelope of an answer: eight zeros, or one (decision P02). The baseline checks,
 * which are not described, put the name of the service before them.
 */
const successCode = /^(SecMaster\.)?0+$/;

/**
 * What is missing, since the service has no 404: a workflow and its version (decision D26), a version,
 * an action or a rule of a playbook, and the version whose actions are asked for (P20).
 */
const missingCodes = new Set<string | undefined>([
  ...['SecMaster.20040611', 'SecMaster.20040605'],
  ...['SecMaster.20048004', 'SecMaster.20030005'],
]);

/** An unknown workspace (decision D25). */
const unknownWorkspaceCode = 'SecMaster.20010001';

/** Longest part of a text answer that goes into a message, in characters. */
const longestText = 200;

/** An answer that is no success, with what is needed to report it. */
export interface FailedAnswer {
  readonly operationId: string;
  /** What the request was for, as the subject of the message; the operation, if it is left out. */
  readonly purpose?: string | undefined;
  readonly answer: Answer;
  readonly attempts: number;
  readonly outcome: Outcome | undefined;
}

/** What the bodies of the service, the gateway and IAM have in common. */
interface KnownMembers {
  code?: string | undefined;
  message?: string | undefined;
  requestId?: string | undefined;
}

/** Whether the envelope of a success reports a failure. */
export function isFailedEnvelope(data: unknown): boolean {
  const { success, code } = membersOf(data);
  return success === false || (typeof code === 'string' && !successCode.test(code));
}

/** The error for a success whose envelope reports a failure. */
export function errorOfEnvelope(failed: FailedAnswer): SecMasterError {
  const { text, data, redact } = failed.answer;
  const { code } = membersOf(data);
  // The service took the request and refused it, if it says so by a code of its own.
  const refused = typeof code === 'string' && isOfService(code);
  const outcome = refused && failed.outcome !== 'unknown' ? 'refused' : 'unknown';
  const answer = { ...failed.answer, text: redact(text) };
  return errorOfAnswer({ ...failed, answer, outcome });
}

/**
 * The error for an answer that is no success.
 *
 * @param Failure - its class; if left out, that of its status and code
 * @param advice - a sentence that is added to the message
 */
export function errorOfAnswer(
  { operationId, purpose = operationId, answer, attempts, outcome }: FailedAnswer,
  Failure?: typeof SecMasterError,
  advice?: string,
): SecMasterError {
  const { status, headers, text, redact, difference } = answer;
  const { code, message, requestId: ofBody } = readErrorBody(text);
  const requestId = requestIdOf(headers, redact) ?? ofBody;
  const sentence = [
    purpose,
    status < 300 ? ` failed although the answer is ${status}` : ` was refused with ${status}`,
    code === undefined ? '' : ` ${code}`,
    message === undefined ? '' : `: ${message}`,
    requestId === undefined ? '' : ` (request ${requestId})`,
  ].join('');
  const whole = [difference, advice].reduce<string>(
    (start, more) => (more === undefined ? start : `${start.replace(/\.$/, '')}. ${more}`),
    sentence,
  );
  // The text is without credentials already, but for those that only JSON's own escapes had hidden.
  return new (Failure ?? errorClass(status, code))(redact(whole), {
    operationId,
    status,
    attempts,
    outcome,
    retryAfter: askedDelay(answer),
    requestId: requestId && redact(requestId),
    body: documentedBody(answer),
    ...(code !== undefined && {
      [isOfService(code) ? 'serviceCode' : 'gatewayCode']: redact(code),
    }),
  });
}

/** Whether a code is one of the service and not of the gateway in front of it. */
function isOfService(code: string): boolean {
  return code.startsWith('SecMaster.');
}

/** The body as JSON; undefined if it is no object. */
function documentedBody({ text, redact }: Answer): ErrorBody | undefined {
  if (!isObject(parseJson(text))) return undefined;
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === 'string' ? redact(value) : value,
  ) as ErrorBody;
}

function errorClass(status: number, code: string | undefined): typeof SecMasterError {
  if (missingCodes.has(code)) return NotFoundError;
  if (status === 401) return AuthenticationError;
  if (status === 403 || code === unknownWorkspaceCode) return PermissionError;
  if (status === 404) return NotFoundError;
  if (status === 429) return ThrottledError;
  if (status >= 400 && status < 500) return InvalidRequestError;
  // The envelope of a failure: the service took the request and refused it.
  if (status < 300 && code !== undefined && isOfService(code)) return InvalidRequestError;
  return ServerError;
}

/** Reads every form of error body that the service, the gateway, IAM and proxies are known to send. */
function readErrorBody(text: string): KnownMembers {
  const parsed = parseJson(text);
  const given = parsed === undefined ? text : parsed;
  if (typeof given === 'string') return { message: summaryOf(given) };
  const body = membersOf(given);
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
  return values
    .find(
      (value): value is string | number =>
        typeof value === 'number' || (typeof value === 'string' && value !== ''),
    )
    ?.toString();
}
