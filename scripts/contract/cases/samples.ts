import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import { remembered, same } from './json.js';
import type { MergedSchema, Schemas } from './merged-schema.js';
import type { SchemaSet } from './schemas.js';
import { nameFor, textSamples } from './text-samples.js';

/** How much of a value is there: required members only, or all that are described. */
export type Extent = 'minimal' | 'full';

/** From here on only what is required is filled in, so that recursive schemas come to an end. */
const fullDepth = 5;

/** Deeper values are given up. */
const maxDepth = 10;

/**
 * Valid values of schemas that apply together: one per combination of branches, as far as one can be
 * made. Examples within the schema are taken first.
 */
export function samplesOf(
  set: SchemaSet,
  schemas: Schemas,
  extent: Extent,
  depth = 0,
): readonly unknown[] {
  const key = `${extent} ${depth} ${schemas.join(' ')}`;
  return remembered(set.samples, key, () =>
    set.merged(schemas).flatMap((merged) => samplesLike(set, schemas, merged, extent, depth)),
  );
}

/** A valid value of one combination of branches of schemas; none if it cannot be made. */
export function samplesLike(
  set: SchemaSet,
  schemas: Schemas,
  merged: MergedSchema,
  extent: Extent,
  depth = 0,
): unknown[] {
  if (depth > maxDepth) return [];
  for (const value of candidates({ set, extent, depth }, merged)) {
    const isOfOtherBranch = merged.unless.some((other) => set.isValid([other], value));
    if (!isOfOtherBranch && set.isValid(schemas, value)) return [value];
  }
  return [];
}

/** The first of the samples, deep inside the shortest of them; undefined if none can be made. */
export function sampleOf(
  set: SchemaSet,
  schemas: Schemas,
  extent: Extent = 'minimal',
  depth = 0,
): unknown {
  const samples = samplesOf(set, schemas, extent, depth);
  if (depth < 2) return samples[0];
  // A recursive schema would go on for ever by its first branch.
  const length = (one: unknown): number => JSON.stringify(one).length;
  return samples.toSorted((one, other) => length(one) - length(other))[0];
}

/** Two or more different values of schemas, if there are so many. */
function differentSamples(set: SchemaSet, schemas: Schemas, count: number): unknown[] {
  const found: unknown[] = [];
  for (const merged of set.merged(schemas)) {
    for (const extent of ['minimal', 'full'] as const) {
      for (const value of candidates({ set, extent, depth: fullDepth }, merged)) {
        if (found.length === count) return found;
        if (!found.some((one) => same(one, value)) && set.isValid(schemas, value)) {
          found.push(value);
        }
      }
    }
  }
  return found;
}

/** How values are made, and how deep inside one. */
interface Making {
  readonly set: SchemaSet;
  readonly extent: Extent;
  readonly depth: number;
}

function candidates(making: Making, merged: MergedSchema): unknown[] {
  const { values, examples, types, properties, isOfProse } = merged;
  if (isOfProse) return examples;
  if (values !== undefined) return [...values, ...examples];
  const made = [...madeValues(making, merged)];
  // An example of an object may leave out what a full value must have.
  const isWhole = types.has('object') && properties.size > 0;
  return isWhole ? [...made, ...examples] : [...examples, ...made];
}

/** Values of each type, the most telling type first. */
function* madeValues(making: Making, merged: MergedSchema): Iterable<unknown> {
  const { types } = merged;
  if (types.has('object')) yield* objectSamples(making, merged);
  if (types.has('string')) yield* textSamples(merged);
  if (types.has('integer')) yield* numberSamples(merged).filter(Number.isInteger);
  if (types.has('number')) yield* numberSamples(merged);
  if (types.has('boolean')) yield* [true, false];
  if (types.has('array')) yield* arraySamples(making, merged);
  if (types.has('null')) yield null;
}

function numberSamples(merged: MergedSchema): number[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multiples } = merged;
  const step = multiples[0] ?? 1;
  const lowest = Math.max(minimum, exclusiveMinimum);
  const highest = Math.min(maximum, exclusiveMaximum);
  // A limit beyond these says how wide the number is, and is read as another one.
  const near = [lowest, highest].find((limit) => Math.abs(limit) <= Number.MAX_SAFE_INTEGER) ?? 1;
  const steps = [0, 1, 2, -1].map((count) => (Math.round(near / step) + count) * step);
  const middle = Number.isFinite(lowest + highest) ? [(lowest + highest) / 2] : [];
  return [...steps, near + 0.5, ...middle].filter(
    (value) =>
      value >= minimum && value <= maximum && value > exclusiveMinimum && value < exclusiveMaximum,
  );
}

