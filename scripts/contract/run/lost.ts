import type { ContractCase } from '../case.js';
import type { CaseResult } from '../findings.js';
import { count } from '../text.js';

/** How many requests may be lost before a run proves too little, and which share of all. */
const most = { number: 10, share: 0.05 };

const unknownText =
  'There was no answer, and the request may have been carried out, so it is not sent again.';

/** Why a run cannot go on in which too many requests were not answered, as a sentence. */
export function lossText(results: Iterable<CaseResult>, address: string): string | undefined {
  const sent = [...results].filter(({ outcome }) => outcome !== 'skipped');
  const lost = sent.filter((one) => one.lost).length;
  if (lost <= Math.max(most.number, sent.length * most.share)) return undefined;
  return `${address} gave no answer to ${lost} of ${count(sent.length, 'request')}; is it overloaded? Try --concurrency, --rate or --timeout.`;
}

/**
 * Looks again at a request that was not answered, when nothing else is under way: only if it shows again
 * what it showed is it a finding.
 *
 * @param isRead - whether it changes nothing on the server
 */
export async function lookAgain(
  result: CaseResult,
  isRead: boolean,
  send: (one: ContractCase) => Promise<CaseResult>,
): Promise<CaseResult> {
  // A request that must be refused may come twice as well.
  if (!isRead && ['accepted', 'example'].includes(result.case.expected.kind)) {
    return { ...result, outcome: 'inconclusive', findings: [], reason: unknownText };
  }
  const again = await send(result.case);
  if (!again.lost) return again;
  const findings = again.findings.map((finding) => ({
    ...finding,
    message: `${finding.message} It was the same again when nothing else was under way.`,
  }));
  const { lost: _, ...known } = again;
  return { ...known, findings };
}
