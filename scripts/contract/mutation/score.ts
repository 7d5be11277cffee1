import type { MutantResult, Verdict } from './mutant.js';

/** How many mutants there are, by what became of them. */
export type Tally = Readonly<Record<Verdict['state'], number>>;

/** Counts results. */
export function tallyOf(results: readonly MutantResult[]): Tally {
  const tally = { killed: 0, survived: 0, notJudged: 0 };
  for (const { verdict } of results) tally[verdict.state] += 1;
  return tally;
}

/** What results are put together by. */
type Grouping = 'operator' | 'operationId';

/** Results by what their mutants have in common, in the order in which it first came. */
export function resultsBy(
  grouping: Grouping,
  results: readonly MutantResult[],
): [name: string, results: MutantResult[]][] {
  const groups = new Map<string, MutantResult[]>();
  for (const result of results) {
    const name = result.mutant[grouping];
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(result);
  }
  return [...groups];
}

/** Counts results by what their mutants have in common. */
export function talliesBy(
  grouping: Grouping,
  results: readonly MutantResult[],
): [name: string, tally: Tally][] {
  return resultsBy(grouping, results).map(([name, group]) => [name, tallyOf(group)]);
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
