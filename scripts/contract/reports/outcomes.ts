import type { Description } from '../../lib/openapi/document.js';
import { keysOf } from '../../lib/openapi/pointer.js';
import {
  answerText,
  bodyExcerpt,
  causesOf,
  expectationText,
  extentText,
  type Cause,
} from '../causes.js';
import { coverageOf, type Coverage } from '../coverage/index.js';
import { byOperation, countOutcomes } from '../findings.js';
import type { Location, Locator } from '../locations.js';
import type { RunResult } from '../run/run-result.js';
import { leftOut } from '../run/left-out.js';
import { count, findingMeaning, findingTitle } from '../text.js';

/** What every report of a run is written from. */
export interface Report {
  readonly run: RunResult;
  readonly coverage: Coverage;
  readonly causes: readonly LocatedCause[];
  /** What differs from our reading of the sources alone, so that it fails nothing. */
  readonly notes: readonly LocatedCause[];
  /** What of the description no request was made for, as sentences. */
  readonly leftOut: readonly string[];
}

/** A cause with the rule that is broken, and what reports say of it, each with the escapes of its format. */
export interface LocatedCause extends Cause {
  /** JSON pointer to the rule. */
  readonly rule: string;
  /** The last part of the pointer: `required`, `maximum`, `responses`, … */
  readonly keyword: string;
  /** Of the rule, if it is known. */
  readonly location: Location | undefined;
  /** `spec/paths/pets.yaml:12`, or the JSON pointer where no file is known. */
  readonly place: string;
  /** The name of the finding, and what it means. */
  readonly title: string;
  readonly meaning: string;
  /** Where it shows, and how often. */
  readonly extent: string;
  /** What the contract allows as the answer to the example, and what came. */
  readonly expected: string;
  readonly answered: string;
  /** The beginning of the body of the answer; empty if there is none. */
  readonly body: string;
}

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
): Report {
  const located = (results: RunResult['results']): LocatedCause[] =>
    causesOf(results).map((cause) => {
      const { finding, example } = cause;
      const rule = finding.pointer ?? example.case.rule.pointer;
      const location = locate(rule);
      return {
        ...cause,
        ...{ rule, location, keyword: keysOf(rule).at(-1) ?? '' },
        place: location === undefined ? rule : `${location.file}:${location.line}`,
        title: findingTitle(finding),
        meaning: findingMeaning(finding),
        extent: extentText(cause),
        expected: expectationText(example.case.expected),
        answered: answerText(example.answer),
        body: example.answer === undefined ? '' : bodyExcerpt(example.answer),
      };
    });
  return {
    run,
    coverage: coverageOf(description, run.results, {
      choosesAnswers: run.capabilities['choose-answer'],
      chosen,
    }),
    causes: located(run.results),
    notes: located(run.results.map((one) => ({ ...one, findings: one.notes ?? [] }))),
    leftOut: leftOut(description, run.results, chosen),
  };
}

/** What notes are, as a sentence. */
export const notesMeaning =
  'They differ from a reading of the sources that none of them states, so they fail nothing.';

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
export function verdictOf({ run, causes }: Pick<Report, 'run' | 'causes'>): Verdict {
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
  if (worthless !== undefined) return { kind: 'broken', sentence: `${worthless}${ending}` };
  if (ending !== '') return { kind: 'incomplete', sentence: `Nothing broken so far.${ending}` };
  const rest = results.length - kept;
  const left = rest === 0 ? '' : ` Cases that judge nothing: ${rest}.`;
  return { kind: 'kept', sentence: `The contract is kept: all ${kept} judged cases.${left}` };
}
