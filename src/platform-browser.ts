import type { Hooks } from './hooks.js';
import type { Fetch, TransportOptions } from './http.js';

/** What is special to browsers: a fetch that does it all and says nothing of why it failed. */

/**
 * The transport of browsers, Deno, Bun and edge runtimes: their own fetch. It finds its proxies by
 * itself, and asks for the encodings that it knows.
 *
 * @throws TypeError if an option is given that only Node.js has
 */
export function makeTransport({ fetch: own, proxy, ca, dispatcher }: TransportOptions): Fetch {
  if (proxy || ca !== undefined || dispatcher !== undefined) {
    throw new TypeError(
      '"proxy", "ca" and "dispatcher" are for Node.js: give a "fetch" of your own.',
    );
  }
  return own ?? ((url, init) => fetch(url, init));
}

/** Browsers do not say why there is no answer. */
export const certainlyNeverSent = (_: unknown): boolean => false;
export const certificateAdvice = (_: unknown): string | undefined => undefined;

/** There is no environment that could ask for a log. */
export const withLog = (hooks: Hooks): Hooks => hooks;

/** Browsers have a `User-Agent` of their own, and ask the server for leave to send another. */
export const userAgent = (_: string | undefined): string | undefined => undefined;
