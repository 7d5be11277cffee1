import type { RunResult } from '../run/run-result.js';

/** What a run says of the server as a whole. */
export interface Verdict {
  /** `incomplete`: neither can be said, because not every case was tried. */
  readonly kind: 'kept' | 'broken' | 'incomplete';
  readonly sentence: string;
}

/** Judges a run: a finding is a finding even when the run broke off after it. */
export function verdictOf(run: RunResult): Verdict {
  const { kept, broken } = run.counts;
  if (broken > 0) {
    return {
      kind: 'broken',
      sentence: `The contract is broken: ${broken} of ${kept + broken} judged cases.${ending(run)}`,
    };
  }
  if (run.worthless !== undefined) {
    return { kind: 'broken', sentence: `${run.worthless}${ending(run)}` };
  }
  if (run.interrupted || run.stopped !== undefined) {
    return { kind: 'incomplete', sentence: `Nothing broken so far.${ending(run)}` };
  }
  const rest = run.results.length - kept;
  const left = rest === 0 ? '' : ` Cases that judge nothing: ${rest}.`;
  return { kind: 'kept', sentence: `The contract is kept: all ${kept} judged cases.${left}` };
}

function ending({ interrupted, stopped }: RunResult): string {
  if (stopped !== undefined) return ` The run broke off: ${stopped}`;
  return interrupted ? ' The run was interrupted, so not every case was sent.' : '';
}
