import { Worker } from 'node:worker_threads';
import { UserError } from '../../lib/cli.js';
import type { JsonObject } from '../../lib/description.js';
import { couldNotRun } from '../http/target.js';
import type { MutantResult } from './mutant.js';

/** What each worker starts with. */
export interface WorkerSetup {
  readonly document: JsonObject;
  /** Runs the mutants of this operator only. */
  readonly operator: string | undefined;
  /** Groups of cases that are left out. */
  readonly without: readonly string[];
}

/** What a worker reports of an operation, whose id it was sent. */
export type Report = { readonly operation: string } & (
  | { readonly kind: 'started'; readonly cases: number }
  | { readonly kind: 'results'; readonly results: readonly MutantResult[] }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string }
);

/**
 * Runs the mutants of operations on several threads.
 *
 * @param operations - ids, those that take longest first
 * @param signal - ends the run early when aborted
 * @throws UserError if the unchanged provider fails the suite, or Prism refuses the description
 */
export async function runInPool(
  setup: WorkerSetup,
  operations: readonly string[],
  count: number,
  signal: AbortSignal,
  onReport: (report: Report) => void,
): Promise<void> {
  const waiting = [...operations];
  const file = new URL('./start-worker.js', import.meta.url);
  const workers = Array.from(
    { length: Math.min(count, waiting.length) },
    () => new Worker(file, { workerData: setup }),
  );
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await Promise.race([stopped, Promise.all(workers.map(drive))]);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  function drive(worker: Worker): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (text: string) => reject(new UserError(text, couldNotRun));
      const next = () => {
        const operation = waiting.shift();
        if (operation === undefined) resolve();
        else worker.postMessage(operation);
      };
      worker.on('message', (report: Report) => {
        onReport(report);
        if (report.kind === 'failed') fail(`${report.operation} cannot be run: ${report.reason}`);
        if (report.kind === 'done') next();
      });
      worker.on('error', (error) => fail(`a worker broke off: ${error.message}`));
      next();
    });
  }
}
