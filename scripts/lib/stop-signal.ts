import { UserError } from './cli.js';

/** Exit code of a command that Ctrl-C ended: 128 and the number of SIGINT. */
const interrupted = 130;

/**
 * A signal that aborts on Ctrl-C or SIGTERM, so that a command can clean up before it ends.
 * A second Ctrl-C ends the process at once.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort(new UserError('stopped.', interrupted)));
  }
  return controller.signal;
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
