import type { Description } from '../../lib/openapi/document.js';
import { schemaSet } from '../cases/schemas.js';
import { groupedBy, type CaseResult } from '../findings.js';
import { operationsOf } from '../operation.js';
import { kindNames, newTally, type CoverageItem, type CoverageKind } from './items.js';
import { readInput, readOutput } from './operation.js';

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

/** What coverage is measured with. */
export interface CoverageOptions {
  /** Whether the server gives the answer that it is asked for, as a mock does. */
  readonly choosesAnswers?: boolean;
  /** Ids of the operations that were chosen; all if undefined. */
  readonly chosen?: readonly string[] | undefined;
}

/**
 * What the requests that were sent and answered reached of a description, whatever became of the
 * cases: a finding does not undo that its rule was tried.
 *
 * The levels are those of "Test Coverage Criteria for RESTful Web APIs" (2019), read strictly: a
 * parameter or a value counts only in a request that the contract allows; members of a body count as
 * parameters, at every depth; a member of an answer counts only in an answer that fits its schema.
 * The values that a server answers are its own choice, so they are listed but count in no level. What
 * no request can bring about on a server (403, 429, 5xx, a certain example) counts if it is reached.
 */
export function coverageOf(
  description: Description,
  results: readonly CaseResult[],
  { choosesAnswers = true, chosen }: CoverageOptions = {},
): Coverage {
  const groups = groupedBy(results, (one) => one.case.operationId);
  const set = schemaSet(description);
  const all = operationsOf(description).filter(({ id }) => chosen?.includes(id) ?? true);
  const operations = all.map((operation): OperationCoverage => {
    const answered = (groups.get(operation.id) ?? []).filter(
      ({ case: { expected }, answer }) =>
        answer !== undefined && expected.kind !== 'no-method' && expected.kind !== 'no-path',
    );
    const tally = newTally();
    const reachInput = readInput(set, operation, tally);
    const reachOutput = readOutput(set, operation, tally, choosesAnswers);
    for (const { case: one, answer } of answered) {
      if (one.expected.kind !== 'refused') reachInput(one.request);
      if (answer !== undefined) reachOutput(answer);
    }
    const { id, method, path } = operation;
    const covered = answered.length > 0;
    return { operationId: id, method, path, covered, items: tally.items() };
  });
  return { operations, levels: levelsOf(operations, results) };
}

/** Something that counts in a level. */
type Counted = Pick<CoverageItem, 'name' | 'covered'>;

/** Levels that count items, from the third on. */
const itemLevels: readonly (readonly [name: string, kinds: readonly CoverageKind[]])[] = [
  ['content types', ['request-type', 'response-type']],
  ['parameters and status classes', ['parameter', 'body-member', 'status-class']],
  ['parameter values and status codes', ['parameter-value', 'body-value', 'status']],
  ['response properties', ['response-member']],
];

function levelsOf(
  operations: readonly OperationCoverage[],
  results: readonly CaseResult[],
): CoverageLevel[] {
  const paths = [...new Set(operations.map(({ path }) => path))].map((name) => ({
    name,
    covered: operations.some(({ path, covered }) => path === name && covered),
  }));
  const flows = results.filter(({ case: one }) => one.group === 'behaviour');
  const counted: [name: string, items: Counted[]][] = [
    ['paths', paths],
    ['operations', operations.map(({ operationId, covered }) => ({ name: operationId, covered }))],
    ...itemLevels.map(([name, kinds]): [string, Counted[]] => [
      name,
      operations.flatMap(({ operationId, items }) =>
        items
          .filter(
            ({ kind, covered, optional }) => kinds.includes(kind) && (covered || optional !== true),
          )
          .map((item) => ({
            name: `${operationId}: ${kindNames[item.kind]} ${item.name}`,
            covered: item.covered,
          })),
      ),
    ]),
    [
      'operation flows',
      flows.map(({ case: one, answer }) => ({ name: one.id, covered: answer !== undefined })),
    ],
  ];
  const tried = flows.some(({ outcome }) => outcome !== 'skipped');
  return counted.slice(0, tried ? 7 : 6).map(([name, items], index) => {
    const missing = items.filter(({ covered }) => !covered).map((item) => item.name);
    const total = items.length;
    return { level: index + 1, name, covered: total - missing.length, total, missing };
  });
}
