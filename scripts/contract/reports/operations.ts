import type { CaseResult } from '../findings.js';
import type { RunResult } from '../run/run-result.js';

/** Where cases stand that belong to no operation. */
export const otherCases = 'other methods and paths';

/** The results of one operation. */
export interface OperationResults {
  /** Its id, or {@link otherCases}. */
  readonly name: string;
  readonly results: readonly CaseResult[];
  readonly counts: Readonly<Record<CaseResult['outcome'], number>>;
  /** Statuses that the server answered, in ascending order. */
  readonly statuses: readonly number[];
}

/** Groups results by operation in the order in which these first come; the others stand last. */
export function byOperation({ results }: Pick<RunResult, 'results'>): OperationResults[] {
  const groups = new Map<string | undefined, CaseResult[]>();
  for (const result of results) {
    const list = groups.get(result.case.operationId) ?? [];
    groups.set(result.case.operationId, list);
    list.push(result);
  }
  return [...groups]
    .sort(([a], [b]) => Number(a === undefined) - Number(b === undefined))
    .map(([name, list]) => ({
      name: name ?? otherCases,
      results: list,
      counts: countOutcomes(list),
      statuses: [...new Set(list.flatMap(({ answer }) => answer?.status ?? []))].sort(
        (a, b) => a - b,
      ),
    }));
}

function countOutcomes(results: readonly CaseResult[]): Record<CaseResult['outcome'], number> {
  const counts = { kept: 0, broken: 0, inconclusive: 0, skipped: 0 };
  for (const { outcome } of results) counts[outcome] += 1;
  return counts;
}
