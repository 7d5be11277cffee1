import { capabilities, type Capability } from '../case.js';
import type { CaseResult } from '../findings.js';
import type { RunResult } from './run-result.js';

/** Why requests that write are not sent. */
export const writesReason = 'It writes, which needs --allow-writes.';

/** Why a case is not sent that needs what the server cannot do. */
export function capabilityReason(name: Capability): string {
  return `It needs a server that ${capabilities[name]} (${name}).`;
}

/** Counts results by their outcome and their reason. */
export function tally(
  results: readonly CaseResult[],
): Pick<RunResult, 'counts' | 'skippedFor' | 'inconclusiveFor'> {
  const counts = { kept: 0, broken: 0, inconclusive: 0, skipped: 0 };
  const reasons = { skipped: {}, inconclusive: {} } as Record<string, Record<string, number>>;
  for (const { outcome, reason = '' } of results) {
    counts[outcome] += 1;
    const own = reasons[outcome];
    if (own !== undefined) own[reason] = (own[reason] ?? 0) + 1;
  }
  return {
    counts,
    skippedFor: reasons['skipped'] ?? {},
    inconclusiveFor: reasons['inconclusive'] ?? {},
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
  const answers = results.flatMap(({ answer }) => answer ?? []);
  if (answers.length === 0) return 'Nothing was answered, so the run proves nothing.';
  const success = results.some(
    ({ outcome, answer }) => outcome !== 'skipped' && answer !== undefined && answer.status < 300,
  );
  if (accepted || success) return undefined;
  const refusals = answers.filter(({ status }) => status === 401 || status === 403).length;
  return refusals * 2 > answers.length
    ? 'The server refused every request, mostly for its credentials, so the run proves nothing: are the credentials in the environment right?'
    : 'The server accepted no request at all, so its refusals prove nothing.';
}
