import type { CallContext } from './call.js';

/** Kept beside the clients and not in them, so that printing a client shows none of it. */
const contexts = new WeakMap<object, CallContext>();

/** Keeps what stands behind a client. */
export function keepContext(client: object, context: CallContext): void {
  contexts.set(client, context);
}

/**
 * What stands behind a client.
 *
 * @throws TypeError if it is no client of this package
 */
export function contextOf(client: object): CallContext {
  const context = contexts.get(client);
  if (context === undefined) {
    throw new TypeError('"client" is not one that createSecMasterClient or createClient has made.');
  }
  return context;
}
