import type { Description } from '../../lib/openapi/document.js';
import { schemaSet, type SchemaSet } from '../cases/schemas.js';
import { groupedBy, type CaseResult } from '../findings.js';
import { operationsOf, type ContractOperation } from '../operation.js';
import { joinedItems, kindNames, type CoverageItem, type CoverageKind } from './items.js';
import { inputItems, outputItems } from './operation.js';

/** What a run reached of a description. */
export type Coverage = ReturnType<typeof coverageOf>;

/** What a run reached of one operation. */
export type OperationCoverage = ReturnType<typeof operationCoverage>;

/** One of the test coverage levels of Martin-Lopez, Segura and Ruiz-Cortés. */
export type CoverageLevel = Coverage['levels'][number];

/**
 * What the requests that were sent and answered reached of a description, whatever became of the
 * cases: a finding does not undo that its rule was tried.
 *
 * The levels are those of "Test Coverage Criteria for RESTful Web APIs" (2019), read strictly: a
 * parameter or a value counts only in a request that the contract allows; members of a body count as
 * parameters, at every depth; a member of an answer counts only in an answer that fits its schema.
 * The values that a server answers are its own choice, so they are listed but count in no level. What
 * no request can bring about on a server (403, 429, 5xx, a certain example) counts if it is reached.
 *
 * @param choosesAnswers - whether the server gives the answer that it is asked for, as a mock does
 * @param chosen - ids of the operations that were chosen; all if undefined
 */
export function coverageOf(
  description: Description,
  results: readonly CaseResult[],
  { choosesAnswers = true, chosen }: { choosesAnswers?: boolean; chosen?: readonly string[] } = {},
) {
  const groups = groupedBy(results, (one) => one.case.operationId);
  const set = schemaSet(description);
  const operations = operationsOf(description)
    .filter(({ id }) => chosen?.includes(id) ?? true)
    .map((one) => operationCoverage(set, one, groups.get(one.id) ?? [], choosesAnswers));
  return { operations, levels: levelsOf(operations, results) };
}

function operationCoverage(
  set: SchemaSet,
  operation: ContractOperation,
  results: readonly CaseResult[],
  choosesAnswers: boolean,
) {
  const { id, method, path } = operation;
  const answered = results.flatMap(({ case: { expected, request }, answer }) =>
    answer === undefined || expected.kind === 'no-method' || expected.kind === 'no-path'
      ? []
      : [{ expected, request, answer }],
  );
  const allowed = answered.filter(({ expected }) => expected.kind !== 'refused');
  const requests = allowed.map(({ request }) => request);
  const answers = answered.map(({ answer }) => answer);
  const items = joinedItems([
    ...inputItems(set, operation, requests),
    ...outputItems(set, operation, answers, choosesAnswers),
  ]);
  return { operationId: id, method, path, covered: answered.length > 0, items };
}

/** Levels that count items, from the third on. */
const itemLevels: readonly (readonly [name: string, kinds: readonly CoverageKind[]])[] = [
  ['content types', ['request-type', 'response-type']],
  ['parameters and status classes', ['parameter', 'body-member', 'status-class']],
  ['parameter values and status codes', ['parameter-value', 'body-value', 'status']],
  ['response properties', ['response-member']],
];

/** 1 to 6; the seventh, flows, follows when any were tried. */
function levelsOf(operations: readonly OperationCoverage[], results: readonly CaseResult[]) {
  const paths = groupedBy(operations, ({ path }) => path);
  const flows = results.filter(({ case: one }) => one.group === 'behaviour');
  const counted: [name: string, items: Pick<CoverageItem, 'name' | 'covered'>[]][] = [
    [
      'paths',
      Array.from(paths, ([name, own]) => ({ name, covered: own.some(({ covered }) => covered) })),
    ],
    ['operations', operations.map(({ operationId, covered }) => ({ name: operationId, covered }))],
    ...itemLevels.map(([level, kinds]): (typeof counted)[number] => [
      level,
      operations.flatMap(({ operationId, items }) =>
        items
          .filter(({ kind, covered, optional }) => kinds.includes(kind) && (covered || !optional))
          .map(({ kind, name, covered }) => ({
            name: `${operationId}: ${kindNames[kind]} ${name}`,
            covered,
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
    /** Stand as `OPERATION: KIND ITEM`, in the order of the description. */
    const missing = items.filter(({ covered }) => !covered).map((item) => item.name);
    const total = items.length;
    return { level: index + 1, name, covered: total - missing.length, total, missing };
  });
}
