import { errorOfAnswer } from '../answer-error.js';
import { requestIdOf } from '../attempt.js';
import { AuthenticationError, SecMasterError, ServerError, ThrottledError } from '../errors.js';
import { membersOf, parseJson } from '../values.js';
import type { SignInAnswer, SignInContext, SignInRequest } from './credentials.js';

/**
 * Sends a request to IAM or the metadata service.
 *
 * @param status - of a success
 * @param advice - a sentence on what to do if the server refused the request, not if it failed
 * @throws SecMasterError if the answer is no success
 */
export async function sendSignIn(
  context: SignInContext,
  request: SignInRequest,
  status: number,
  advice: string,
): Promise<SignInAnswer> {
  const answer = await context.send(request);
  if (answer.status !== status) throw refusedSignIn(request, answer, advice);
  return answer;
}

/**
 * The error for an answer that is no success.
 *
 * @param advice - a sentence on what to do if the server refused the request, not if it failed
 */
export function refusedSignIn(
  { name, purpose }: SignInRequest,
  answer: SignInAnswer,
  advice: string,
): SecMasterError {
  const { status, attempts } = answer;
  const isRefusal = status >= 400 && status < 500;
  const outcome = isRefusal ? 'refused' : 'unknown';
  const failed = { operationId: name, purpose, answer, attempts, outcome } as const;
  if (status === 429) return errorOfAnswer(failed, ThrottledError);
  return isRefusal
    ? errorOfAnswer(failed, AuthenticationError, advice)
    : errorOfAnswer(failed, ServerError);
}

/** The error for a success whose body is not what it should be. */
export function senselessAnswer(
  { name, purpose }: SignInRequest,
  { status, headers, attempts, redact }: SignInAnswer,
  missing: string,
): ServerError {
  const requestId = requestIdOf(headers, redact);
  const message = `${purpose} was answered with ${status} but without ${missing}${tracedBy(requestId)}`;
  const details = { operationId: name, status, attempts, requestId, outcome: 'unknown' } as const;
  return new ServerError(message, details);
}

/** The id of a request, as messages end with it. */
export function tracedBy(requestId: string | undefined): string {
  return requestId === undefined ? '' : ` (request ${requestId})`;
}

/** The members of a JSON object; none if the text is something else. */
export function readObject(text: string): Readonly<Record<string, unknown>> {
  return membersOf(parseJson(text));
}

/**
 * When a secret expires by the clock of this machine, in milliseconds since 1970, however wrong that
 * clock is; undefined if the answer does not say.
 *
 * @param end - its end by the clock of the server, such as `2026-11-24T09:58:06.711000Z`
 * @param issued - the time of the answer by that clock, if its body says
 */
export function expiryOf(
  { headers }: SignInAnswer,
  end: unknown,
  issued?: unknown,
): number | undefined {
  const time = readTime(end);
  const now = readTime(issued) ?? readTime(headers.get('date')) ?? Date.now();
  return time === undefined ? undefined : Date.now() + time - now;
}

function readTime(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
