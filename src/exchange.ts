import {
  attempt,
  type Answer,
  type Attempted,
  type AttemptOptions,
  type Bounds,
  type Outgoing,
} from './attempt.js';
import type { Secret } from './credentials/credentials.js';
import { Deadline, sleep } from './deadline.js';
import {
  AbortedError,
  isSecMasterError,
  SecMasterError,
  ServerError,
  ThrottledError,
  TimeoutError,
  type FailureDetails,
  type Outcome,
} from './errors.js';
import { notify, requestEvent, type RetryEvent } from './hooks.js';
import { askedDelay, delayAfter, isRetryable, limitOf, RetryBudget } from './retry.js';
import type { ServerClock } from './server-clock.js';
import { Throttle } from './throttle.js';

/** What the requests to one server have in common. */
export interface ExchangeOptions extends AttemptOptions {
  readonly clock: ServerClock;
  /** Greatest number of requests under way at once. */
  readonly connections: number;
}

/** The last answer of a call, and what it took. */
export interface Exchanged {
  readonly answer: Answer;
  /** How often the request was sent. */
  readonly attempts: number;
  /** What became of the attempts that failed, the least sure of them. */
  readonly outcome: Outcome;
}

/**
 * Sends requests to one server: signed in, within their time-outs, at the pace that the server
 * allows, and again where that is safe and of use.
 */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #budget = new RetryBudget();
  readonly #throttle: Throttle;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#throttle = new Throttle(options.connections);
  }

  /**
   * Sends a request until there is an answer worth giving, of whatever status.
   *
   * @throws NetworkError, TimeoutError, AbortedError or ThrottledError if there is none
   * @throws what the source of the secret throws
   */
  async send(outgoing: Outgoing): Promise<Exchanged> {
    const call = new Call(outgoing);
    for (;;) {
      // What needs no waiting is not waited for: each wait costs a busy program its time.
      const secret = outgoing.source?.fresh() ?? (await this.#secret(call));
      if (!this.#throttle.tryEnter()) await this.#enter(call);
      const now = this.#options.clock.now();
      const attempted = await this.#attempt(call, secret, now);
      const isDone = attempted.outcome === undefined;
      const again = isDone ? undefined : await this.#again(call, attempted, secret, now);
      if (again === undefined) return this.#end(call, attempted);
      const { reason, delay } = again;
      notify(this.#options.hooks.onRetry, () => ({
        ...requestEvent(outgoing, outgoing.request, call.attempts),
        delay,
        reason,
      }));
      if (delay > 0) await call.inTime((signal) => sleep(delay, signal()));
    }
  }

  /** Tells the hook if a call fails, be it with its requests or with what stands around them. */
  reporting<Result>(
    { callId, operationId }: Pick<Outgoing, 'callId' | 'operationId'>,
    call: Promise<Result>,
  ): Promise<Result> {
    const { onError } = this.#options.hooks;
    if (onError === undefined) return call;
    return call.catch((error: unknown) => {
      if (isSecMasterError(error)) {
        notify(onError, () => ({
          callId,
          operationId,
          error,
          attributes: { 'secmaster.operation': operationId, 'error.type': error.name },
        }));
      }
      throw error;
    });
  }

  async #secret(call: Call): Promise<Secret | undefined> {
    const { source } = call.outgoing;
    return source && call.inTime((signal) => source.get(signal()));
  }

  /** Waits until the server is ready for the request. */
  async #enter(call: Call): Promise<void> {
    const throttle = this.#throttle;
    const { closedFor } = throttle;
    if (closedFor > 0 && closedFor >= call.timeLeft) throw call.throttled(closedFor);
    await call.inTime((signal) => throttle.enter(signal()));
  }

  async #attempt(call: Call, secret: Secret | undefined, now: number): Promise<Attempted> {
    const { outgoing, timeLeft } = call;
    const limit = Math.min(outgoing.timeouts.attempt, timeLeft);
    const number = (call.attempts += 1);
    try {
      const state = { secret, number, now, limit };
      const attempted = await attempt(outgoing, this.#options, state);
      call.learn(attempted.outcome);
      if (attempted.answer !== undefined && attempted.answer.status !== 429) {
        this.#throttle.accepted();
      }
      const isLast = limit < outgoing.timeouts.attempt && attempted.failure instanceof TimeoutError;
      const ended = attempted.failure && call.end(isLast);
      if (ended !== undefined) throw ended;
      return attempted;
    } finally {
      this.#throttle.leave();
    }
  }

  /** Why and when to send the request again; undefined if it is not to be. */
  async #again(
    call: Call,
    attempted: Attempted,
    secret: Secret | undefined,
    used: number,
  ): Promise<Pick<RetryEvent, 'reason' | 'delay'> | undefined> {
    const { outgoing } = call;
    const { answer, outcome, futile } = attempted;
    const reason = reasonOf(attempted);
    if (reason === undefined || futile) return undefined;
    if (reason === 401) {
      const recovery = secret && (await this.#recover(call, answer as Answer, secret, used));
      return recovery && { reason: recovery, delay: 0 };
    }
    if (answer !== undefined && !isRetryable(answer.status)) return undefined;
    const { maxAttempts, maxDelay } = outgoing.retry;
    const asked = answer && askedDelay(answer);
    const delay = delayAfter(call.attempts, answer?.status, asked, outgoing.retry);
    const throttled = answer?.status === 429;
    // The gateway throttles before anybody does anything, and whatever it is that this client sends.
    if (throttled) this.#throttle.refused(Math.min(delay, maxDelay), limitOf(answer.text));
    else if (outcome !== 'not-sent' && !outgoing.safeToRepeat) return undefined;
    const tooLong = (asked ?? 0) > maxDelay || delay >= call.timeLeft;
    if (tooLong || call.attempts >= maxAttempts) return undefined;
    if (!throttled) {
      if (!this.#budget.take()) return undefined;
      call.fromBudget += 1;
    }
    return { reason, delay };
  }

  /**
   * Finds out whether another attempt may pass after a 401, once by each of two ways. The gateway has
   * refused before anybody did anything, so sending again is safe.
   */
  async #recover(
    call: Call,
    { headers }: Answer,
    secret: Secret,
    used: number,
  ): Promise<'clock' | 'credentials' | undefined> {
    const { source } = call.outgoing;
    const { clock } = this.#options;
    if (secret.kind === 'key' && !call.tried.clock && clock.learn(headers.get('date'), used)) {
      call.tried.clock = true;
      return 'clock';
    }
    if (source === undefined || call.tried.credentials) return undefined;
    source.refuse(secret);
    if ((await this.#secret(call)) === secret) return undefined;
    call.tried.credentials = true;
    return 'credentials';
  }

  #end(call: Call, { answer, failure }: Attempted): Exchanged {
    if (answer === undefined) throw call.withOutcome(failure as SecMasterError);
    // Refusals too are answers of a server that works.
    if (!isRetryable(answer.status)) this.#budget.giveBack(call.fromBudget);
    return { answer, attempts: call.attempts, outcome: call.outcome };
  }
}

/**
 * Does what a call needs before there is a request, as a part of the call: in its time, and with
 * nothing sent if it fails.
 *
 * @param work - gets a signal that aborts when the call has to end
 */
export function beforeSending<Result>(
  bounds: Bounds,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return new Call(bounds).inTime((signal) => work(signal()));
}

/** Why an attempt was no success; undefined if it was one. */
function reasonOf({ answer, failure }: Attempted): RetryEvent['reason'] | undefined {
  if (answer !== undefined) return answer.status < 300 ? undefined : answer.status;
  if (failure instanceof ServerError) return 'body';
  return failure instanceof TimeoutError ? 'timeout' : 'network';
}

/** How sure it is that nothing was done, the surest first. */
const outcomes: readonly Outcome[] = ['not-sent', 'refused', 'unknown'];

/** One call: its time, and what became of its attempts. */
class Call<Known extends Bounds = Outgoing> {
  readonly outgoing: Known;
  /** How often the request was sent. */
  attempts = 0;
  /** Retries that were taken from the budget. */
  fromBudget = 0;
  readonly tried = { clock: false, credentials: false };
  /** What became of the attempts so far, the least sure of them. */
  outcome: Outcome = 'not-sent';
  readonly #end: number;

  constructor(outgoing: Known) {
    this.outgoing = outgoing;
    this.#end = (outgoing.begun ?? performance.now()) + outgoing.timeouts.total;
  }

  /** In milliseconds; 0 if there is none. */
  get timeLeft(): number {
    return Math.max(0, this.#end - performance.now());
  }

  /** Takes note of what became of an attempt. */
  learn(outcome: Outcome | undefined): void {
    if (outcome !== undefined && outcomes.indexOf(outcome) > outcomes.indexOf(this.outcome)) {
      this.outcome = outcome;
    }
  }

  /** Does a part of the call that its signal and its total time-out end. */
  async inTime<Result>(work: (signal: () => AbortSignal) => Promise<Result>): Promise<Result> {
    let deadline: Deadline | undefined;
    // Made only if the work asks for it.
    const signal = (): AbortSignal => {
      deadline ??= new Deadline(this.timeLeft, this.outgoing.signal);
      return deadline.signal;
    };
    try {
      return await work(signal);
    } catch (error) {
      const ended = this.end(deadline?.timedOut === true);
      if (ended !== undefined) throw ended;
      throw error instanceof SecMasterError ? this.withOutcome(error) : error;
    } finally {
      deadline?.end();
    }
  }

  /** The error of a call that its signal or its total time-out has ended; undefined if neither has. */
  end(isOver: boolean): SecMasterError | undefined {
    const { signal, timeouts } = this.outgoing;
    if (signal?.aborted) {
      return this.#error(AbortedError, 'was aborted', { cause: signal.reason });
    }
    return isOver
      ? this.#error(TimeoutError, `did not succeed within ${timeouts.total} ms`)
      : undefined;
  }

  /** The error of a call that would have to wait for longer than it may. */
  throttled(closedFor: number): SecMasterError {
    const seconds = Math.ceil(closedFor / 1000);
    const what = `was not sent: the gateway throttles this client for another ${seconds} s`;
    return this.#error(ThrottledError, what, { retryAfter: seconds * 1000 });
  }

  #error(Failure: typeof SecMasterError, what: string, more?: FailureDetails): SecMasterError {
    const { operationId, purpose = operationId } = this.outgoing;
    const { attempts, outcome } = this;
    return new Failure(`${purpose} ${what}`, { operationId, attempts, outcome, ...more });
  }

  /**
   * The error with the outcome of all attempts, and with the operation if it names none. Others may have
   * got the same error, so it is copied.
   */
  withOutcome(error: SecMasterError): SecMasterError {
    const outcome = error.outcome && this.outcome;
    const { operationId = this.outgoing.operationId } = error;
    if (error.outcome === outcome && error.operationId === operationId) return error;
    const { constructor, message, cause } = error;
    const details = { ...error, cause, outcome, operationId };
    const copy = new (constructor as typeof SecMasterError)(message, details);
    return Object.assign(copy, { stack: error.stack });
  }
}
