import { UserError } from '../../lib/cli.js';
import type { Description } from '../../lib/description.js';
import { couldNotRun, requireFresh, withListed, type ListedEquivalent } from './equivalents.js';
import { inlinedOperations } from './inline.js';
import type { MutantResult } from './mutant.js';
import { playAll } from './pool.js';

/** What is played, and how. */
export interface MutationOptions {
  readonly description: Description;
  /** Plays the mutants of this operator only. */
  readonly operator?: string;
  /** Plays the mutants of this operation only. */
  readonly operation?: string;
  /** How many threads. */
  readonly workers: number;
  readonly equivalents: readonly ListedEquivalent[];
  /** Leaves these groups of cases out of the suite, to see what they are there for. */
  readonly without: readonly string[];
  readonly signal: AbortSignal;
  /** Takes the state of the run whenever it has changed. */
  readonly progress: (state: Progress) => void;
}

/** How far a run has come. */
export interface Progress {
  readonly operations: number;
  readonly done: number;
  readonly played: number;
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
 * Plays every mutant of a description.
 *
 * @throws UserError with exit code 2 if there is nothing to play, the unchanged provider fails the
 * suite, or the list of equivalent mutants is stale
 */
export async function runMutation(options: MutationOptions): Promise<MutationRun> {
  const { description, operation, operator, equivalents, signal } = options;
  const all = inlinedOperations(description);
  const ids = all.map((one) => one.operation.id);
  if (operation !== undefined && !ids.includes(operation)) {
    throw new UserError(
      `there is no operation ${operation}; there are ${ids.join(', ')}.`,
      couldNotRun,
    );
  }
  if (ids.length === 0) {
    throw new UserError('the description has no operations, so there are no mutants.', couldNotRun);
  }
  const operations = all.filter((one) => operation === undefined || one.operation.id === operation);
  const found = new Map<string, MutantResult[]>();
  const cases: Record<string, number> = {};
  const state = { operations: operations.length, done: 0, played: 0, survived: 0 };
  const startedAt = new Date().toISOString();
  const start = performance.now();
  const { interrupted } = await playAll({
    description,
    operations,
    operator,
    without: options.without,
    workers: options.workers,
    signal,
    tell: (news) => {
      if (news.kind === 'staged') {
        cases[news.operation] = news.cases;
        found.set(news.operation, []);
      } else if (news.kind === 'done') {
        state.done += 1;
      } else {
        found.get(news.operation)?.push(...news.results);
        state.played += news.results.length;
        state.survived += news.results.filter(({ verdict }) => verdict.state === 'survived').length;
      }
      options.progress({ ...state });
    },
  });
  const results = ids.flatMap((id) => found.get(id) ?? []);
  if (!interrupted && results.length === 0) {
    throw new UserError(
      operator === undefined
        ? 'there are no mutants.'
        : `there are no mutants of the operator "${operator}"; run it with --help to see where the names are told.`,
      couldNotRun,
    );
  }
  const chosen = equivalents.filter(
    (one) =>
      (operation === undefined || one.operation === operation) &&
      (operator === undefined || one.operator === operator),
  );
  // With a part of the suite or of the run missing, nothing can be said of the list.
  if (!interrupted && options.without.length === 0) requireFresh(results, chosen);
  return {
    results: withListed(results, chosen),
    cases,
    startedAt,
    duration: performance.now() - start,
    interrupted,
  };
}
