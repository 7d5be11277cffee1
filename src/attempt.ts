import { authenticate, redactor } from './authenticate.js';
import type { Secret } from './credentials/credentials.js';
import { Deadline, type Timeouts } from './deadline.js';
import { NetworkError, ServerError, TimeoutError } from './errors.js';
import { requestEvent, tell, type Hooks } from './hooks.js';
import type { Fetch, HttpHeaders, HttpRequest } from './http.js';
import { safeCause } from './safe-cause.js';

/** One request, and how it may be sent. */
export interface Outgoing {
  readonly operationId: string;
  readonly request: HttpRequest;
  readonly projectId?: string;
  /** Whether it may be sent again when nobody knows what became of it. */
  readonly safeToRepeat: boolean;
  /** What a success is read as. */
  readonly reads: 'json' | 'text' | 'bytes';
  readonly timeouts: Timeouts;
  readonly signal?: AbortSignal;
}

/** An answer, of whatever status. */
export interface Answer {
  readonly status: number;
  readonly headers: HttpHeaders;
  /** Empty if the body was read as bytes. */
  readonly text: string;
  readonly bytes?: ArrayBuffer;
  /** What the text says, if it was read as JSON. */
  readonly data?: unknown;
  /** How often the request was sent. */
  readonly attempts: number;
  /** The request as it was sent last, with its credentials: never to be shown. */
  readonly sent: HttpRequest;
  /** What it was signed in with: never to be shown. */
  readonly secret: Secret;
  /** Takes credentials out of a text that the server wrote. */
  readonly redact: (text: string) => string;
}

/** What one attempt came to. */
export type Outcome =
  | { readonly answer: Answer; readonly failure?: undefined }
  | { readonly answer?: undefined; readonly failure: NetworkError | TimeoutError | ServerError };

/**
 * Sends a request once, signed in, and reads its answer whole.
 *
 * @param number - number of this attempt, from 1
 * @param now - time of signing by the server's clock, in milliseconds since 1970
 * @param limit - time-out of this attempt, in milliseconds
 */
export async function attempt(
  { fetch, hooks }: { readonly fetch: Fetch; readonly hooks: Hooks },
  { operationId, request, projectId, reads, signal }: Outgoing,
  secret: Secret,
  { number, now, limit }: { number: number; now: number; limit: number },
): Promise<Outcome> {
  const headers = authenticate(request, secret, projectId, now);
  const redact = redactor(secret, headers);
  const { method, url, body } = request;
  tell(hooks.onRequest, () => requestEvent(operationId, request, number));
  const deadline = new Deadline(limit, signal);
  const start = performance.now();
  try {
    const response = await fetch(url, {
      method,
      headers,
      body,
      redirect: 'manual',
      cancellation: deadline,
      get signal() {
        return deadline.signal;
      },
    });
    const { status } = response;
    const asBytes = reads === 'bytes' && status < 300;
    const bytes = asBytes ? await response.arrayBuffer() : undefined;
    // Read to its end whatever it is: a body that is left alone holds the connection.
    const text = asBytes ? '' : await response.text();
    tell(hooks.onResponse, () => ({
      ...requestEvent(operationId, request, number, { 'http.response.status_code': status }),
      status,
      requestId: redact(response.headers.get('x-request-id') ?? '') || undefined,
      duration: performance.now() - start,
    }));
    const data = reads === 'json' && status < 300 ? parse(text) : undefined;
    if (data === unreadable) {
      const requestId = redact(response.headers.get('x-request-id') ?? '') || undefined;
      const details = { operationId, attempts: number, status, requestId };
      // Without the parser's own error, which quotes the text.
      const message = `${operationId} was answered with ${status}, but not with JSON`;
      return { failure: new ServerError(message, details) };
    }
    return {
      answer: {
        status,
        headers: response.headers,
        text,
        bytes,
        data,
        attempts: number,
        get sent() {
          return { ...request, headers };
        },
        secret,
        redact,
      },
    };
  } catch (error) {
    const details = { operationId, attempts: number, cause: safeCause(error, redact) };
    return {
      failure: deadline.timedOut
        ? new TimeoutError(`${operationId} had no answer within ${limit} ms`, details)
        : new NetworkError(`${operationId} failed: ${messageOf(details.cause)}`, details),
    };
  } finally {
    deadline.end();
  }
}

const unreadable = Symbol('unreadable');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return unreadable;
  }
}

/** `fetch` says only "fetch failed"; the reason is one level down. */
function messageOf(cause: unknown): string {
  const {
    message,
    code,
    cause: reason,
  } = (cause ?? {}) as {
    message?: string;
    code?: string;
    cause?: { message?: string };
  };
  const said = message || code || String(cause);
  return reason?.message ? `${said} (${reason.message})` : said;
}
