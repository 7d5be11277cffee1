import { UserError } from '../../lib/cli.js';
import type { Mutant, MutantResult } from './mutant.js';

/** A mutant that was looked at by a person and makes no difference, with the reason. */
export interface ListedEquivalent {
  readonly operation: string;
  /** JSON pointer into the bundled description. */
  readonly site: string;
  readonly operator: string;
  /** What is done there, when the operator does several things in one place. */
  readonly what?: string;
  readonly reason: string;
}

/** Whether an entry of the list speaks of a mutant. */
function isListed(
  { operation, site, operator, what }: ListedEquivalent,
  mutant: Omit<Mutant, 'play'>,
): boolean {
  return (
    operation === mutant.operationId &&
    site === mutant.pointer &&
    operator === mutant.operator &&
    (what === undefined || what === mutant.what)
  );
}

/** Results in which survivors that are on the list count as equivalent, with the reason of the list. */
export function withListed(
  results: readonly MutantResult[],
  list: readonly ListedEquivalent[],
): MutantResult[] {
  return results.map((result) => {
    const entry = list.find((one) => isListed(one, result.mutant));
    return entry !== undefined && result.verdict.state === 'survived'
      ? { ...result, verdict: { state: 'equivalent', reason: entry.reason } }
      : result;
  });
}

/**
 * Refuses a list that has gone stale.
 *
 * @param results - of all mutants of the operations that the run is about
 * @throws UserError if an entry speaks of no mutant, or of one that the suite notices
 */
export function requireFresh(
  results: readonly MutantResult[],
  list: readonly ListedEquivalent[],
): void {
  for (const entry of list) {
    const shown = `"${entry.operator}" of ${entry.operation} at ${entry.site}`;
    const found = results.filter(({ mutant }) => isListed(entry, mutant));
    if (found.length === 0) {
      throw new UserError(
        `the list of equivalent mutants names ${shown}, but there is no such mutant; take the entry out.`,
        couldNotRun,
      );
    }
    if (!found.some(({ verdict }) => verdict.state === 'survived')) {
      throw new UserError(
        `the list of equivalent mutants names ${shown}, which needs no entry: it is noticed, or proved to be equivalent; take the entry out.`,
        couldNotRun,
      );
    }
  }
}

/** Exit code for a run that could not take place. */
export const couldNotRun = 2;

/** Reads a list from JSON: an array of entries with `operation`, `site`, `operator` and `reason`. */
export function readEquivalents(text: string, file: string): ListedEquivalent[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw new UserError(`${file} is no JSON; write an array of equivalent mutants.`, couldNotRun);
  }
  const names = ['operation', 'site', 'operator', 'reason'];
  if (
    !Array.isArray(list) ||
    !list.every((one: unknown) =>
      names.every((name) => typeof (one as Record<string, unknown> | null)?.[name] === 'string'),
    )
  ) {
    throw new UserError(
      `${file} must be an array of objects, each with the texts ${names.join(', ')}.`,
      couldNotRun,
    );
  }
  return list as ListedEquivalent[];
}
