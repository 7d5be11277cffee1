import type { Facts, FactsBySubject } from './flatten.js';

/** A fact on which the reference and the description disagree; null stands for "not there". */
export interface Difference {
  readonly subject: string;
  readonly place: string;
  readonly expected: string | null;
  readonly found: string | null;
}

/**
 * Compares in both directions: what the description lacks, has otherwise, or has beyond the
 * reference. A subject that one side does not have at all is one difference, not hundreds.
 */
export function compare(expected: FactsBySubject, found: FactsBySubject): Difference[] {
  return [...union(expected, found)].flatMap((subject) => {
    const here = expected.get(subject);
    const there = found.get(subject);
    if (!here) return [{ subject, place: '', expected: null, found: 'described' }];
    if (!there) return [{ subject, place: '', expected: 'described', found: null }];
    return compareFacts(subject, here, there);
  });
}

function compareFacts(subject: string, expected: Facts, found: Facts): Difference[] {
  return [...union(expected, found)]
    .map((place) => ({
      subject,
      place,
      expected: expected.get(place) ?? null,
      found: found.get(place) ?? null,
    }))
    .filter((difference) => difference.expected !== difference.found);
}

/** The full name of the fact, as `differences.yaml` spells it. */
export function factName({ subject, place }: Difference): string {
  return place === '' ? subject : `${subject}.${place}`;
}

/** One line for people: whose fact, where, what was expected and what was found. */
export function describeDifference(difference: Difference): string {
  const show = (value: string | null) => value ?? '(nothing)';
  const place = difference.place === '' ? 'as a whole' : `at ${difference.place}`;
  return `${difference.subject}: ${place}: expected ${show(difference.expected)}, found ${show(difference.found)}`;
}

function union<T>(one: ReadonlyMap<T, unknown>, other: ReadonlyMap<T, unknown>): Set<T> {
  return new Set([...one.keys(), ...other.keys()]);
}
