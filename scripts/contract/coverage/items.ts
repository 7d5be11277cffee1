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
  covered: boolean;
  /** Set for what no request can bring about on this server: it counts only if it is reached. */
  optional?: true;
}

/** Marks an item as reached. */
export type Mark = () => void;

/** The items of an operation, in the order in which they were first named. */
export type Tally = ReturnType<typeof newTally>;

/** Makes a tally without items. */
export function newTally() {
  const items = new Map<string, CoverageItem>();
  return {
    /** Names an item; the same kind and name give the same item, optional only if it always is. */
    item(kind: CoverageKind, name: string, isOptional = false): Mark {
      const key = `${kind} ${name}`;
      const found = items.get(key) ?? { kind, name, covered: false, optional: true };
      if (!isOptional) delete found.optional;
      items.set(key, found);
      return () => {
        found.covered = true;
      };
    },
    items: (): CoverageItem[] => [...items.values()],
  };
}
