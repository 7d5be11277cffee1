import type { CoverageKind, CoverageLevel, OperationCoverage } from './index.js';
import type { CaseResult } from '../findings.js';

interface Counted {
  readonly name: string;
  readonly covered: boolean;
}

/** What the kinds of items are called. */
export const kindNames: Readonly<Record<CoverageKind, string>> = {
  'request-type': 'request media type',
  'response-type': 'response media type',
  parameter: 'parameter',
  'parameter-value': 'parameter value',
  'parameter-variety': 'second value of a parameter',
  'body-member': 'body member',
  'body-value': 'body value',
  'body-branch': 'body branch',
  'request-example': 'request example',
  'status-class': 'status class',
  status: 'status',
  'response-example': 'response example',
  'response-member': 'response member',
  'response-branch': 'response branch',
  'response-value': 'response value',
};

/** Counts the test coverage levels; the seventh only if flows were tried. */
export function levelsOf(
  operations: readonly OperationCoverage[],
  results: readonly CaseResult[],
): CoverageLevel[] {
  const paths = [...new Set(operations.map(({ path }) => path))].map((path) => ({
    name: path,
    covered: operations.some((operation) => operation.path === path && operation.covered),
  }));
  const kinds = (...wanted: CoverageKind[]): Counted[] =>
    operations.flatMap(({ operationId, items }) =>
      items
        .filter(({ kind }) => wanted.includes(kind))
        .map(({ kind, name, covered }) => ({
          name: `${operationId}: ${kindNames[kind]} ${name}`,
          covered,
        })),
    );
  const planned = results.filter(({ case: one }) => one.group === 'flow');
  const flows = planned.some(({ outcome }) => outcome !== 'skipped') ? planned : [];
  return [
    level(1, 'paths', paths),
    level(
      2,
      'operations',
      operations.map(({ operationId, covered }) => ({ name: operationId, covered })),
    ),
    level(3, 'content types', kinds('request-type', 'response-type')),
    level(4, 'parameters and status classes', kinds('parameter', 'body-member', 'status-class')),
    level(5, 'parameter values and status codes', kinds('parameter-value', 'body-value', 'status')),
    level(6, 'response properties', kinds('response-member')),
    ...(flows.length === 0
      ? []
      : [
          level(
            7,
            'operation flows',
            flows.map(({ case: one, answer }) => ({
              name: one.id,
              covered: answer !== undefined,
            })),
          ),
        ]),
  ];
}

function level(number: number, name: string, items: readonly Counted[]): CoverageLevel {
  const missing = items.filter(({ covered }) => !covered).map((item) => item.name);
  return {
    level: number,
    name,
    covered: items.length - missing.length,
    total: items.length,
    missing,
  };
}
