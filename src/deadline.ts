import type { Cancellation } from './http.js';

/** Time-outs, in milliseconds; `Infinity` is none. */
export interface Timeouts {
  /** Of one attempt, from its sending to the end of its answer's body; 30 s if it is left out. */
  readonly attempt: number;
  /** Of the whole call, with every attempt, every wait and the signing in; 120 s if it is left out. */
  readonly total: number;
}

/** What is taken where a time-out is left out. */
export const defaultTimeouts: Timeouts = { attempt: 30_000, total: 120_000 };

/** Longest time of a timer, in milliseconds, some 24 days: a longer one would end at once. */
export const longestTimer = 2 ** 31 - 1;

/** What is called when a signal aborts. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** The one listener that a signal gets: of eleven, Node.js would warn as of a leak. */
function callAll(this: AbortSignal): void {
  waiting.get(this)!.forEach((listener) => listener());
}

/**
 * Has a function called when a signal aborts that many calls may share.
 *
 * @returns what takes it back
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  const listeners = waiting.get(signal) ?? new Set();
  waiting.set(signal, listeners.add(listener));
  signal.addEventListener('abort', callAll);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) signal.removeEventListener('abort', callAll);
  };
}

/** A time-out that also ends when its parent is aborted, whichever comes first. */
export class Deadline implements Cancellation {
  readonly #parent: AbortSignal | undefined;
  /** Made when it is first asked for: most deadlines pass without anybody asking. */
  #controller: AbortController | undefined;
  #listener: (() => void) | undefined;
  /** Whether its own time is over, not its parent's. */
  timedOut = false;
  /** Lets go of the timer and the parent; the signal does not abort any more. */
  readonly end: () => void;

  /** @param milliseconds - to the end; `Infinity` for none */
  constructor(milliseconds: number, parent: AbortSignal | undefined) {
    this.#parent = parent;
    const notify = (): void => {
      this.#controller?.abort(parent?.reason);
      this.#listener?.();
    };
    const expire = (): void => {
      this.timedOut = true;
      notify();
    };
    const timer = milliseconds === Infinity ? undefined : setTimeout(expire, milliseconds);
    const letGo = parent && onAbort(parent, notify);
    this.end = () => {
      clearTimeout(timer);
      letGo?.();
    };
  }

  /** Aborts when the time is over, or with the parent and its reason. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.isOver) this.#controller.abort(this.#parent?.reason);
    }
    return this.#controller.signal;
  }

  get isOver(): boolean {
    return this.timedOut || !!this.#parent?.aborted;
  }

  onceOver(listener: () => void): void {
    this.#listener = listener;
    if (this.isOver) listener();
  }
}

/** Waits; rejects at once when the signal aborts. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const letGo = onAbort(signal, () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
    const timer = setTimeout(
      () => {
        letGo();
        resolve();
      },
      Math.min(milliseconds, longestTimer),
    );
  });
}
