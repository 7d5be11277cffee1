import type { Description } from '../../../scripts/lib/openapi/document.js';
import type { FamilyFacts } from '../../../scripts/lib/facts.js';
import { expectedFacts, schemaNames, type CommonFacts } from './expected.js';
import { bounds, softKeywords, textOf, type Facts } from './fact.js';
import { foundFacts } from './found.js';

/** A fact on which the sources and the description differ; undefined stands for "not there". */
export interface Difference {
  readonly fact: string;
  readonly expected: string | undefined;
  readonly found: string | undefined;
}

/** A difference that is meant, as the facts of a family list it. */
export interface MeantDifference {
  /** Name of the fact; `{a,b}` stands for each of these texts. */
  readonly fact: string;
  /** What the sources say, and what the description says; left out where it says nothing. */
  readonly expected?: unknown;
  readonly found?: unknown;
  /** Number of the paragraph in a log of decisions. */
  readonly decision: string;
}

/** Every difference between the facts of all families and a description, in both directions. */
export function compare(
  families: readonly FamilyFacts[],
  common: CommonFacts,
  description: Description,
): Difference[] {
  const expected = expectedFacts(families, common);
  const names = schemaNames([...families, common]);
  const found = foundFacts(description, names, common.time_pattern);
  spellOut(expected, found);
  return [...new Set([...expected.keys(), ...found.keys()])]
    .map((fact) => ({ fact, expected: expected.get(fact), found: found.get(fact) }))
    .filter((difference) => difference.expected !== difference.found)
    .filter((difference) => !isLeftToTheText(difference, expected, found));
}

/**
 * Spells out a named schema where the description does so: an answer that echoes a request, whose
 * schema is closed, or an enumeration with a default, which cannot stand beside a reference. What is
 * spelled out everywhere needs no schema of its own.
 */
function spellOut(expected: Facts, found: Facts): void {
  const spelled = new Set<string>();
  const below = (name: string) =>
    [...expected].filter(
      ([fact]) => fact.startsWith(name) && /[ .[{]/.test(fact.charAt(name.length)),
    );
  // A Map hands out what is added to it during the loop.
  for (const [fact, name] of expected) {
    const place = fact.slice(0, -' schema'.length);
    if (!fact.endsWith(' schema') || found.has(fact) || !found.has(`${place} type`)) continue;
    expected.delete(fact);
    spelled.add(name);
    for (const [part, value] of below(name)) expected.set(place + part.slice(name.length), value);
  }
  const referred = new Set(
    [...expected].filter(([fact]) => fact.endsWith(' schema')).map(([, name]) => name),
  );
  for (const name of spelled) {
    if (found.has(`${name} type`) || referred.has(name)) continue;
    for (const [part] of below(name)) expected.delete(part);
  }
}

/**
 * Whether a fact may be told in words alone: a length, or the range of a member. A tag that no
 * source names, and the width of an integer, are the description's own.
 */
function isLeftToTheText(
  { fact, found: value }: Difference,
  expected: Facts,
  found: Facts,
): boolean {
  const keyword = fact.slice(fact.lastIndexOf(' ') + 1);
  const place = fact.slice(0, -keyword.length - 1);
  if (keyword === 'tag') return !expected.has(fact) && expected.has(`${place} method`);
  const isWidth = keyword === 'format' && expected.get(`${place} type`) === 'integer';
  if (isWidth) return !expected.has(fact);
  if (value !== undefined || !found.has(`${place} type`)) return false;
  const isParameter = / (query|path|header)\./.test(place);
  return (isParameter ? softKeywords : [...softKeywords, ...bounds]).some(
    (soft) => soft === keyword,
  );
}

/** What is wrong: differences that no entry lists, and entries whose difference is gone. */
export function judge(
  differences: readonly Difference[],
  meant: readonly MeantDifference[],
): string[] {
  const listed = meant.flatMap((entry) => spread(entry.fact).map((fact) => ({ ...entry, fact })));
  const isSame = (one: unknown, other: string | undefined) =>
    one === undefined ? other === undefined : textOf(one) === other;
  const isListed = (difference: Difference, entry: MeantDifference) =>
    entry.fact === difference.fact &&
    isSame(entry.expected, difference.expected) &&
    isSame(entry.found, difference.found);
  return [
    ...differences
      .filter((difference) => !listed.some((entry) => isListed(difference, entry)))
      .map(
        ({ fact, expected = '(nothing)', found = '(nothing)' }) =>
          `${fact}: expected ${expected}, found ${found}`,
      ),
    ...listed
      .filter((entry) => !differences.some((difference) => isListed(difference, entry)))
      .map(({ fact, decision }) => `${fact}: listed by ${decision}, but it does not differ so`),
  ];
}

/** Writes `Pet.{id,name} type` as `Pet.id type` and `Pet.name type`. */
function spread(pattern: string): string[] {
  const [whole, list] = /\{([^{},]+(?:,[^{},]+)+)\}/.exec(pattern) ?? [];
  if (whole === undefined || list === undefined) return [pattern];
  return list.split(',').flatMap((text) => spread(pattern.replace(whole, text.trim())));
}
