import { isUtf8 } from 'node:buffer';
import { bareMediaType } from '../oracle/media-type.js';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool, type Dispatcher } from 'undici';
import type { Answer, NoAnswer } from '../answer.js';
import { failureOf, type Failure } from './failure.js';
import { paceOf } from './pace.js';
import type { WireRequest } from './wire.js';

/** How requests are sent. */
export interface ExchangeOptions {
  /** Scheme, host and port. */
  readonly origin: string;
  /** How many requests are under way at most. */
  readonly concurrency: number;
  /** For a whole answer, in milliseconds; without one, what fits the answers so far. */
  readonly timeout?: number;
  /** Of the body of an answer, in bytes. */
  readonly limit?: number;
  /** Ends every request when aborted. */
  readonly signal?: AbortSignal;
}

/** What sending came to. */
export type SentExchange =
  | { readonly answer: Answer }
  | (Failure & {
      /** Whether the request was sent, at least in part. */
      readonly left: boolean;
      /** Whether an answer had begun. */
      readonly begun: boolean;
    });

/** A connection to one server. */
export type Sender = ReturnType<typeof openSender>;

/** A request that HTTP cannot carry, such as one with a line break in a header. */
export class UnsendableError extends Error {
  override name = 'UnsendableError';
}

/** Of answers, in bytes. */
const defaultLimit = 4 * 1024 * 1024;

/** For a whole answer of a server that is not slow, in milliseconds. */
const shortestTimeout = 10_000;

/** Before a server that refused a connection is tried again, in milliseconds: it may be starting again. */
const shortestPause = 500;

/** What a server that is not slow takes for its slowest answer, in milliseconds. */
const usualAnswer = 200;

/** For how long a connection without a request is kept, in milliseconds. */
const shortestIdle = 400;

/** How often it is tried again. */
const waits = 4;

/** For how long a server that throttles may ask to wait, in milliseconds. */
const longestPause = 60_000;

