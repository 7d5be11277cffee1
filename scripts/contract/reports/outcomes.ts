import { byOperation, countOutcomes } from '../findings.js';
import type { RunResult } from '../run/run-result.js';

/** Where cases stand that belong to no operation. */
export const otherCases = 'other methods and paths';

/** The results of one operation. */
export type OperationResults = ReturnType<typeof operationResults>[number];

/** Groups results by operation in the order in which these first come; the others stand last. */
export function operationResults({ results }: Pick<RunResult, 'results'>) {
  return [...byOperation(results)]
    .sort(([a], [b]) => Number(a === undefined) - Number(b === undefined))
    .map(([name = otherCases, own]) => ({
      /** The id of the operation, or {@link otherCases}. */
      name,
      results: own,
      counts: countOutcomes(own),
      /** Those that the server answered, in ascending order. */
      statuses: [...new Set(own.flatMap(({ answer }) => answer?.status ?? []))].sort(
        (a, b) => a - b,
      ),
    }));
}

/** What a run says of the server as a whole. */
export interface Verdict {
  /** `incomplete`: neither can be said, because not every case was tried. */
  readonly kind: 'kept' | 'broken' | 'incomplete';
  readonly sentence: string;
}

/** The verdict of a run: a finding is a finding even when the run broke off after it. */
export function verdictOf(run: RunResult): Verdict {
  const { counts, results, interrupted, stopped, worthless } = run;
  const { kept, broken } = counts;
  const ending =
    stopped !== undefined
      ? ` The run broke off: ${stopped}`
      : interrupted
        ? ' The run was interrupted, so not every case was sent.'
        : '';
  if (broken > 0) {
    const sentence = `The contract is broken: ${broken} of ${kept + broken} judged cases.${ending}`;
    return { kind: 'broken', sentence };
  }
  if (worthless !== undefined) return { kind: 'broken', sentence: `${worthless}${ending}` };
  if (ending !== '') return { kind: 'incomplete', sentence: `Nothing broken so far.${ending}` };
  const rest = results.length - kept;
  const left = rest === 0 ? '' : ` Cases that judge nothing: ${rest}.`;
  return { kind: 'kept', sentence: `The contract is kept: all ${kept} judged cases.${left}` };
}
