import type { HttpHeaders } from './http.js';

/** How failed requests are sent again. */
export interface RetryOptions {
  /** How often a request is sent at most, the first time included; 4 if it is left out. */
  readonly maxAttempts: number;
  /** Longest wait before the second attempt, in milliseconds; doubled for each further one. */
  readonly baseDelay: number;
  /** Longest wait of all, in milliseconds. A server that asks for more is not asked again. */
  readonly maxDelay: number;
}

/** What is taken where an option is left out. */
export const defaultRetry: RetryOptions = { maxAttempts: 4, baseDelay: 250, maxDelay: 60_000 };

const retryableStatuses = new Set([408, 429, 500, 502, 503, 504]);

/** Whether an answer with this status may be better the next time. */
export function isRetryable(status: number): boolean {
  return retryableStatuses.has(status);
}

/** Shortest window of the gateway, in milliseconds: it throttles by the second, minute, hour or day. */
const shortestWindow = 1000;

/** Most that is added to a wait which a server asks for, in milliseconds. */
const longestJitter = 1000;

/** The wait that a server asks for, in milliseconds; undefined if it asks for none. */
export function askedDelay(answer: {
  readonly headers: HttpHeaders;
  readonly text: string;
}): number | undefined {
  return retryAfter(answer.headers) ?? limitOf(answer.text)?.window;
}

/**
 * The wait before the next attempt, in milliseconds: what the server asks for and a little more, or
 * else a random part of an exponentially growing span ("full jitter"). Chance keeps clients from
 * coming back together.
 *
 * @param attempt - number of the attempt that failed, from 1
 * @param status - of its answer, if there was one
 */
export function delayAfter(
  attempt: number,
  status: number | undefined,
  asked: number | undefined,
  { baseDelay, maxDelay }: RetryOptions,
): number {
  if (asked !== undefined) return asked + Math.random() * Math.min(asked / 4, longestJitter);
  const span = Math.min(maxDelay, baseDelay * 2 ** (attempt - 1));
  // Throttled without a word of how long.
  const least = status === 429 ? Math.min(maxDelay, shortestWindow) : 0;
  return Math.min(maxDelay, least + Math.random() * span);
}

/** `Retry-After` as seconds or as a date (RFC 9110, 10.2.3), in milliseconds. */
function retryAfter(headers: HttpHeaders): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  // By the clock of the server, whatever that of this machine says.
  const sent = Date.parse(headers.get('date') ?? '');
  const now = Number.isNaN(sent) ? Date.now() : sent;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** How many requests the gateway takes in which time. */
export interface RateLimit {
  readonly requests: number;
  /** In milliseconds. */
  readonly window: number;
}

const units: Readonly<Record<string, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** The limit that the gateway names when it throttles: `limit:60,time:1 minute`. */
export function limitOf(text: string): RateLimit | undefined {
  const [, requests, count, unit = ''] =
    /\blimit:\s*(\d+),\s*time:\s*(\d+)\s*(second|minute|hour|day)/i.exec(text) ?? [];
  const window = Number(count) * (units[unit.toLowerCase()] ?? 0);
  return window > 0 ? { requests: Math.max(1, Number(requests)), window } : undefined;
}

/** Retries that the budget holds at most, and at the beginning. */
const capacity = 100;

/** What an answered call adds to the budget beside what it took. */
const refill = 0.2;

/**
 * Keeps an outage from being multiplied: the retries of all calls are taken from a common store. A call
 * that is answered gives back what it took and a little more, so that passing faults cost nothing for
 * good, while a server that fails every call soon gets each of them only once.
 */
export class RetryBudget {
  #left = capacity;

  /** Takes one retry; false if none is left. */
  take(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }

  /** Gives back the retries of a call that was answered. */
  giveBack(retries: number): void {
    this.#left = Math.min(capacity, this.#left + retries + refill);
  }
}
