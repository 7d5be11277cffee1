import type { Description } from '../../lib/openapi/document.js';
import { keysOf } from '../../lib/openapi/pointer.js';
import { causesOf, expectationText, extentText, otherCases, type Cause } from '../causes.js';
import { coverageOf } from '../coverage/index.js';
import { countOutcomes, findingKinds, findingTitle, groupedBy, outcomes } from '../findings.js';
import type { Locator } from '../locations.js';
import type { RunResult } from '../run/run-result.js';
import { leftOut } from '../run/left-out.js';
import { count, cut } from '../../lib/text.js';

/** What every report of a run is written from. */
export type Report = ReturnType<typeof reportOf>;

/** A cause with the rule that is broken, and what reports say of it, each with the escapes of its format. */
export type LocatedCause = ReturnType<typeof locatedCause>;

/** How much of the body of an answer is shown, in characters. */
const mostOfBody = 1000;

/**
 * Puts together what the reports of a run are written from.
 *
 * @param chosen - ids of the operations that were chosen; all if undefined
 */
export function reportOf(
  run: RunResult,
  description: Description,
  locate: Locator = () => undefined,
  chosen?: readonly string[],
) {
  const located = (results: RunResult['results']): LocatedCause[] =>
    causesOf(results).map((cause) => locatedCause(cause, locate));
  return {
    run,
    coverage: coverageOf(description, run.results, {
      choosesAnswers: run.capabilities['choose-answer'],
      chosen,
    }),
    causes: located(run.results),
    /** What differs from our reading of the sources alone, so that it fails nothing. */
    notes: located(run.results.map((one) => ({ ...one, findings: one.notes ?? [] }))),
    /** What of the description no request was made for, as sentences. */
    leftOut: leftOut(description, run.results, chosen),
  };
}

function locatedCause(cause: Cause, locate: Locator) {
  const { finding, example } = cause;
  const { case: one, answer } = example;
  const rule = finding.pointer ?? one.rule.pointer;
  const location = locate(rule);
  return {
    ...cause,
    /** JSON pointer to the rule. */
    rule,
    /** Of the rule, if it is known. */
    location,
    /** The last part of the pointer: `required`, `maximum`, `responses`, … */
    keyword: keysOf(rule).at(-1) ?? '',
    /** `spec/paths/pets.yaml:12`, or the JSON pointer where no file is known. */
    place: location === undefined ? rule : `${location.file}:${location.line}`,
    title: findingTitle(finding),
    meaning: findingKinds[finding.name][0],
    /** Where it shows, and how often. */
    extent: extentText(cause),
    /** What the contract allows as the answer to the example, and what came. */
    expected: expectationText(one.expected),
    answered: answer ? `${answer.status} ${answer.mediaType}`.trim() : 'no answer',
    /** The beginning of the body of the answer; empty if there is none. */
    body: cut(answer?.text ?? '', mostOfBody),
  };
}

/** How many cases have each outcome, in words. */
export function countsText({ counts }: Pick<RunResult, 'counts'>): string {
  return outcomes.map((outcome) => `${counts[outcome]} ${outcome}`).join(', ');
}

/** What notes are, as a sentence. */
export const notesMeaning =
  'They differ from a reading of the sources that none of them states, so they fail nothing.';

/** The results of one operation. */
export type OperationResults = ReturnType<typeof operationResults>[number];

/** Groups results by operation in the order in which these first come; the others stand last. */
export function operationResults({ results }: Pick<RunResult, 'results'>) {
  return [...groupedBy(results, (one) => one.case.operationId)]
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

/**
 * What a run says of the server as a whole: a finding is a finding even when the run broke off after it,
 * and `incomplete` says that neither is known, because not every case was tried, or none in earnest.
 */
export function verdictOf({ run, causes }: Pick<Report, 'run' | 'causes'>): {
  readonly kind: 'kept' | 'broken' | 'incomplete';
  readonly sentence: string;
} {
  const { counts, results, interrupted, stopped, worthless } = run;
  const { kept, broken } = counts;
  const ending =
    stopped !== undefined
      ? ` The run broke off: ${stopped}`
      : interrupted
        ? ' The run was interrupted, so not every case was sent.'
        : '';
  if (broken > 0) {
    const sentence = `The contract is broken: ${count(causes.length, 'finding')} in ${broken} of ${kept + broken} judged cases.${ending}`;
    return { kind: 'broken', sentence };
  }
  if (worthless !== undefined) return { kind: 'incomplete', sentence: worthless };
  if (ending !== '') return { kind: 'incomplete', sentence: `Nothing broken so far.${ending}` };
  const rest = results.length - kept;
  const left = rest === 0 ? '' : ` Cases that judge nothing: ${rest}.`;
  return { kind: 'kept', sentence: `The contract is kept: all ${kept} judged cases.${left}` };
}
