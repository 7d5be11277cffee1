import { errorOfAnswer } from '../answer-error.js';
import { Deadline } from '../deadline.js';
import {
  AbortedError,
  AuthenticationError,
  NetworkError,
  SecMasterError,
  ServerError,
  ThrottledError,
  TimeoutError,
} from '../errors.js';
import type { HttpHeaders, HttpRequest } from '../http.js';
import { safeCause } from '../safe-cause.js';
import type { SignInContext } from './credentials.js';
import { failureText } from './failure-text.js';

/** Time for an answer of IAM with its body, in milliseconds. */
export const iamTimeout = 30_000;

/** A request to IAM or the metadata service. */
export interface SignInRequest {
  /** What the request is for, as the subject of messages. */
  readonly purpose: string;
  readonly request: HttpRequest;
  /** In milliseconds. */
  readonly timeout: number;
  /** Takes the secrets of the request out of a text. */
  readonly redact: (text: string) => string;
}

/** An answer of whatever status. */
export interface SignInAnswer {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly text: string;
}

/**
 * Sends a request once.
 *
 * @throws NetworkError, TimeoutError or AbortedError if there is no answer
 */
export async function sendSignIn(
  { purpose, request, timeout, redact }: SignInRequest,
  { fetch, signal }: SignInContext,
): Promise<SignInAnswer> {
  const { method, url, headers, body } = request;
  const { host } = new URL(url);
  const deadline = new Deadline(timeout, signal);
  try {
    const answer = await fetch(url, {
      method,
      headers: { ...headers },
      // Nothing but text is sent while signing in.
      ...(body !== undefined && { body: body as string }),
      cancellation: deadline,
      signal: deadline.signal,
      redirect: 'manual',
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  } catch (error) {
    if (signal?.aborted) throw new AbortedError(`${purpose} was aborted`, { cause: signal.reason });
    if (deadline.timedOut) {
      throw new TimeoutError(`${purpose} had no answer from ${host} within ${timeout} ms`);
    }
    throw new NetworkError(`${purpose} failed at ${host}: ${redact(failureText(error))}`, {
      cause: safeCause(error, redact),
    });
  } finally {
    deadline.end();
  }
}

/**
 * The error for an answer that is no success.
 *
 * @param advice - a sentence on what to do if the server refused the request, not if it failed
 */
export function refusedSignIn(
  { purpose, redact }: SignInRequest,
  { status, headers, text }: SignInAnswer,
  advice: string,
): SecMasterError {
  const traced = new Headers([...headers]);
  const traceId = traced.get('x-iam-trace-id');
  // IAM's own id is the one that the vendor's support asks for.
  if (traceId !== null) traced.set('x-request-id', traceId);
  const { message, gatewayCode, requestId } = errorOfAnswer({
    operationId: purpose,
    attempts: 1,
    status,
    headers: traced,
    text,
    redact,
  });
  const details = { status, gatewayCode, requestId };
  if (status === 429) return new ThrottledError(message, details);
  if (status < 400 || status >= 500) return new ServerError(message, details);
  return new AuthenticationError(`${message.replace(/\.$/, '')}. ${advice}`, details);
}

/** The error for a success whose body is not what it should be. */
export function senselessAnswer(
  { purpose }: SignInRequest,
  { status, headers }: SignInAnswer,
  missing: string,
): ServerError {
  const requestId = headers.get('x-iam-trace-id') ?? headers.get('x-request-id') ?? undefined;
  const id = requestId === undefined ? '' : ` (request ${requestId})`;
  return new ServerError(`${purpose} was answered with ${status} but without ${missing}${id}`, {
    status,
    requestId,
  });
}

/** Makes a function that takes secrets out of a text. */
export function hide(...secrets: readonly (string | undefined)[]): (text: string) => string {
  const hidden = secrets.filter(
    (secret): secret is string => secret !== undefined && secret !== '',
  );
  return (text) => hidden.reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text);
}

/** The members of a JSON object; none if the text is something else. */
export function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return membersOf(JSON.parse(text));
  } catch {
    return {};
  }
}

/** The members of an object; none if the value is something else. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** A time such as `2026-11-24T09:58:06.711000Z` in milliseconds since 1970; undefined if it is none. */
export function readTime(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
