import { AbortedError } from '../errors.js';

/** Work that is done once for all who wait for it. */
export interface SingleFlight<T> {
  /** Whether the work is under way. */
  readonly running: boolean;
  /**
   * Waits for the work that is under way, or starts it.
   *
   * @param signal - ends the waiting of this caller; the work goes on as long as somebody waits
   * @param work - gets a signal that aborts when nobody waits any more
   * @throws AbortedError if the signal aborts, else what the work throws
   */
  join(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

interface Flight<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/** Makes a place for one kind of work. Nothing is kept: after success and failure it starts anew. */
export function singleFlight<T>(): SingleFlight<T> {
  let current: Flight<T> | undefined;

  function start(work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const flight: Flight<T> = { result: work(controller.signal), controller, waiting: 0 };
    const land = (): void => {
      if (current === flight) current = undefined;
    };
    // Also keeps a failure that nobody waits for any more from being an unhandled rejection.
    flight.result.then(land, land);
    return flight;
  }

  return {
    get running() {
      return current !== undefined;
    },
    join: (signal, work) =>
      new Promise((resolve, reject) => {
        const aborted = (): AbortedError =>
          new AbortedError('Signing in was aborted', {
            outcome: 'not-sent',
            cause: signal?.reason,
          });
        if (signal?.aborted) {
          reject(aborted());
          return;
        }
        const flight = (current ??= start(work));
        flight.waiting += 1;
        const leave = (): void => {
          reject(aborted());
          flight.waiting -= 1;
          if (flight.waiting > 0) return;
          if (current === flight) current = undefined;
          flight.controller.abort(signal?.reason);
        };
        signal?.addEventListener('abort', leave, { once: true });
        const stay = (): void => signal?.removeEventListener('abort', leave);
        flight.result.then(
          (value) => {
            stay();
            resolve(value);
          },
          (error: unknown) => {
            stay();
            reject(error);
          },
        );
      }),
  };
}
