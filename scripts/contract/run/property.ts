import { count } from '../../lib/text.js';
import fc, { type Arbitrary } from 'fast-check';
import type { ContractCase } from '../case.js';
import type { CaseResult } from '../findings.js';
import { endedEarly } from './run-result.js';
import { skipped } from './session.js';

/** How many requests are spent on making a counterexample smaller. */
const shrinkBudget = 200;

/**
 * Sends random cases until one breaks the contract, and makes that one as small as it can be.
 *
 * @param planned - how it is reported if nothing was sent
 * @param halted - whether the run has ended
 * @returns the result of the smallest case that breaks the contract; otherwise that of the last case,
 *   standing for all
 */
export async function tryProperty(
  planned: ContractCase,
  cases: Arbitrary<ContractCase>,
  { seed, runs }: { readonly seed: number; readonly runs: number },
  send: (one: ContractCase) => Promise<CaseResult>,
  halted: () => boolean,
): Promise<CaseResult> {
  const { id } = planned;
  let broken: CaseResult | undefined;
  let last: CaseResult | undefined;
  let open: CaseResult | undefined;
  let shrinking = 0;
  const property = fc.asyncProperty(cases, async (one) => {
    // Without an answer there is nothing to compare smaller cases with.
    const isInVain = broken?.answer === undefined && broken !== undefined;
    const isSpent = broken !== undefined && (shrinking += 1) > shrinkBudget;
    // To go on would make millions of smaller cases, only to send none of them.
    if (halted() || isInVain || isSpent) throw new fc.PreconditionFailure(true);
    const result = await send(one);
    if (result.outcome === 'broken') {
      // A smaller case counts only if it breaks the contract in the same way.
      if (broken && broken.findings[0]?.name !== result.findings[0]?.name) return true;
      broken = result;
      return false;
    }
    if (result.outcome === 'inconclusive') open ??= result;
    // One that the server cannot judge stands for nothing, unless there are no others.
    if (result.outcome !== 'skipped') last = result;
    else last ??= result;
    return true;
  });
  const { counterexamplePath } = await fc.check(property, { seed, numRuns: runs });
  if (broken !== undefined) {
    const repeat = `Found by a random request; seed ${seed}, path ${counterexamplePath ?? ''}.`;
    const findings = broken.findings.map((finding) => ({
      ...finding,
      message: `${finding.message} ${repeat}`,
    }));
    return { ...broken, case: { ...broken.case, id }, findings };
  }
  const shown = open ?? last;
  if (shown === undefined) return skipped(planned, endedEarly);
  const name = `${count(runs, 'random request')}, the last: ${shown.case.name}`;
  return { ...shown, case: { ...shown.case, id, name } };
}
