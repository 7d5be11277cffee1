import type { Member, Shape } from './shape.js';

/** What holds when both shapes hold, as under `allOf` or beside a `$ref`. */
export function both(one: Shape, other: Shape): Shape {
  const values =
    one.values && other.values
      ? one.values.filter((value) => other.values?.includes(value))
      : (one.values ?? other.values);
  return build({
    keywords: bothKeywords(one, other),
    values,
    closed: either(one.closed, other.closed, (a, b) => a || b),
    members: mergeRecords(one.members, other.members, (a, b) => ({
      required: a.required || b.required,
      shape: both(a.shape, b.shape),
    })),
    items: either(one.items, other.items, both),
    additional: either(one.additional, other.additional, both),
  });
}

/**
 * What holds when one of the shapes holds, as under `oneOf`. A member that only some of them name
 * is kept, as optional: the comparison is about which members there are at all.
 */
export function oneOf(shapes: readonly Shape[]): Shape {
  const keywords = Object.fromEntries(
    Object.keys(shapes[0]?.keywords ?? {})
      .filter((keyword) => shapes.every((shape) => keyword in shape.keywords))
      .map((keyword) => [
        keyword,
        [...new Set(shapes.map((shape) => shape.keywords[keyword]))].join(' | '),
      ]),
  );
  const names = new Set(shapes.flatMap((shape) => Object.keys(shape.members ?? {})));
  const members = Object.fromEntries(
    [...names].map((name): [string, Member] => {
      const named = shapes.flatMap((shape) => shape.members?.[name] ?? []);
      return [
        name,
        {
          required: named.length === shapes.length && named.every((member) => member.required),
          shape: oneOf(named.map((member) => member.shape)),
        },
      ];
    }),
  );
  return build({
    keywords,
    values: shapes.every((shape) => shape.values)
      ? [...new Set(shapes.flatMap((shape) => shape.values ?? []))]
      : undefined,
    closed: shapes.some((shape) => shape.closed !== undefined)
      ? shapes.every((shape) => shape.closed === true)
      : undefined,
    members: names.size > 0 ? members : undefined,
    items: shapes.every((shape) => shape.items)
      ? oneOf(shapes.flatMap((shape) => shape.items ?? []))
      : undefined,
  });
}

/**
 * Adds the branches of a `oneOf`, an `anyOf` or a condition to the schema they stand in. A member of the parent is narrowed
 * only when every branch names it: otherwise a body can take the branch that says nothing of it.
 */
export function withBranches(parent: Shape, branches: readonly Shape[]): Shape {
  const alternatives = oneOf(branches);
  const narrowing = Object.entries(alternatives.members ?? {}).filter(
    ([name]) => !parent.members?.[name] || branches.every((branch) => branch.members?.[name]),
  );
  return both(parent, {
    ...alternatives,
    ...(alternatives.members ? { members: Object.fromEntries(narrowing) } : {}),
  });
}

function bothKeywords(one: Shape, other: Shape): Record<string, string> {
  return mergeRecords(one.keywords, other.keywords, (a, b) => (a === b ? a : `${a} & ${b}`)) ?? {};
}

function either<T>(
  one: T | undefined,
  other: T | undefined,
  merge: (a: T, b: T) => T,
): T | undefined {
  return one !== undefined && other !== undefined ? merge(one, other) : (one ?? other);
}

function mergeRecords<T>(
  one: Readonly<Record<string, T>> | undefined,
  other: Readonly<Record<string, T>> | undefined,
  merge: (a: T, b: T) => T,
): Record<string, T> | undefined {
  if (!one && !other) return undefined;
  const merged: Record<string, T> = { ...one };
  for (const [key, value] of Object.entries(other ?? {})) {
    const present = merged[key];
    merged[key] = present === undefined ? value : merge(present, value);
  }
  return merged;
}

/** Leaves out what is undefined, so that shapes can be compared and spread safely. */
function build(shape: { [K in keyof Shape]: Shape[K] | undefined }): Shape {
  return Object.fromEntries(
    Object.entries(shape).filter(([, value]) => value !== undefined),
  ) as unknown as Shape;
}
