import type { Timeouts } from './deadline.js';
import type { Exchange } from './exchange.js';

/** What stands behind a client. */
export interface Internals {
  readonly exchange: Exchange;
  /** Address without a slash at its end. */
  readonly baseUrl: string;
  readonly timeouts: Timeouts;
}

/** Kept beside the clients and not in them, so that printing a client shows none of it. */
const internals = new WeakMap<object, Internals>();

/** Keeps what stands behind a client. */
export function keepInternals(client: object, behind: Internals): void {
  internals.set(client, behind);
}

/**
 * What stands behind a client.
 *
 * @throws TypeError if it is no client of `createSecMasterClient`
 */
export function internalsOf(client: object): Internals {
  const behind = internals.get(client);
  if (behind === undefined) {
    throw new TypeError('"client" is not one that createSecMasterClient has made.');
  }
  return behind;
}
