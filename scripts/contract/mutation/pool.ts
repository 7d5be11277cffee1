import { Worker } from 'node:worker_threads';
import { UserError } from '../../lib/cli.js';
import type { Description, JsonObject } from '../../lib/description.js';
import { couldNotRun } from './equivalents.js';
import type { InlinedOperation } from './inline.js';
import type { MutantResult } from './mutant.js';
import { operationOf } from './operators/parameters.js';

/** What each worker starts with. */
export interface WorkerSetup {
  readonly document: JsonObject;
  /** Plays the mutants of this operator only. */
  readonly operator: string | undefined;
  /** Groups of cases that are left out. */
  readonly without: readonly string[];
}

/** Tells a worker to play the mutants of an operation. */
export interface ToWorker {
  readonly operation: string;
}

/** What a worker tells. */
export type FromWorker =
  | {
      readonly kind: 'staged';
      readonly operation: string;
      readonly mutants: number;
      readonly cases: number;
    }
  | {
      readonly kind: 'played';
      readonly operation: string;
      readonly results: readonly MutantResult[];
    }
  | { readonly kind: 'done'; readonly operation: string }
  | { readonly kind: 'failed'; readonly operation: string; readonly reason: string };

/** How the mutants are played. */
export interface PoolOptions {
  readonly description: Description;
  readonly operations: readonly InlinedOperation[];
  readonly operator: string | undefined;
  readonly without: readonly string[];
  /** How many threads. */
  readonly workers: number;
  /** Ends the run early when aborted; what was played until then is kept. */
  readonly signal: AbortSignal;
  /** Takes news as they come. */
  readonly tell: (news: Exclude<FromWorker, { kind: 'failed' }>) => void;
}

/**
 * Plays the mutants of all operations on several threads.
 *
 * @returns whether it was ended early
 * @throws UserError if the unchanged provider fails the suite, or Prism refuses the description
 */
export async function playAll(options: PoolOptions): Promise<{ interrupted: boolean }> {
  const { description, operator, without, signal, tell } = options;
  // The longest first, so that no thread is left alone with one at the end.
  const waiting = options.operations
    .toSorted((one, other) => weightOf(other) - weightOf(one))
    .map(({ operation }) => operation.id);
  const workers: Worker[] = [];
  const setup: WorkerSetup = { document: description.document, operator, without };
  let stop: () => void = () => {};
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const count = Math.min(options.workers, waiting.length);
    const running = Array.from({ length: count }, () => {
      const worker = new Worker(new URL('./start-worker.js', import.meta.url), {
        workerData: setup,
      });
      workers.push(worker);
      return drive(worker);
    });
    await Promise.race([stopped, Promise.all(running)]);
  } finally {
    signal.removeEventListener('abort', stop);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return { interrupted: signal.aborted };

  function drive(worker: Worker): Promise<void> {
    return new Promise((resolve, reject) => {
      const next = () => {
        const operation = waiting.shift();
        if (operation === undefined) resolve();
        else worker.postMessage({ operation } satisfies ToWorker);
      };
      worker.on('message', (message: FromWorker) => {
        if (message.kind === 'failed') {
          reject(
            new UserError(`${message.operation} cannot be played: ${message.reason}`, couldNotRun),
          );
          return;
        }
        tell(message);
        if (message.kind === 'done') next();
      });
      worker.on('error', (error) =>
        reject(new UserError(`a worker broke off: ${error.message}`, couldNotRun)),
      );
      next();
    });
  }
}

/** How much there is to ask of a request, which is what playing takes its time for. */
function weightOf(inlined: InlinedOperation): number {
  const { parameters, requestBody } = operationOf(inlined);
  return JSON.stringify([parameters, requestBody]).length;
}
