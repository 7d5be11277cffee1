import type { Description } from '../../lib/description.js';
import { judgesOf, type Judge } from '../../lib/schema-judge.js';
import { readInput } from './input.js';
import { levelsOf } from './levels.js';
import { readOutput } from './output.js';
import { newTally } from './tally.js';
import type { CaseResult } from '../findings.js';
import { operationsOf } from '../operation.js';

/** What an item of coverage is about. */
export const coverageKinds = [
  'request-type',
  'response-type',
  'parameter',
  'parameter-value',
  'parameter-variety',
  'body-member',
  'body-value',
  'body-branch',
  'request-example',
  'status-class',
  'status',
  'response-example',
  'response-member',
  'response-branch',
  'response-value',
] as const;

/** One of the kinds. */
export type CoverageKind = (typeof coverageKinds)[number];

/** Something of the description that a run can reach. */
export interface CoverageItem {
  readonly kind: CoverageKind;
  /** Unique among the items of its kind and operation, for people: `query limit`, `200 data.id`. */
  readonly name: string;
  readonly covered: boolean;
}

/** What a run reached of one operation. */
export interface OperationCoverage {
  readonly operationId: string;
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  /** Whether a request to it was answered. */
  readonly covered: boolean;
  readonly items: readonly CoverageItem[];
}

/** One of the test coverage levels of Martin-Lopez, Segura and Ruiz-Cortés. */
export interface CoverageLevel {
  readonly level: number;
  readonly name: string;
  readonly covered: number;
  readonly total: number;
  /** `OPERATION: KIND ITEM` for each that is missing, in the order of the description. */
  readonly missing: readonly string[];
}

/** What a run reached of a description. */
export interface Coverage {
  readonly operations: readonly OperationCoverage[];
  /** 1 to 6; the seventh, flows, follows when any were tried. */
  readonly levels: readonly CoverageLevel[];
}

/**
 * What the requests that were sent and answered reached of a description, whatever became of the
 * cases: a finding does not undo that its rule was tried.
 *
 * The levels are those of "Test Coverage Criteria for RESTful Web APIs" (2019), read strictly: a
 * parameter or a value counts only in a request that the contract allows; members of a body count as
 * parameters, at every depth; a member of an answer counts only in an answer that fits its schema.
 * The values that a server answers are its own choice, so they are told but count in no level.
 */
export function coverageOf(description: Description, results: readonly CaseResult[]): Coverage {
  const byOperation = new Map<string, CaseResult[]>();
  for (const result of results) {
    const { operationId, expected } = result.case;
    if (operationId === undefined || result.answer === undefined) continue;
    if (expected.kind === 'no-method' || expected.kind === 'no-path') continue;
    const list = byOperation.get(operationId);
    if (list === undefined) byOperation.set(operationId, [result]);
    else list.push(result);
  }
  const judgeAt = knownJudges(description);
  const operations = operationsOf(description).map((operation): OperationCoverage => {
    const answered = byOperation.get(operation.id) ?? [];
    const tally = newTally();
    const reachInput = readInput(description, judgeAt, operation, tally);
    const reachOutput = readOutput(description, judgeAt, operation, tally);
    for (const { case: one, answer } of answered) {
      if (one.expected.kind !== 'refused') reachInput(one.request);
      if (answer !== undefined) reachOutput(answer);
    }
    const { id, method, path } = operation;
    return {
      operationId: id,
      method,
      path,
      covered: answered.length > 0,
      items: tally.items(),
    };
  });
  return { operations, levels: levelsOf(operations, results) };
}

/** Judges by pointer, each made once; a pointer to nothing allows every value. */
function knownJudges(description: Description): (pointer: string) => Judge {
  const judges = judgesOf(description);
  const known = new Map<string, Judge>();
  return (pointer) => {
    const found =
      known.get(pointer) ??
      (description.at(pointer) === undefined ? (): string[] => [] : judges(pointer));
    known.set(pointer, found);
    return found;
  };
}
