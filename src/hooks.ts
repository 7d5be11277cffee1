import type { SecMasterError } from './errors.js';

/** What hooks get of a request. None of it holds credentials. */
export interface RequestEvent {
  /** The same for all that belongs to one call, and for no other call of this process. */
  readonly callId: string;
  /** Operation that is called; while signing in, that of IAM or of the metadata service. */
  readonly operationId: string;
  readonly method: string;
  readonly url: string;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** The same under OpenTelemetry's names for HTTP clients. */
  readonly attributes: Attributes;
}

/** An answer has come, of whatever status. */
export interface ResponseEvent extends RequestEvent {
  readonly status: number;
  readonly requestId: string | undefined;
  /** From the sending of this attempt to the end of the answer's body, in milliseconds. */
  readonly duration: number;
}

/** A request will be sent again. */
export interface RetryEvent extends RequestEvent {
  /** Wait before the next attempt, in milliseconds. */
  readonly delay: number;
  /** Status of the answer, or why there was none. */
  readonly reason: number | 'network' | 'timeout' | 'body' | 'credentials' | 'clock';
}

/** A call has failed for good. A request for credentials that had no answer is a call of its own. */
export interface FailureEvent {
  readonly callId: string;
  readonly operationId: string;
  readonly error: SecMasterError;
  readonly attributes: Attributes;
}

/** Attributes for spans and metrics, after OpenTelemetry's semantic conventions. */
export type Attributes = Readonly<Record<string, string | number>>;

/**
 * Functions that are called with what the client does, for logs, metrics and traces. What they throw is
 * dropped: observing a call must not change it.
 */
export interface Hooks {
  readonly onRequest?: ((event: RequestEvent) => void) | undefined;
  readonly onResponse?: ((event: ResponseEvent) => void) | undefined;
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
  readonly onError?: ((event: FailureEvent) => void) | undefined;
}

/** Calls a hook, if there is one; the event is made only then. */
export function notify<Event>(
  hook: ((event: Event) => void) | undefined,
  makeEvent: () => Event,
): void {
  if (hook === undefined) return;
  try {
    hook(makeEvent());
  } catch {
    // See above: what a hook throws is its own affair.
  }
}

/** Marks this process, or rather this loading of the module, in the ids of its calls. */
const origin = Math.random().toString(36).slice(2, 8);
let calls = 0;

/** An id that no other call has. */
export function nextCallId(): string {
  return `${origin}-${(calls += 1)}`;
}

/** What all events of an attempt have in common. */
export function requestEvent(
  call: { readonly callId: string; readonly operationId: string },
  { method, url }: { method: string; url: string },
  attempt: number,
  more: Attributes = {},
): RequestEvent {
  const { hostname, port, protocol } = new URL(url);
  const { callId, operationId } = call;
  return {
    callId,
    operationId,
    method,
    url,
    attempt,
    attributes: {
      'http.request.method': method,
      'url.full': url,
      'server.address': hostname,
      'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
      'secmaster.operation': operationId,
      ...(attempt > 1 && { 'http.request.resend_count': attempt - 1 }),
      ...more,
    },
  };
}
