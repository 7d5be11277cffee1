import { certainlyNeverSent, certificateAdvice } from '#platform';
import { authenticate, secretsOf } from './credentials/authenticate.js';
import type { Secret } from './credentials/credentials.js';
import { failureText, safeCause } from './causes.js';
import { Deadline, type Timeouts } from './deadline.js';
import { NetworkError, ServerError, TimeoutError, type Outcome } from './errors.js';
import { requestEvent, notify, type Hooks } from './hooks.js';
import {
  NotSentError,
  UndecodableError,
  type Fetch,
  type HttpHeaders,
  type HttpRequest,
  type HttpResponse,
} from './http.js';
import { throughMiddleware, type Middleware, type MiddlewareResponse } from './middleware.js';
import { nothingToHide, redactor, type Redact } from './redact.js';
import type { RetryOptions } from './retry.js';
import { parseJson } from './values.js';

/** Where the secret of a request comes from. */
export interface SecretSource {
  /** The secret that needs no renewal yet, without waiting; undefined if there is none. */
  fresh(): Secret | undefined;
  /** @throws SecMasterError if there is none */
  get(signal: AbortSignal): Promise<Secret>;
  /** Notes that the gateway refused a secret: the next `get` gives another one, if there is one. */
  refuse(secret: Secret): void;
}

/** What bounds a call. */
export interface Bounds {
  readonly operationId: string;
  /** What the request is for, as the subject of messages; the operation, if it is left out. */
  readonly purpose?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeouts: Timeouts;
  /** When the call began, by a clock that never steps; with its request, if it is left out. */
  readonly begun?: number | undefined;
}

/** A request, and how it may be sent. */
export interface Outgoing extends Bounds {
  readonly callId: string;
  readonly request: HttpRequest;
  /** Of what it is signed in with; undefined if it is not. */
  readonly source?: SecretSource | undefined;
  readonly projectId?: string | undefined;
  /** What a success is read as. */
  readonly reads: 'json' | 'text' | 'bytes';
  /** JSON type that a success must have at its top. */
  readonly type?: string | undefined;
  /** Secrets that stand in the request itself. */
  readonly secrets?: readonly (string | undefined)[];
  /** Whether it may be sent again when nobody knows what became of it. */
  readonly safeToRepeat: boolean;
  readonly retry: RetryOptions;
}

/** An answer, of whatever status. */
export interface Answer {
  readonly status: number;
  /** Without credentials, if the status is no success. */
  readonly headers: HttpHeaders;
  /** Empty if the body was read as bytes. Without credentials, if the status is no success. */
  readonly text: string;
  readonly bytes?: ArrayBuffer | undefined;
  /** What the text says, if it was read as JSON. */
  readonly data?: unknown;
  /** In which line a refused signature differs from what the gateway saw, if the gateway said. */
  readonly difference?: string | undefined;
  /** Takes credentials out of a text that the server wrote. */
  readonly redact: Redact;
}

/** What one attempt came to: an answer or a failure. */
export interface Attempted {
  readonly answer?: Answer;
  readonly failure?: NetworkError | TimeoutError | ServerError;
  /** What became of the request; undefined if it was done. */
  readonly outcome: Outcome | undefined;
  /** Whether it is of no use to try again. */
  readonly futile?: boolean;
}

/** What all attempts of one client have in common. */
export interface AttemptOptions {
  readonly fetch: Fetch;
  readonly hooks: Hooks;
  readonly middleware: readonly Middleware[];
}

/** What is different in each attempt. */
interface AttemptState {
  /** What the request is signed in with, if it needs to be. */
  readonly secret: Secret | undefined;
  /** Number of this attempt, from 1. */
  readonly number: number;
  /** Time of signing by the server's clock, in milliseconds since 1970. */
  readonly now: number;
  /** Time-out, in milliseconds. */
  readonly limit: number;
}

/**
 * Sends a request once, signed in, and reads its answer whole.
 *
 * @throws what a middleware throws
 */
export function attempt(
  outgoing: Outgoing,
  options: AttemptOptions,
  state: AttemptState,
): Promise<Attempted> {
  return options.middleware.length === 0
    ? sendOnce(outgoing, outgoing.request, options, state)
    : sendThroughMiddleware(outgoing, options, state);
}

async function sendThroughMiddleware(
  outgoing: Outgoing,
  options: AttemptOptions,
  state: AttemptState,
): Promise<Attempted> {
  const { number } = state;
  const { callId, operationId, request } = outgoing;
  let attempted: Attempted | undefined;
  let given: MiddlewareResponse | undefined;
  const first = { callId, operationId, attempt: number, ...request };
  let response: MiddlewareResponse;
  try {
    response = await throughMiddleware(options.middleware, first, async (changed) => {
      attempted = await sendOnce(outgoing, changed, options, state);
      const { answer, failure } = attempted;
      if (answer === undefined) throw failure;
      given = {
        status: answer.status,
        headers: answer.headers,
        body: answer.bytes ?? answer.text,
      };
      return given;
    });
  } catch (error) {
    if (attempted !== undefined && error === attempted.failure) return attempted;
    throw error;
  }
  if (attempted !== undefined && response === given) return attempted;
  // An answer of the middleware's own.
  const { status, headers, body } = response;
  return read(outgoing, number, {
    status,
    headers,
    text: () => new Response(body).text(),
    arrayBuffer: () => new Response(body).arrayBuffer(),
  });
}

