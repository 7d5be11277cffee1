import type { MutantResult, Verdict } from './mutant.js';

/** How many mutants there are, by what became of them. */
export type Tally = Readonly<Record<Verdict['state'], number>>;

/** A tally for each of several names, in the order in which they first came. */
export type Tallies = readonly (readonly [name: string, tally: Tally])[];

/** Counts results. */
export function tallyOf(results: readonly MutantResult[]): Tally {
  const tally = { killed: 0, survived: 0, equivalent: 0, notJudged: 0 };
  for (const { verdict } of results) tally[verdict.state] += 1;
  return tally;
}

/** Results by a member of their mutants, in the order in which its values first came. */
export function resultsBy(
  member: 'operator' | 'operationId',
  results: readonly MutantResult[],
): (readonly [name: string, results: readonly MutantResult[]])[] {
  const groups = new Map<string, MutantResult[]>();
  for (const result of results) {
    const group = groups.get(result.mutant[member]) ?? [];
    groups.set(result.mutant[member], group);
    group.push(result);
  }
  return [...groups];
}

/** Counts results by a member of their mutants. */
export function talliesBy(...grouping: Parameters<typeof resultsBy>): Tallies {
  return resultsBy(...grouping).map(([name, results]) => [name, tallyOf(results)]);
}

/** The share of the judged mutants that were killed, from 0 to 1; undefined if there is none. */
export function scoreOf({ killed, survived }: Tally): number | undefined {
  return killed + survived === 0 ? undefined : killed / (killed + survived);
}

/** A score in per cent, rounded down, so that 100 % means all. */
export function percent(score: number | undefined): string {
  if (score === undefined) return 'none';
  return score === 1 ? '100 %' : `${(Math.floor(score * 10_000) / 100).toFixed(2)} %`;
}
