import { onAbort } from '../deadline.js';
import { AbortedError } from '../errors.js';

/** One time that the work is done. */
interface Run<Result> {
  readonly result: Promise<Result>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Work that is done once for all who wait for it. Nothing is kept: after success and failure it starts
 * anew.
 */
export class SharedWork<Result> {
  readonly #work: (signal: AbortSignal) => Promise<Result>;
  #current: Run<Result> | undefined;

  /** @param work - gets a signal that aborts when nobody waits any more */
  constructor(work: (signal: AbortSignal) => Promise<Result>) {
    this.#work = work;
  }

  /** Whether the work is under way. */
  get running(): boolean {
    return this.#current !== undefined;
  }

  /**
   * Waits for the work that is under way, or starts it.
   *
   * @param signal - ends the waiting of this caller; the work goes on as long as somebody waits
   * @throws AbortedError if the signal aborts, else what the work throws
   */
  join(signal: AbortSignal): Promise<Result> {
    return new Promise((resolve, reject) => {
      const aborted = (): AbortedError =>
        new AbortedError('Signing in was aborted', { outcome: 'not-sent', cause: signal.reason });
      if (signal.aborted) throw aborted();
      const run = (this.#current ??= this.#start());
      run.waiting += 1;
      const letGo = onAbort(signal, () => {
        reject(aborted());
        run.waiting -= 1;
        if (run.waiting === 0) {
          this.#forget(run);
          run.controller.abort(signal.reason);
        }
      });
      void run.result.then(resolve, reject).finally(letGo);
    });
  }

  #start(): Run<Result> {
    const controller = new AbortController();
    const run = { result: this.#work(controller.signal), controller, waiting: 0 };
    const end = (): void => this.#forget(run);
    // Also keeps a failure that nobody waits for any more from being an unhandled rejection.
    run.result.then(end, end);
    return run;
  }

  #forget(run: Run<Result>): void {
    if (this.#current === run) this.#current = undefined;
  }
}