/** The attempt without the middleware around it. */
async function sendOnce(
  outgoing: Outgoing,
  { method, url, headers, body }: HttpRequest,
  { fetch, hooks }: AttemptOptions,
  { secret, number, now, limit }: AttemptState,
): Promise<Attempted> {
  const { operationId, purpose = operationId } = outgoing;
  const request = { method, url, headers, body };
  const signed = authenticate(request, secret, outgoing.projectId, now);
  const redact = redactor(() => [...secretsOf(secret, signed), ...(outgoing.secrets ?? [])]);
  notify(hooks.onRequest, () => requestEvent(outgoing, request, number));
  const deadline = new Deadline(limit, outgoing.signal);
  const start = performance.now();
  try {
    const response = await fetch(url, {
      method,
      headers: signed,
      body,
      redirect: 'manual',
      cancellation: deadline,
      // Made only if it is asked for: most transports do not.
      get signal() {
        return deadline.signal;
      },
    });
    const explain = (text: string): string | undefined =>
      secret?.kind === 'key'
        ? secret.signer.explain(text, { ...request, headers: signed })
        : undefined;
    const attempted = await read(outgoing, number, response, redact, explain);
    notify(hooks.onResponse, () => ({
      ...requestEvent(outgoing, request, number, {
        'http.response.status_code': response.status,
      }),
      status: response.status,
      requestId: requestIdOf(response.headers, redact),
      duration: performance.now() - start,
    }));
    return attempted;
  } catch (error) {
    const notSent = error instanceof NotSentError;
    const real = notSent ? (error.cause ?? error) : error;
    const outcome: Outcome = notSent || certainlyNeverSent(real) ? 'not-sent' : 'unknown';
    const details = { operationId, attempts: number, outcome, cause: safeCause(real, redact) };
    const { host } = new URL(url);
    if (deadline.timedOut) {
      const message = `${purpose} had no answer from ${host} within ${limit} ms`;
      return { failure: new TimeoutError(message, details), outcome };
    }
    const cure = certificateAdvice(real);
    const reason = redact(failureText(notSent ? error : real)).replace(/\.$/, '');
    const message = `${purpose} failed at ${host}: ${reason}${cure === undefined ? '' : `. ${cure}`}`;
    const futile = cure !== undefined || (notSent && error.cause === undefined);
    return { failure: new NetworkError(message, details), outcome, futile };
  } finally {
    deadline.end();
  }
}

/**
 * Reads an answer to its end whatever it is: a body that is left alone holds the connection.
 *
 * @param explain - tells of the text of a refused signature what the gateway saw otherwise
 */
async function read(
  { operationId, purpose = operationId, reads, type }: Outgoing,
  number: number,
  response: HttpResponse,
  redact: Redact = nothingToHide,
  explain: (text: string) => string | undefined = () => undefined,
): Promise<Attempted> {
  const { status } = response;
  const headers = response.headers as HttpHeaders;
  // A browser gives a redirect that it must not follow as status 0.
  const isSuccess = status >= 200 && status < 300;
  /** The body came, but is not what it should be. */
  const senseless = (fault: string): Attempted => {
    const requestId = requestIdOf(headers, redact);
    const outcome = 'unknown';
    const details = { operationId, attempts: number, status, requestId, outcome } as const;
    // Without the parser's own error, which quotes the text.
    const message = `${purpose} was answered with ${status}, but ${fault}`;
    return { failure: new ServerError(message, details), outcome };
  };
  let bytes: ArrayBuffer | undefined;
  let text = '';
  try {
    if (reads === 'bytes' && isSuccess) bytes = await response.arrayBuffer();
    else text = await response.text();
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    // A status that is no success says enough.
    if (isSuccess) return senseless(error.message);
  }
  let data: unknown;
  if (reads === 'json' && isSuccess) {
    data = parseJson(text);
    if (data === undefined) return senseless('not with JSON');
    if (type !== undefined && !hasType(data, type)) {
      return senseless(`its body is ${typeOf(data)}, expected ${type}`);
    }
  }
  if (isSuccess)
    return { answer: { status, headers, text, bytes, data, redact }, outcome: undefined };
  const difference = status === 401 ? explain(text) : undefined;
  return {
    answer: {
      status,
      headers: redactHeaders(headers, redact),
      text: redact(text),
      difference: difference && redact(difference),
      redact,
    },
    outcome: status < 500 && status !== 408 ? 'refused' : 'unknown',
  };
}

function redactHeaders(headers: HttpHeaders, redact: Redact): HttpHeaders {
  return {
    get: (name) => {
      const value = headers.get(name);
      return value && redact(value);
    },
    *[Symbol.iterator]() {
      for (const [name, value] of headers) yield [name, redact(value)];
    },
  };
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

function hasType(value: unknown, type: string): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;
}

/** Id under which the operator finds a request. IAM's own is the one that its support asks for. */
export function requestIdOf(headers: HttpResponse['headers'], redact: Redact): string | undefined {
  return redact(headers.get('x-iam-trace-id') ?? headers.get('x-request-id') ?? '') || undefined;
}
