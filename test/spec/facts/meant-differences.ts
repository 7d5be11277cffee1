import { describeDifference, factName, type Difference } from './compare.js';

/** A difference that is meant, as `differences.yaml` lists it. */
export interface MeantDifference {
  /** Full name of the fact; `*` stands for any one part between dots. */
  readonly fact: string;
  readonly expected: string | null;
  readonly found: string | null;
  /** Number of the paragraph in `spec/decisions.md`. */
  readonly decision: string;
  readonly reason: string;
}

/** Whether the list entry speaks of this difference: same fact, same two values. */
export function isMeant(entry: MeantDifference, difference: Difference): boolean {
  return (
    matchesFact(entry.fact, factName(difference)) &&
    entry.expected === difference.expected &&
    entry.found === difference.found
  );
}

/** The differences that no entry of the list covers, one line each. */
export function unexplained(
  differences: readonly Difference[],
  meant: readonly MeantDifference[],
): string[] {
  return differences
    .filter((difference) => !meant.some((entry) => isMeant(entry, difference)))
    .map(describeDifference);
}

/** The entries that match no real difference any more, one line each. */
export function stale(
  differences: readonly Difference[],
  meant: readonly MeantDifference[],
): string[] {
  return meant
    .filter((entry) => !differences.some((difference) => isMeant(entry, difference)))
    .map((entry) => `${entry.fact} (${entry.decision}): no such difference any more`);
}

function matchesFact(pattern: string, fact: string): boolean {
  const wanted = pattern.split('.');
  const given = fact.split('.');
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part === '*' || part === given[index])
  );
}
