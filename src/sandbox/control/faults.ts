import type { Random } from '../world/random.js';

/** How a request fails. */
export type FaultKind =
  | 'example'
  | 'status'
  | 'latency'
  | 'reset-before'
  | 'reset-after'
  | 'cut'
  | 'expired-token'
  | 'skew';

/** Which requests fail, and how. */
export interface Fault {
  readonly kind: FaultKind;
  /** Only this operation. */
  readonly operation?: string | undefined;
  /** Only from the nth request that fits. */
  readonly nth?: number | undefined;
  /** So many times; for ever if it is left out. */
  readonly times?: number | undefined;
  /** Of each request that fits, by chance that repeats itself with the seed. */
  readonly probability?: number | undefined;
  /** Name of the documented example. */
  readonly example?: string | undefined;
  readonly status?: number | undefined;
  /** Latency or skew. */
  readonly milliseconds?: number | undefined;
}

/** The faults that are set. */
export class Faults {
  readonly #random: Random;
  #set: { fault: Fault; fitted: number; left: number }[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  add(fault: Fault): void {
    this.#set.push({ fault, fitted: 0, left: fault.times ?? Infinity });
  }

  list(): Fault[] {
    return this.#set.map(({ fault }) => fault);
  }

  clear(): void {
    this.#set = [];
  }

  /** The fault of a request: the first that fits, once its turn has come. */
  next(operation: string | undefined): Fault | undefined {
    for (const one of this.#set) {
      const { operation: only, nth = 1, probability = 1 } = one.fault;
      if (only !== undefined && only !== operation) continue;
      one.fitted += 1;
      if (one.fitted < nth) continue;
      if (probability < 1 && this.#random.fraction() >= probability) continue;
      one.left -= 1;
      if (one.left <= 0) this.#set = this.#set.filter((other) => other !== one);
      return one.fault;
    }
    return undefined;
  }
}
