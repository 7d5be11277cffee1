import { groupedBy } from '../findings.js';

/** The kinds of items that coverage is about, and what they are called. */
export const kindNames = {
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
} as const;

/** One of the kinds. */
export type CoverageKind = keyof typeof kindNames;

/** Something of the description that a run can reach. */
export interface CoverageItem {
  readonly kind: CoverageKind;
  /** Unique among the items of its kind and operation, for people: `query limit`, `200 data.id`. */
  readonly name: string;
  readonly covered: boolean;
  /** Whether no request can bring it about on this server: it counts only if it is reached. */
  readonly optional?: boolean;
}

/** Items without those of the same kind and name: reached if any of these is, and optional if all are. */
export function joinedItems(items: Iterable<CoverageItem>): CoverageItem[] {
  const groups = groupedBy([...items], ({ kind, name }) => `${kind} ${name}`);
  return [...groups.values()].map((own) => ({
    ...(own[0] as CoverageItem),
    covered: own.some(({ covered }) => covered),
    optional: own.every(({ optional }) => optional === true),
  }));
}
