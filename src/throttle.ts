import { onAbort, sleep } from './deadline.js';
import type { RateLimit } from './retry.js';

/** A learnt limit is forgotten after so many of its windows without a refusal: it may have changed. */
const windowsToRemember = 10;

/** A window is taken for longer than the gateway says by this factor, since requests travel. */
const caution = 1.05;

/**
 * Lets requests out to one server, as many at a time as there may be connections. Once the server has
 * throttled one request, all wait until its window is over, and then go out no faster than the limit
 * that the server named; if it named none, half as many at a time. Times are in milliseconds of a
 * clock that never steps.
 */
export class Throttle {
  readonly #connections: number;
  /** How many may be under way at once; falls with each window that was overrun, and grows again. */
  #places: number;
  #underWay = 0;
  /** In the order in which they came. A set, since a signal may take all of a hundred thousand out. */
  readonly #waiting = new Set<() => void>();
  #closedUntil = 0;
  #limit: RateLimit | undefined;
  #limitForgottenAt = 0;
  /** When the last requests went out, the oldest first: as many as the limit lets out in a window. */
  #sent: number[] = [];

  constructor(connections: number) {
    this.#connections = connections;
    this.#places = connections;
  }

  /** How long nothing is let out any more; 0 if requests may go. */
  get closedFor(): number {
    return Math.max(0, this.#closedUntil - performance.now());
  }

  /**
   * Lets a request out at once, if nothing stands against it.
   *
   * @returns whether it may go; if not, it has to {@link enter}
   */
  tryEnter(): boolean {
    if (this.#underWay >= this.#mayBeUnderWay || this.#waiting.size > 0) return false;
    if (this.#letOut() > 0) return false;
    this.#underWay += 1;
    return true;
  }

  /**
   * Waits until a request may go out. Whoever entered has to {@link leave}.
   *
   * @throws the reason of the signal, if it aborts
   */
  async enter(signal: AbortSignal): Promise<void> {
    await this.#takePlace(signal);
    try {
      for (let wait = this.#letOut(); wait > 0; wait = this.#letOut()) await sleep(wait, signal);
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  /** Gives a place back. */
  leave(): void {
    this.#underWay -= 1;
    this.#admit();
  }

  /** The server took a request. */
  accepted(): void {
    if (this.#places >= this.#connections) return;
    this.#places = Math.min(this.#connections, this.#places + 1 / this.#places);
    this.#admit();
  }

  /**
   * The server throttled a request.
   *
   * @param delay - for how long nothing may go out
   * @param limit - what the server says that it takes
   */
  refused(delay: number, limit: RateLimit | undefined): void {
    const now = performance.now();
    if (limit !== undefined) {
      this.#limit = { requests: limit.requests, window: limit.window * caution };
      this.#limitForgottenAt = now + limit.window * windowsToRemember;
    } else if (now >= this.#closedUntil) {
      // Once for all that were under way when the server closed.
      this.#places = Math.max(1, Math.min(this.#places, this.#underWay) / 2);
    }
    this.#sent = [];
    this.#closedUntil = Math.max(this.#closedUntil, now + delay);
  }

  get #mayBeUnderWay(): number {
    return Math.max(1, Math.floor(this.#places));
  }

  /** Lets a request out, unless it has to wait: then it gives for how long. */
  #letOut(): number {
    const now = performance.now();
    const wait = this.#earliest(now) - now;
    if (wait <= 0 && this.#limit !== undefined) this.#sent.push(now);
    return wait;
  }

  /** When the next request may go out; now at the earliest. */
  #earliest(now: number): number {
    if (now < this.#closedUntil) return this.#closedUntil;
    if (this.#limit === undefined) return now;
    if (now >= this.#limitForgottenAt) {
      this.#limit = undefined;
      this.#sent = [];
      return now;
    }
    const { requests, window } = this.#limit;
    if (this.#sent.length > requests) this.#sent = this.#sent.slice(-requests);
    const oldest = this.#sent.length < requests ? undefined : this.#sent[0];
    return oldest === undefined ? now : Math.max(now, oldest + window);
  }

  #takePlace(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const go = (): void => {
        letGo();
        resolve();
      };
      const letGo = onAbort(signal, () => {
        this.#waiting.delete(go);
        reject(signal.reason);
      });
      this.#waiting.add(go);
      this.#admit();
    });
  }

  /** Gives free places to those who wait. */
  #admit(): void {
    for (const go of this.#waiting) {
      if (this.#underWay >= this.#mayBeUnderWay) return;
      this.#waiting.delete(go);
      this.#underWay += 1;
      go();
    }
  }
}
