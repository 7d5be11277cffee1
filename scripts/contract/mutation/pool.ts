import { Worker } from 'node:worker_threads';
import { UserError } from '../../lib/cli.js';
import type { JsonObject } from '../../lib/openapi/document.js';
import { aborted } from '../../lib/stop-signal.js';
import { couldNotRun } from '../http/target.js';
import type { MutantResult, ProviderName } from './mutant.js';

/** What each worker starts with. */
export interface WorkerSetup {
  readonly document: JsonObject;
  /** Runs the mutants of this operator only. */
  readonly operator: string | undefined;
  /** Groups of cases that are left out. */
  readonly without: readonly string[];
  /** The operations that share what they refer to. */
  readonly sharing: readonly string[];
  /** What the mutants are run on. */
  readonly on: readonly ProviderName[];
}

/** What a worker reports of an operation, whose id it was sent, now and then. */
export interface Report {
  readonly operation: string;
  /** How many cases of the suite there are. */
  readonly cases: number;
  /** Since the last report. */
  readonly results: readonly MutantResult[];
  /** Whether it was the last one. */
  readonly done: boolean;
}

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
  try {
    await Promise.race([aborted(signal), Promise.all(workers.map(drive))]);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  function drive(worker: Worker): Promise<void> {
    return new Promise((resolve, reject) => {
      let operation: string | undefined;
      const next = () => {
        operation = waiting.shift();
        if (operation === undefined) resolve();
        else worker.postMessage(operation);
      };
      const fail = (reason: string) =>
        reject(new UserError(`${operation} cannot be run: ${reason}`, couldNotRun));
      worker.on('message', (report: Report) => {
        onReport(report);
        if (report.done) next();
      });
      worker.on('error', ({ message }) => fail(message));
      worker.on('exit', (code) => fail(`its thread ended with exit code ${code}`));
      next();
    });
  }
}
