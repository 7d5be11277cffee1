import type { HttpHeaders } from './http.js';

/** How failed requests are sent again. */
export interface RetryOptions {
  /** How often a request is sent at most, the first time included. */
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

/** Error codes of connections that were never made, so that the request certainly never left. */
const neverLeftCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether a failure of the transport happened before anything of the request was sent. */
export function certainlyNeverLeft(error: unknown): boolean {
  const { code, cause, errors } = (error ?? {}) as {
    code?: unknown;
    cause?: unknown;
    errors?: unknown[];
  };
  if (typeof code === 'string' && neverLeftCodes.has(code)) return true;
  // Of several addresses of a host, each was tried and refused.
  if (Array.isArray(errors) && errors.length > 0) return errors.every(certainlyNeverLeft);
  return cause !== undefined && cause !== error && certainlyNeverLeft(cause);
}

/**
 * The wait before the next attempt, in milliseconds: what the server asks for, or else a random part
 * of an exponentially growing span ("full jitter"), so that clients do not come back together.
 *
 * @param attempt - number of the attempt that failed, from 1
 * @returns undefined if the server asks for a longer wait than allowed
 */
export function delayAfter(
  attempt: number,
  answer: { headers: HttpHeaders; text: string } | undefined,
  { baseDelay, maxDelay }: RetryOptions,
  now: number,
  random: () => number,
): number | undefined {
  const asked = answer && (retryAfter(answer.headers, now) ?? throttleWindow(answer.text));
  if (asked !== undefined) return asked <= maxDelay ? asked : undefined;
  return random() * Math.min(maxDelay, baseDelay * 2 ** (attempt - 1));
}

/** `Retry-After` as seconds or as a date (RFC 9110, 10.2.3), in milliseconds. */
function retryAfter(headers: HttpHeaders, now: number): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

const units: Readonly<Record<string, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** The window that the gateway names when it throttles: `limit:60,time:1 minute`. */
function throttleWindow(text: string): number | undefined {
  const match = /\blimit:\s*\d+,\s*time:\s*(\d+)\s*(second|minute|hour|day)/i.exec(text);
  return match ? Number(match[1]) * (units[(match[2] ?? '').toLowerCase()] ?? 0) : undefined;
}

/**
 * Keeps an outage from being multiplied: the retries of all calls are taken from a common store. A call
 * that is answered gives back what it took and a little more, so that passing faults cost nothing for
 * good, while a server that fails every call soon gets each of them only once.
 */
export class RetryBudget {
  static readonly capacity = 100;
  static readonly refill = 0.2;
  #left = RetryBudget.capacity;

  /** Takes one retry; false if none is left. */
  take(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }

  /** Gives back the retries of a call that was answered. */
  giveBack(retries: number): void {
    this.#left = Math.min(RetryBudget.capacity, this.#left + retries + RetryBudget.refill);
  }
}
