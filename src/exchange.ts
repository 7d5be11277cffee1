import { attempt, type Answer, type Outcome, type Outgoing } from './attempt.js';
import type { Secret, SignInContext } from './credentials/credentials.js';
import { Deadline, sleep } from './deadline.js';
import { AbortedError, ServerError, TimeoutError, type SecMasterError } from './errors.js';
import { requestEvent, tell, type Hooks, type RetryEvent } from './hooks.js';
import type { Fetch } from './http.js';
import {
  certainlyNeverLeft,
  delayAfter,
  isRetryable,
  RetryBudget,
  type RetryOptions,
} from './retry.js';
import { ServerClock } from './server-clock.js';

/** What the exchanges of one client have in common. */
export interface ExchangeOptions {
  readonly fetch: Fetch;
  readonly secrets: {
    fresh(): Secret | undefined;
    get(context: SignInContext): Promise<Secret>;
    refuse(secret: Secret): void;
  };
  readonly context: SignInContext;
  readonly retry: RetryOptions;
  readonly hooks: Hooks;
}

/** Sends requests: signed in, with time-outs, and again where that is safe and of use. */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #budget = new RetryBudget();
  readonly #clock = new ServerClock();

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /**
   * Sends a request until there is an answer worth giving.
   *
   * @throws NetworkError, TimeoutError or AbortedError if there is none
   * @throws AuthenticationError if there are no credentials
   */
  async send(outgoing: Outgoing): Promise<Answer> {
    const end = Date.now() + outgoing.timeouts.total;
    /** Each of the two mends a refusal once; the second time it is none that they can mend. */
    const mended = { clock: false, credentials: false };
    let retries = 0;

    for (let number = 1; ; number += 1) {
      const secret =
        this.#options.secrets.fresh() ??
        (await inTime(outgoing, end, number - 1, (signal) => this.#secret(signal)));
      const now = this.#clock.now();
      const limit = Math.min(outgoing.timeouts.attempt, Math.max(0, end - Date.now()));
      const outcome = await attempt(this.#options, outgoing, secret, { number, now, limit });
      const isLast = limit < outgoing.timeouts.attempt && outcome.failure instanceof TimeoutError;
      const ended = outcome.failure && endOf(outgoing, isLast, number);
      if (ended !== undefined) throw ended;

      let delay: number | undefined;
      let reason = reasonOf(outcome);
      if (reason === 401) {
        const mend = await this.#mend(outcome.answer as Answer, now, mended, outgoing, end);
        if (mend !== undefined) [reason, delay] = [mend, 0];
      } else if (reason !== undefined && mayRepeat(outgoing, outcome)) {
        delay = this.#delay(number, outcome, end);
        if (delay !== undefined) retries += 1;
      }
      if (reason === undefined || delay === undefined) {
        if (outcome.failure !== undefined) throw outcome.failure;
        // Refusals too are answers of a server that works.
        if (!isRetryable(outcome.answer.status)) this.#budget.giveBack(retries);
        return outcome.answer;
      }
      await this.#wait(outgoing, end, number, delay, reason);
    }
  }

  async #wait(
    outgoing: Outgoing,
    end: number,
    number: number,
    delay: number,
    reason: RetryEvent['reason'],
  ): Promise<void> {
    const { operationId, request } = outgoing;
    const event = (): RetryEvent => ({
      ...requestEvent(operationId, request, number),
      delay,
      reason,
    });
    tell(this.#options.hooks.onRetry, event);
    if (delay > 0) await inTime(outgoing, end, number, (signal) => sleep(delay, signal()));
  }

  #secret(signal: () => AbortSignal): Promise<Secret> {
    const { secrets, context } = this.#options;
    return secrets.get({
      ...context,
      // Asked for only when nothing is cached.
      get signal() {
        return signal();
      },
    });
  }

  /**
   * Finds out whether another attempt may pass after a 401. The gateway has refused before anybody did
   * anything, so sending again is safe.
   */
  async #mend(
    { secret, headers, attempts }: Answer,
    used: number,
    mended: { clock: boolean; credentials: boolean },
    outgoing: Outgoing,
    end: number,
  ): Promise<'clock' | 'credentials' | undefined> {
    if (secret.kind === 'key' && !mended.clock && this.#clock.learn(headers.get('date'), used)) {
      mended.clock = true;
      return 'clock';
    }
    if (mended.credentials) return undefined;
    this.#options.secrets.refuse(secret);
    const next = await inTime(outgoing, end, attempts, (signal) => this.#secret(signal));
    if (next === secret) return undefined;
    mended.credentials = true;
    return 'credentials';
  }

  /** The wait before the next attempt, in milliseconds; undefined if there is to be none. */
  #delay(number: number, { answer }: Outcome, end: number): number | undefined {
    const { retry } = this.#options;
    if (number >= retry.maxAttempts) return undefined;
    const delay = delayAfter(number, answer, retry, Date.now(), Math.random);
    if (delay === undefined || Date.now() + delay >= end) return undefined;
    return this.#budget.take() ? delay : undefined;
  }
}

/** Why an outcome is no success; undefined if it is one. */
function reasonOf({ answer, failure }: Outcome): RetryEvent['reason'] | undefined {
  if (answer !== undefined) return answer.status < 300 ? undefined : answer.status;
  if (failure instanceof ServerError) return 'body';
  return failure instanceof TimeoutError ? 'timeout' : 'network';
}

/** Whether a request may be sent again after this: nothing is done twice, and it may be of use. */
function mayRepeat({ safeToRepeat }: Outgoing, { answer, failure }: Outcome): boolean {
  if (answer !== undefined) return safeToRepeat && isRetryable(answer.status);
  return safeToRepeat || certainlyNeverLeft(failure.cause);
}

/** Does a part of a call that its signal and its total time-out end. */
async function inTime<Result>(
  outgoing: Outgoing,
  end: number,
  attempts: number,
  work: (signal: () => AbortSignal) => Promise<Result>,
): Promise<Result> {
  let deadline: Deadline | undefined;
  // Made only if the work asks for it: a secret is mostly there already.
  const signal = (): AbortSignal => {
    deadline ??= new Deadline(Math.max(0, end - Date.now()), outgoing.signal);
    return deadline.signal;
  };
  try {
    return await work(signal);
  } catch (error) {
    throw endOf(outgoing, deadline?.timedOut === true, attempts) ?? error;
  } finally {
    deadline?.end();
  }
}

/** The error of a call that its signal or its total time-out has ended; undefined if neither has. */
function endOf(
  { operationId, signal, timeouts }: Outgoing,
  isOver: boolean,
  attempts: number,
): SecMasterError | undefined {
  if (signal?.aborted) {
    const details = { operationId, attempts, cause: signal.reason as unknown };
    return new AbortedError(`${operationId} was aborted`, details);
  }
  return isOver
    ? new TimeoutError(`${operationId} did not succeed within ${timeouts.total} ms`, {
        operationId,
        attempts,
      })
    : undefined;
}