function arraySamples({ set, extent, depth }: Making, merged: MergedSchema): unknown[][] {
  const full = extent === 'full' && depth < fullDepth;
  const inside = (schemas: Schemas): unknown => sampleOf(set, schemas, extent, depth + 1);
  const { items, prefixItems, contains, minItems, maxItems } = merged;
  const fixed = prefixItems.map(inside);
  const wanted = contains.flatMap(({ schema, min }) =>
    Array.from({ length: min }, () => inside([schema])),
  );
  const usual = full ? Math.max(1, fixed.length) : 0;
  const count = Math.min(maxItems, 1000, Math.max(minItems, wanted.length, usual));
  const start = [...(full || count > 0 ? fixed : []), ...wanted].slice(0, count);
  if (start.includes(undefined)) return [];
  const rest = count - start.length;
  if (items === undefined || rest === 0) return [start];
  const more = merged.uniqueItems
    ? uniqueItems(set, items, rest, depth)
    : Array.from({ length: rest }, () => inside(items));
  if (more.length === rest && !more.includes(undefined)) return [[...start, ...more]];
  return minItems === 0 ? [[]] : [];
}

/** Different items; fewer than asked for if there are no more. */
export function uniqueItems(
  set: SchemaSet,
  items: Schemas,
  count: number,
  depth: number,
): unknown[] {
  const found = depth < maxDepth ? differentSamples(set, items, count) : [];
  const seeds = [...found, 'text', 0];
  for (let index = 1; found.length < count && index <= count; index += 1) {
    for (const seed of seeds) {
      const value = numberedValue(seed, index);
      if (found.length === count) break;
      if (!found.some((one) => same(one, value)) && set.isValid(items, value)) found.push(value);
    }
  }
  return found;
}

/** A value like another one, with a number in it. */
function numberedValue(value: unknown, index: number): unknown {
  if (typeof value === 'string') return `${value}${index}`;
  if (typeof value === 'number') return value + index;
  if (!isObject(value)) return value;
  const free = Object.keys(value).findLast((name) => typeof value[name] !== 'object');
  return free === undefined ? value : { ...value, [free]: numberedValue(value[free], index) };
}

function objectSamples({ set, extent, depth }: Making, merged: MergedSchema): JsonObject[] {
  const full = extent === 'full' && depth < fullDepth;
  const members: Record<string, unknown> = {};
  const add = (name: string): boolean => {
    if (Object.hasOwn(members, name)) return true;
    const value = sampleOf(set, merged.schemasOf(name), extent, depth + 1);
    if (value === undefined) return false;
    members[name] = value;
    for (const other of merged.requiredBeside(name)) add(other);
    return true;
  };
  for (const name of merged.required) {
    if (!add(name)) return [];
  }
  const most = full ? merged.maxProperties : merged.minProperties;
  for (const name of [...merged.properties.keys(), ...extraNames(set, merged, full)]) {
    if (Object.keys(members).length < most) add(name);
  }
  if (merged.branches.length === 0 || depth >= fullDepth) return [members];
  // A branch may ask for another value than the first that comes to mind.
  const others = Object.entries(members)
    .filter(([, value]) => typeof value !== 'object')
    .flatMap(([name, value]) =>
      differentSamples(set, merged.schemasOf(name), 3)
        .filter((other) => typeof other === typeof value)
        .map((other) => ({ ...members, [name]: other })),
    );
  return [members, ...others];
}

/** Names of members that the schema does not list but describes, or needs to have enough of them. */
function extraNames(set: SchemaSet, merged: MergedSchema, full: boolean): string[] {
  const { patternProperties, additionalProperties: open, minProperties, properties } = merged;
  const patterned = full ? [...patternProperties].flatMap((pattern) => nameFor(pattern) ?? []) : [];
  const described = full && open !== undefined && open.length > 0 ? 1 : 0;
  const needed = Math.min(minProperties, 1000) - properties.size;
  const invented = Array.from(
    { length: open === undefined ? 0 : Math.max(described, needed) },
    (_, index) => `extra${index === 0 ? '' : index}`,
  );
  return [...patterned, ...invented].filter((name) => set.isValid(merged.propertyNames, name));
}
