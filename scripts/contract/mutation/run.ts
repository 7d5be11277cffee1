import { Worker } from 'node:worker_threads';
import { UserError } from '../../lib/cli.js';
import { objectAt, type Description, type JsonObject } from '../../lib/openapi/document.js';
import { aborted } from '../../lib/stop-signal.js';
import { couldNotRun } from '../http/target.js';
import { requireKnown } from '../run/choice.js';
import { inlinedOperations, type InlinedOperation } from './inline.js';
import { providers, type MutantResult, type ProviderName } from './mutant.js';

/** What is run, and how. */
export interface MutationOptions {
  readonly description: Description;
  /** Runs the mutants of this operator only. */
  readonly operator: string | undefined;
  /** Runs the mutants of these operations only. */
  readonly chosen: readonly string[] | undefined;
  /** How many threads. */
  readonly workers: number;
  /** What the mutants are run on; both if undefined, where the sandbox plays the description. */
  readonly on: ProviderName | undefined;
  /** Lets what several operations refer to drift in each of them, and not in the first alone. */
  readonly exhaustive: boolean;
  /** Leaves these groups of cases out of the suite, to see what they are there for. */
  readonly without: readonly string[];
  readonly signal: AbortSignal;
  /** Hears of the state of the run whenever it has changed. */
  readonly onProgress: (state: Progress) => void;
}

/** How far a run has come. */
export interface Progress {
  readonly operations: number;
  readonly done: number;
  readonly mutants: number;
  readonly survived: number;
}

/** What a run came to, also one that ended early. */
export type MutationRun = Awaited<ReturnType<typeof runMutation>>;

/** What each worker starts with. */
export interface WorkerSetup extends Pick<MutationOptions, 'operator' | 'without'> {
  readonly document: JsonObject;
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
 * Runs every mutant of a description.
 *
 * @throws UserError with exit code 2 if there is no such operation or operator, or the unchanged provider
 * fails the suite
 */
export async function runMutation(options: MutationOptions) {
  const { description, chosen, operator, without, exhaustive, workers, signal } = options;
  const all = inlinedOperations(description);
  const ids = all.map((one) => one.operation.id);
  for (const id of chosen ?? []) requireKnown('--operation', id, ids);
  const operations = all.filter((one) => chosen?.includes(one.operation.id) ?? true);
  const played = options.on === 'mock' ? undefined : (await import('./sandbox.js')).operations;
  const hasState = ids.some((id) => played?.has(id));
  const on = providers.filter((one) => (options.on ?? one) === one && (one === 'mock' || hasState));
  if (on.length === 0) {
    throw new UserError('the sandbox plays no operation of this description.', couldNotRun);
  }
  const found = new Map(ids.map((id): [string, MutantResult[]] => [id, []]));
  const cases: Record<string, number> = {};
  const state = { operations: operations.length, done: 0, mutants: 0, survived: 0 };
  const startedAt = new Date().toISOString();
  const start = performance.now();
  const onReport = (report: Report) => {
    cases[report.operation] = report.cases;
    found.get(report.operation)?.push(...report.results);
    if (report.done) state.done += 1;
    state.mutants += report.results.length;
    state.survived += report.results.filter((one) => one.verdict.state === 'survived').length;
    options.onProgress({ ...state });
  };
  // The longest first, so that no thread is left alone with one at the end.
  const longestFirst = operations
    .toSorted((one, other) => weightOf(other) - weightOf(one))
    .map((one) => one.operation.id);
  const setup = {
    ...{ document: description.document, operator, without, on },
    sharing: exhaustive ? [] : operations.map((one) => one.operation.id),
  };
  await runInPool(setup, longestFirst, workers, signal, onReport);
  if (operator !== undefined && state.mutants === 0 && !signal.aborted) {
    throw new UserError(
      `there are no mutants of the operator "${operator}"; a run without --operator lists the names.`,
      couldNotRun,
    );
  }
  return {
    /** By operation in the order of the description, then in the order of the mutants. */
    results: [...found.values()].flat(),
    /** How many cases of the suite were there for each operation that was reached. */
    cases,
    /** ISO 8601, UTC. */
    startedAt,
    /** In milliseconds. */
    duration: performance.now() - start,
    interrupted: signal.aborted,
  };
}

/** How much there is to ask of a request, which is what a run takes its time for. */
function weightOf({ description, pointer }: InlinedOperation): number {
  const { parameters, requestBody } = objectAt(description, pointer);
  return JSON.stringify([parameters, requestBody]).length;
}

/**
 * Runs the mutants of operations on several threads.
 *
 * @param operations - ids, those that take longest first
 * @param signal - ends the run early when aborted
 * @throws UserError if the unchanged provider fails the suite, or Prism refuses the description
 */
async function runInPool(
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
