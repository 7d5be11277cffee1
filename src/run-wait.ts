import { Deadline, longestTimer, sleep } from './deadline.js';
import { AbortedError, SecMasterError, TimeoutError } from './errors.js';

/** How long and how often to look at a run. Times are in milliseconds. */
export interface RunWaitOptions<Run> {
  /** Ends the waiting at once; the run goes on. */
  signal?: AbortSignal;
  /** Longest time to wait, 10 minutes if left out and at most 2147483647, some 24 days. */
  timeoutMs?: number;
  /** Wait between the first look and the second, 1000 if left out; half as long again each time. */
  pollMs?: number;
  /** Longest wait between two looks; 15000 if left out, or `pollMs` if that is longer. */
  maxPollMs?: number;
  /** Called with the first status and with each new one, those of the description or not. */
  onStatus?: (status: string | undefined, instance: Run) => void;
}

/** Chance and time, replaced in tests. */
export interface Pace {
  /** At least 0 and below 1. */
  random: () => number;
  /** Waits for milliseconds; rejects when the signal aborts. */
  sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** What is waited for. */
export interface AwaitedRun<Run> {
  /** Looks at the run; undefined as long as it has not begun. */
  readonly read: (signal: AbortSignal) => Promise<Run | undefined>;
  /** The error for a run that ended without success. */
  readonly failure: (run: Run) => SecMasterError;
  /** The run, as messages call it. */
  readonly subject: string;
  readonly operationId: string;
}

/**
 * Waits until a run is `FINISHED` and gives it as it was then. A status that is not known is waited
 * through.
 *
 * @throws the failure if it ended as `FAILED` or `TERMINATED`
 * @throws TimeoutError if it had not ended after `timeoutMs`
 * @throws AbortedError if the signal ended the waiting
 * @throws TypeError if a time is out of range
 */
export async function waitForRun<Run extends { readonly status: string }>(
  { read, failure, subject, operationId }: AwaitedRun<Run>,
  options: RunWaitOptions<Run>,
  pace: Pace = { random: Math.random, sleep },
): Promise<Run> {
  const { timeoutMs, pollMs, maxPollMs } = checkTimes(options);
  const deadline = new Deadline(timeoutMs, options.signal);
  let last: Run | undefined;
  let hasLooked = false;
  try {
    for (let delay = pollMs; ; delay = Math.min(delay * 1.5, maxPollMs)) {
      deadline.signal.throwIfAborted();
      const run = await read(deadline.signal);
      hasLooked = true;
      if (run !== undefined && run.status !== last?.status) options.onStatus?.(run.status, run);
      last = run ?? last;
      if (run?.status === 'FINISHED') return run;
      if (run?.status === 'FAILED' || run?.status === 'TERMINATED') throw failure(run);
      // Half of the wait is chance, so that many who wait do not ask at the same moment.
      await pace.sleep(delay * (0.5 + pace.random() / 2), deadline.signal);
    }
  } catch (cause) {
    const ofItsOwn = cause instanceof SecMasterError && !(cause instanceof AbortedError);
    if (ofItsOwn || !deadline.signal.aborted) throw cause;
    const hasBegun = last !== undefined || !hasLooked;
    const state = hasBegun
      ? `${subject}, last seen as ${last?.status ?? 'unknown'}`
      : `${subject}, of which none had begun`;
    const end = hasBegun ? ', and it had not ended.' : '.';
    throw deadline.timedOut
      ? new TimeoutError(`Waited ${timeoutMs} ms for ${state}${end}`, { operationId })
      : new AbortedError(`The signal ended the wait for ${state}.`, {
          operationId,
          cause: options.signal?.reason,
        });
  } finally {
    deadline.end();
  }
}

/** The times of a wait, with those that are left out. @throws TypeError if one is out of range */
export function checkTimes(
  options: RunWaitOptions<never>,
): Record<'timeoutMs' | 'pollMs' | 'maxPollMs', number> {
  const { timeoutMs = 600_000, pollMs = 1000 } = options;
  const { maxPollMs = Math.max(pollMs, 15_000) } = options;
  const check = (name: string, value: unknown, least: number): void => {
    if (typeof value === 'number' && value >= least && value <= longestTimer) return;
    throw new TypeError(
      `"${name}" is ${String(value)}, expected milliseconds from ${least} to ${longestTimer}.`,
    );
  };
  check('timeoutMs', timeoutMs, 1);
  check('pollMs', pollMs, 1);
  check('maxPollMs', maxPollMs, pollMs);
  return { timeoutMs, pollMs, maxPollMs };
}