/** What a connection that the server closed without an answer fails with. */
const closed = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** Opens connections to a server, which are kept and used again. Certificates are verified. */
export function openSender(options: ExchangeOptions) {
  const { origin, concurrency, signal, limit = defaultLimit } = options;
  const pace = paceOf(concurrency);
  const poolWith = (pipelining: number): Pool =>
    new Pool(origin, {
      ...{ connections: concurrency, pipelining, headersTimeout: 0, bodyTimeout: 0 },
      // An attempt ends by its own time; this lets go of a connection that never came about.
      connect: { timeout: options.timeout ?? 6 * shortestTimeout },
      // Servers end connections that are idle for some seconds; a request must not meet that end.
      ...{ keepAliveTimeout: shortestIdle, keepAliveMaxTimeout: shortestIdle },
    });
  const kept = poolWith(1);
  // Without pipelining undici sends each request on a connection of its own.
  const fresh = poolWith(0);
  let pool = kept;
  /** Ends the requests under way; one listener for all, since there may be thousands. */
  const ends = new Set<() => void>();
  const endAll = (): void => {
    for (const end of ends) end();
  };
  signal?.addEventListener('abort', endAll, { once: true });
  /** Whether the server has answered before, so that it is worth to wait until it is back. */
  let known = false;
  /** How many answers in a row were that there are too many requests. */
  let throttled = 0;
  /** How slow the slowest answer has shown the server, or this machine, to be; at least 1. */
  let slowness = 1;

  return {
    /** Sends a request and reads its answer whole. Redirects are not followed; nothing is unpacked. */
    async send(request: WireRequest): Promise<SentExchange> {
      const number = await pace.enter();
      const start = performance.now();
      let duration = 0;
      try {
        const exchange = await exchangeOf(request);
        duration = 'failure' in exchange ? Infinity : performance.now() - start;
        return exchange;
      } finally {
        pace.leave(number, duration);
      }
    },
    /** Ends all connections. */
    async close(): Promise<void> {
      signal?.removeEventListener('abort', endAll);
      await Promise.all([kept.destroy(), fresh.destroy()]);
    },
  };

  /** Sends a request, and once more what may be sent again. */
  async function exchangeOf(request: WireRequest): Promise<SentExchange> {
    let first = await attempt(pool, request);
    // What never left can be sent again; a server that answered before may be starting again.
    for (let wait = 0; known && wait < waits && neverLeft(first) && !signal?.aborted; wait += 1) {
      await delay(shortestPause * slowness);
      first = await attempt(pool, request);
    }
    // What is throttled was not done. A server that does nothing else is not waited for all the time.
    for (let wait = 0; wait < waits && throttled < waits * concurrency; wait += 1) {
      const pause = pauseOf(first, request);
      throttled = pause === undefined ? 0 : throttled + 1;
      if (pause === undefined || signal?.aborted) break;
      await delay(pause, undefined, { signal }).catch(() => {});
      first = await attempt(pool, request);
    }
    if (!('failure' in first)) {
      known = true;
      return first;
    }
    if (neverLeft(first) || signal?.aborted) return first;
    // A kept connection may end just when a request is written. A request that changes nothing can
    // be sent again; a server which ends its connections so is given a new one for each request.
    const isClosed = closed.has(first.code) && !first.begun;
    const isKept = pool === kept;
    if (isClosed) pool = fresh;
    const mayRepeat = request.method === 'GET' || request.method === 'HEAD';
    const isSlow = known && first.failure === 'time-out';
    if (!mayRepeat || !(isSlow || (isClosed && isKept))) return first;
    const again = await attempt(pool, request);
    // The server has taken it once, whatever became of the other one.
    return 'failure' in again ? { ...again, left: true } : again;
  }

  function attempt(dispatcher: Dispatcher, request: WireRequest): Promise<SentExchange> {
    const timeout = options.timeout ?? Math.ceil(shortestTimeout * slowness);
    const start = performance.now();
    return new Promise((resolve, reject) => {
      let controller: Dispatcher.DispatchController | undefined;
      let status = 0;
      let headers: ReceivedHeaders = {};
      let size = 0;
      const chunks: Buffer[] = [];
      /** Set once the request is given up, whatever comes afterwards. */
      let given: Failure | undefined;

      const settle = (exchange: SentExchange): void => {
        clearTimeout(timer);
        ends.delete(end);
        resolve(exchange);
      };
      const fail = (failure: Failure): void =>
        settle({ ...failure, left: controller !== undefined, begun: status > 0 });
      const giveUp = (failure: NoAnswer, message: string, code: string): void => {
        given ??= { failure, message, code, final: true };
        fail(given);
        controller?.abort(new Error(message));
      };
      const end = (): void => giveUp('connection', 'the run was stopped', 'ABORTED');
      const timer = setTimeout(
        () => giveUp('time-out', `waited ${timeout} ms`, 'TIMEOUT'),
        timeout,
      );
      ends.add(end);
      if (signal?.aborted) {
        end();
        return;
      }

      const refuse = (error: Error): void => {
        reject(new UnsendableError(error.message));
        fail(failureOf(error));
      };
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart(started) {
          controller = started;
          if (given !== undefined) started.abort(new Error(given.message));
        },
        onResponseStart(_, code, received) {
          // Answers of the 1xx kind only announce the real one.
          if (code < 200) return;
          status = code;
          headers = received;
        },
        onResponseData(_, chunk) {
          size += chunk.length;
          if (size > limit) giveUp('too-long', `more than ${limit} bytes`, 'TOO_LONG');
          else chunks.push(chunk);
        },
        onResponseEnd() {
          if (given === undefined) {
            slowness = Math.max(slowness, (performance.now() - start) / usualAnswer);
          }
          settle({ answer: answerOf(status, headers, Buffer.concat(chunks)) });
        },
        onResponseError(_, error) {
          const failure = failureOf(error);
          // It cannot have the content that it announces, and is judged for that.
          if (status === 204 && failure.code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') {
            settle({ answer: answerOf(status, headers, Buffer.of()) });
          } else if (failure.code === 'UND_ERR_INVALID_ARG') refuse(error);
          else fail(failure);
        },
      };
      try {
        dispatcher.dispatch({ ...request, body: request.bytes ?? request.body }, handler);
      } catch (error) {
        refuse(error as Error);
      }
    });
  }
}

function neverLeft(exchange: SentExchange): boolean {
  return (
    'failure' in exchange && exchange.failure === 'connection' && !exchange.left && !exchange.final
  );
}

/** For how long to wait, in milliseconds, since there were too many requests and nobody asked for that answer. */
function pauseOf(exchange: SentExchange, { headers }: WireRequest): number | undefined {
  const isAsked = Object.keys(headers).some((name) => name.toLowerCase() === 'prefer');
  if (!('answer' in exchange) || exchange.answer.status !== 429 || isAsked) return undefined;
  const pause = Number(exchange.answer.headers['retry-after'] ?? 1) * 1000;
  return pause <= longestPause ? pause : undefined;
}

type ReceivedHeaders = Readonly<Record<string, string | string[] | undefined>>;

function answerOf(status: number, received: ReceivedHeaders, body: Buffer): Answer {
  const headers: Record<string, string> = {};
  const repeated: string[] = [];
  for (const [name, value = ''] of Object.entries(received)) {
    headers[name.toLowerCase()] = [value].flat().join(', ');
    if (Array.isArray(value)) repeated.push(name.toLowerCase());
  }
  const mediaType = bareMediaType(headers['content-type'] ?? '');
  return {
    ...{ status, mediaType, headers, text: body.toString('utf8') },
    ...(!isUtf8(body) && { bytes: body }),
    ...(repeated.length > 0 && { repeated }),
  };
}
