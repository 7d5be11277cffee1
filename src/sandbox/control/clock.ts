import { endOfTime } from '../world/world.js';

/** The time of a sandbox: it runs with the machine's, or stands still, and never goes back. */
export class SandboxClock {
  readonly #tick: () => number;
  #offset: number;
  #frozenAt: number | undefined;
  #latest: number;

  /**
   * @param tick - the time of the machine, in milliseconds since 1970
   * @param start - the time that it begins with; that of the machine if it is left out
   */
  constructor(
    tick: () => number,
    { start, frozen = false }: { start?: number | undefined; frozen?: boolean | undefined } = {},
  ) {
    this.#tick = tick;
    const now = tick();
    this.#offset = (start ?? now) - now;
    this.#latest = start ?? now;
    if (frozen) this.#frozenAt = this.#latest;
  }

  /** In milliseconds since 1970. */
  now(): number {
    // The clock of a machine may be set back.
    this.#latest = Math.max(this.#latest, this.#frozenAt ?? this.#tick() + this.#offset);
    return this.#latest;
  }

  get frozen(): boolean {
    return this.#frozenAt !== undefined;
  }

  freeze(): void {
    this.#frozenAt = this.now();
  }

  /** Lets it run on from where it stands. */
  run(): void {
    this.#offset = this.now() - this.#tick();
    this.#frozenAt = undefined;
  }

  /**
   * Goes forward.
   *
   * @throws TypeError if that is no number of milliseconds from 0, or too many of them
   */
  advance(milliseconds: number): void {
    if (!Number.isInteger(milliseconds) || milliseconds < 0) {
      throw new TypeError('A clock can be advanced by a whole number of milliseconds from 0 only.');
    }
    if (this.now() + milliseconds >= endOfTime) {
      throw new TypeError('A clock cannot be advanced beyond the year 9999.');
    }
    this.#offset += milliseconds;
    if (this.#frozenAt !== undefined) this.#frozenAt += milliseconds;
    this.now();
  }
}
