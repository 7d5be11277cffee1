import { setTimeout as delay } from 'node:timers/promises';
import { bareRequest } from '../case.js';
import { openSender } from './exchange.js';
import type { Target } from './target.js';
import { wireRequest } from './wire.js';

/** Between two looks, in milliseconds. */
const pause = 500;

/** What a proxy says of a server that is not there yet. */
const notYet = [502, 503, 504];

/** Waits for a server that is starting, until it answers or the time is over. */
export async function waitForServer(
  { origin, basePath }: Target,
  seconds: number,
  signal: AbortSignal,
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  const sender = openSender({ origin, concurrency: 1, timeout: 5_000, signal });
  const plain = bareRequest('GET', '/');
  try {
    for (;;) {
      const exchange = await sender.send(wireRequest(plain, basePath));
      const isThere = 'answer' in exchange && !notYet.includes(exchange.answer.status);
      if (isThere || signal.aborted || performance.now() + pause > end) return;
      await delay(pause, undefined, { signal }).catch(() => {});
    }
  } finally {
    await sender.close();
  }
}
