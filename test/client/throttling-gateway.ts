import type { ServerResponse } from 'node:http';
import { startServer, type Listening } from '../lib/loopback.js';

/** How a gateway counts requests: in one window after the other, or in the one that ends now. */
export type Counting = 'fixed' | 'sliding';

/** A gateway that takes only so many requests in a time. */
export interface ThrottlingGateway extends Listening {
  /** Bodies of the requests that it took. */
  readonly taken: string[];
  /** Number of those that it refused. */
  readonly refused: number;
}

/**
 * Starts a gateway on loopback.
 *
 * @param limit - requests that it takes in `window` milliseconds
 * @param refuse - answers a request that it does not take
 */
export async function startThrottlingGateway(options: {
  counting: Counting;
  limit: number;
  window: number;
  refuse: (response: ServerResponse) => void;
}): Promise<ThrottlingGateway> {
  const { counting, limit, window, refuse } = options;
  let windowStart = 0;
  let times: number[] = [];
  /** Whether the limit leaves room for another request now. */
  function takes(): boolean {
    const now = performance.now();
    if (counting === 'sliding') {
      times = times.filter((time) => now - time < window);
    } else if (now - windowStart >= window) {
      windowStart = now;
      times = [];
    }
    if (times.length >= limit) return false;
    times.push(now);
    return true;
  }

  let refused = 0;
  const taken: string[] = [];
  const server = await startServer((_, response, body) => {
    if (!takes()) {
      refused += 1;
      refuse(response);
      return;
    }
    taken.push(body.toString());
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end('{"code":"00000000","message":"","success":true,"data":{"id":"w"}}');
  });
  return {
    ...server,
    taken,
    get refused() {
      return refused;
    },
  };
}
