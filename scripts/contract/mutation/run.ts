import { UserError } from '../../lib/cli.js';
import { objectAt, type Description } from '../../lib/openapi/document.js';
import { couldNotRun } from '../http/target.js';
import { requireKnown } from '../run/choice.js';
import { inlinedOperations, type InlinedOperation } from './inline.js';
import { providers, type MutantResult, type ProviderName } from './mutant.js';
import { runInPool, type Report } from './pool.js';

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
export interface MutationRun {
  /** By operation in the order of the description, then in the order of the mutants. */
  readonly results: readonly MutantResult[];
  /** How many cases of the suite were there for each operation that was reached. */
  readonly cases: Readonly<Record<string, number>>;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** In milliseconds. */
  readonly duration: number;
  readonly interrupted: boolean;
}

/**
 * Runs every mutant of a description.
 *
 * @throws UserError with exit code 2 if there is no such operation or operator, or the unchanged provider
 * fails the suite
 */
export async function runMutation(options: MutationOptions): Promise<MutationRun> {
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
    results: [...found.values()].flat(),
    cases,
    startedAt,
    duration: performance.now() - start,
    interrupted: signal.aborted,
  };
}

/** How much there is to ask of a request, which is what a run takes its time for. */
function weightOf({ description, pointer }: InlinedOperation): number {
  const { parameters, requestBody } = objectAt(description, pointer);
  return JSON.stringify([parameters, requestBody]).length;
}
