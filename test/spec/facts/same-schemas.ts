import type { FamilyFacts, SchemaFacts } from '../../../scripts/lib/facts.js';

/** Schemas of the same members, which the description has once. */
export interface SameSchemas {
  /** The name that the description has. */
  readonly schema: string;
  /** The other names that the sources have for it. */
  readonly names: readonly string[];
  /** Number of the paragraph in a log of decisions. */
  readonly decision: string;
}

/** Members of a fact that word it, and do not change what is allowed. */
const words = new Set(['en', 'en_tf', 'zh', 'values_zh', 'example', 'same_members_as']);

/**
 * Gives the facts of a family with one name for each of its schemas.
 *
 * @throws Error that names two schemas which are listed as the same and are not
 */
export function withOneName<Facts extends FamilyFacts>(
  family: Facts,
  same: readonly SameSchemas[] = [],
): Facts {
  const nameOf = new Map(same.flatMap(({ schema, names }) => names.map((name) => [name, schema])));
  const renamed = JSON.parse(
    JSON.stringify(family, (key, value: unknown) =>
      key === 'schema' && typeof value === 'string' ? (nameOf.get(value) ?? value) : value,
    ),
  ) as Facts;
  const bare = (facts: SchemaFacts | undefined) =>
    JSON.stringify(facts, (key, value: unknown) => (words.has(key) ? undefined : value));
  for (const schemas of Object.values(renamed.schemas ?? {})) {
    for (const [name, schema] of nameOf) {
      if (!(name in schemas)) continue;
      // Another family may have the one that it is the same as; the two are compared with the
      // description, then, and so with each other.
      const named = schemas as Record<string, SchemaFacts>;
      const own = (named[schema] ??= named[name] as SchemaFacts);
      if (bare(named[name]) !== bare(own)) {
        throw new Error(`${family.family}: the schemas ${name} and ${schema} differ.`);
      }
      delete named[name];
    }
  }
  return renamed;
}
