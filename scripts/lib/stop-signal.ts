import { once } from 'node:events';
import { UserError } from './cli.js';

/** Exit code of a command that Ctrl-C ended: 128 and the number of SIGINT. */
const interrupted = 130;

/** npm sends Ctrl-C on to its command, which had it from the terminal: one press, two signals. */
const samePress = 1000;

/**
 * A signal that aborts on Ctrl-C, SIGTERM or the end of the terminal, so that a command can clean up
 * before it ends. A second Ctrl-C ends the process at once, with its tools and temporary folders.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let stoppedAt: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      const now = performance.now();
      if (stoppedAt === undefined) {
        stoppedAt = now;
        controller.abort(new UserError('stopped.', interrupted));
      } else if (now - stoppedAt > samePress) {
        process.exit(interrupted);
      }
    });
  }
  return controller.signal;
}

/** Resolves when the signal aborts. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
