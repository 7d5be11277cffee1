import { providers, type MutantResult, type ProviderName, type Verdict } from './mutant.js';

/** How many mutants there are, by what became of them. */
export type Tally = Readonly<Record<Verdict['state'], number>>;

/** A tally for each of several names, in the order in which they first came. */
export type Tallies = readonly (readonly [name: string, tally: Tally])[];

/** Counts results. */
export function tallyOf(results: readonly MutantResult[]): Tally {
  const tally = { killed: 0, survived: 0, notJudged: 0 };
  for (const { verdict } of results) tally[verdict.state] += 1;
  return tally;
}

/** Results by a name of each, in the order in which the names first came. */
export function resultsBy(
  nameOf: (result: MutantResult) => string,
  results: readonly MutantResult[],
): (readonly [name: string, results: readonly MutantResult[]])[] {
  const groups = new Map<string, MutantResult[]>();
  for (const result of results) {
    const group = groups.get(nameOf(result)) ?? [];
    groups.set(nameOf(result), group);
    group.push(result);
  }
  return [...groups];
}

/** The operator of a result. */
export const operatorOf = ({ mutant }: MutantResult): string => mutant.operator;

/** The operation of a result. */
export const operationIdOf = ({ mutant }: MutantResult): string => mutant.operationId;

/** Counts results by a name of each. */
export function talliesBy(...grouping: Parameters<typeof resultsBy>): Tallies {
  return resultsBy(...grouping).map(([name, results]) => [name, tallyOf(results)]);
}

/** The share of the judged mutants that were killed, from 0 to 1; undefined if there is none. */
export function scoreOf({ killed, survived }: Tally): number | undefined {
  return killed + survived === 0 ? undefined : killed / (killed + survived);
}

/** The least scores that pass. */
export type Thresholds = Readonly<Record<ProviderName, number>>;

/** The results on each provider that any mutant was run on. */
export function resultsOn(
  results: readonly MutantResult[],
): (readonly [on: ProviderName, results: readonly MutantResult[]])[] {
  const found = providers.map((on) => [on, results.filter((one) => one.on === on)] as const);
  return found.filter(([, { length }]) => length > 0);
}

/** Whether each provider has a score that passes. */
export function passes(results: readonly MutantResult[], thresholds: Thresholds): boolean {
  return resultsOn(results).every(([on, own]) => (scoreOf(tallyOf(own)) ?? 1) >= thresholds[on]);
}

/** A score in per cent, rounded down, so that 100 % means all. */
export function percent(score: number | undefined): string {
  if (score === undefined) return 'none';
  return score === 1 ? '100 %' : `${(Math.floor(score * 10_000) / 100).toFixed(2)} %`;
}
