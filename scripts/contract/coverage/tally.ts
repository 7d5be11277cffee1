import type { CoverageItem, CoverageKind } from './index.js';

/** Marks an item as reached. */
export type Mark = () => void;

/** The items of an operation, in the order in which they were first named. */
export interface Tally {
  /** Names an item; the same kind and name give the same item. */
  readonly item: (kind: CoverageKind, name: string) => Mark;
  readonly items: () => CoverageItem[];
}

/** Makes a tally without items. */
export function newTally(): Tally {
  const items = new Map<string, { kind: CoverageKind; name: string; covered: boolean }>();
  return {
    item(kind, name) {
      const key = `${kind} ${name}`;
      const found = items.get(key) ?? { kind, name, covered: false };
      items.set(key, found);
      return () => {
        found.covered = true;
      };
    },
    items: () => [...items.values()],
  };
}
