import type { MutantResult } from './mutant.js';

/** How many mutants there are, by what became of them. */
export interface Tally {
  readonly killed: number;
  readonly survived: number;
  readonly equivalent: number;
}

/** A tally for each of several names, in the order in which they first came. */
export type Tallies = readonly (readonly [name: string, tally: Tally])[];

/** Counts results. */
export function tallyOf(results: readonly MutantResult[]): Tally {
  const tally = { killed: 0, survived: 0, equivalent: 0 };
  for (const { verdict } of results) tally[verdict.state] += 1;
  return tally;
}

/** Counts results by a name, for example that of their operator. */
export function talliesBy(
  results: readonly MutantResult[],
  nameOf: (result: MutantResult) => string,
): Tallies {
  const groups = new Map<string, MutantResult[]>();
  for (const result of results) {
    const name = nameOf(result);
    const group = groups.get(name) ?? [];
    group.push(result);
    groups.set(name, group);
  }
  return [...groups].map(([name, group]) => [name, tallyOf(group)]);
}

/**
 * The share of the mutants noticed, of those that can be: from 0 to 1; undefined if there is none.
 */
export function scoreOf({ killed, survived }: Tally): number | undefined {
  return killed + survived === 0 ? undefined : killed / (killed + survived);
}

/** A score in per cent, rounded down, so that 100 % means all. */
export function percent(score: number | undefined): string {
  if (score === undefined) return 'none';
  return score === 1 ? '100 %' : `${(Math.floor(score * 10_000) / 100).toFixed(2)} %`;
}
