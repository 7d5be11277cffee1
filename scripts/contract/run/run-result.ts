import type { Capability } from '../case.js';
import type { Exclusion } from '../exclusions.js';
import { countOutcomes, type CaseResult } from '../findings.js';

/** What a run of the contract tests came to, also one that ended early. */
export interface RunResult extends Readonly<ReturnType<typeof tally>> {
  /** In the order of the plan, whatever the order in which the answers came. */
  readonly results: readonly CaseResult[];
  /** Repeats the run: two runs with one seed send the same requests in the same order. */
  readonly seed: number;
  /** Origin and path of the server; never credentials. */
  readonly target: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** In milliseconds. */
  readonly duration: number;
  /** What the server was taken to be able to do; undefined for what only its answers show. */
  readonly capabilities: Readonly<Record<Capability, boolean | undefined>>;
  /** Whether it was ended from outside (Ctrl-C), before every case was sent. */
  readonly interrupted: boolean;
  /** Why the run broke off, as a sentence; undefined if every case was sent. */
  readonly stopped: string | undefined;
  /** Why the run as a whole proves nothing, as a sentence: for example when every request was refused. */
  readonly worthless: string | undefined;
}

/** Whether a run says nothing of what it did not find. */
export function isPartial({ stopped, interrupted, worthless }: RunResult): boolean {
  return interrupted || stopped !== undefined || worthless !== undefined;
}

/** Why requests that write are not sent. */
export const writesReason = 'It writes, which needs --allow-writes.';

/** Why cases were not sent when a run ends before its end. */
export const endedEarly = 'The run ended early.';

/** Why a case is not sent that was excluded. */
export function excludedText({ text }: Exclusion): string {
  return `It is excluded by ${text}.`;
}

/** Exclusions that no case was left out for, each as a sentence. */
export function unusedExclusions(
  exclusions: readonly Exclusion[],
  { skippedFor }: Pick<RunResult, 'skippedFor'>,
): string[] {
  return exclusions
    .filter((one) => skippedFor[excludedText(one)] === undefined)
    .map(({ text }) => `--exclude ${text} leaves out nothing; remove it.`);
}

/** Counts results by their outcome and their reason. */
export function tally(results: readonly CaseResult[]) {
  const reasons = (wanted: CaseResult['outcome']): Readonly<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const { outcome, reason = '' } of results) {
      if (outcome === wanted) counts[reason] = (counts[reason] ?? 0) + 1;
    }
    return counts;
  };
  return {
    /** How many results have each outcome. */
    counts: countOutcomes(results),
    /** How many cases were not sent, by the reason that their results give. */
    skippedFor: reasons('skipped'),
    /** How many answers say nothing of the contract, by the reason that their results give. */
    inconclusiveFor: reasons('inconclusive'),
  };
}

/**
 * Why a run proves nothing, if it does not.
 *
 * @param accepted - whether a valid request was answered with a success before the run
 */
export function worthlessText(
  results: readonly CaseResult[],
  accepted: boolean,
): string | undefined {
  const statuses = results.flatMap(({ answer }) => answer?.status ?? []);
  if (statuses.length === 0) return 'No case was sent, so the run proves nothing.';
  if (accepted || statuses.some((status) => status < 300)) return undefined;
  return 'The server accepted no request at all, so its refusals prove nothing; does it know the ids of the examples? If not, give others by --values.';
}
