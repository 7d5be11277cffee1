import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import { step } from '../../lib/openapi/pointer.js';
import { listOf, objectOf, valueAt, without, withValue } from './json.js';
import { schemasIn } from './merged-schema.js';
import type { Place } from './places.js';
import { sampleOf, samplesOf, uniqueItems } from './samples.js';
import {
  listedValues,
  negative,
  otherNumbers,
  otherSizes,
  otherTexts,
  otherTypes,
  variation,
  type Variation,
} from './scalar-variations.js';
import type { SchemaSet } from './schemas.js';

/**
 * A valid value with every other value at a place that a keyword of its schema makes worth trying; none
 * if there is nothing at the place.
 *
 * @param isAlike - whether a member is like another one, for which it is tried to leave it out
 */
export function variationsOf(
  set: SchemaSet,
  place: Place,
  whole: unknown,
  isAlike: (member: string) => boolean = () => false,
): Variation[] {
  const { schema, path } = place;
  const value = valueAt(whole, path);
  if (value === undefined) return [];
  return [
    ...otherTypes(schema, value),
    ...listedValues(set, schema),
    ...otherTexts(set, place, value),
    ...otherNumbers(schema, value),
    ...otherArrays(set, place, value),
    ...otherObjects(set, place, value, isAlike),
    ...otherBranches(set, place),
  ].map((one) => ({ ...one, value: withValue(whole, path, one.value) }));
}

/** Arrays of other sizes, with wrong items, and with the same item twice. */
function* otherArrays(
  set: SchemaSet,
  { schema, pointer }: Place,
  value: unknown,
): Iterable<Variation> {
  if (!Array.isArray(value)) return;
  const given: readonly unknown[] = value;
  const items = [`${pointer}/items`];
  const samples = [...given, ...samplesOf(set, items, 'minimal')];
  const [item] = samples;
  const different = (count: number): unknown[] =>
    schema['uniqueItems'] === true
      ? uniqueItems(set, items, count, 0)
      : Array.from({ length: count }, (_, index) => samples[index % samples.length] ?? null);
  const other = (keyword: string, name: string, array: unknown[]): Variation =>
    variation(keyword, name, array, 'boundary', 'negative');
  yield* otherSizes(schema, 'Items', different);
  yield other('items', 'is an empty array', []);
  if (item !== undefined) {
    yield other('uniqueItems', 'has an item twice', [...given, item, item]);
    const three = different(3);
    const name = three.length < 3 ? 'has each item that there can be' : 'has three items';
    yield other('maxItems', name, three);
    for (const wrong of schema['items'] === undefined ? [] : [null, 20040611, 'a text', {}, []]) {
      yield negative('items', `has ${JSON.stringify(wrong)} after a valid item`, [item, wrong]);
    }
  }
  if (schema['items'] === false) yield other('items', 'has an item too many', [...given, 'a text']);
  for (const one of schema['contains'] === undefined ? [] : [null, 'a text', -20040611, {}]) {
    yield other('contains', `has ${JSON.stringify(one)} alone`, [one]);
  }
}

/** Objects with members missing, misspelt, unknown, too few or too many. */
function* otherObjects(
  set: SchemaSet,
  { schema, pointer, unsent }: Place,
  value: unknown,
  isAlike: (member: string) => boolean,
): Iterable<Variation> {
  if (!isObject(value)) return;
  const optional = (keyword: string, name: string, other: JsonObject): Variation =>
    variation(keyword, name, other, 'optional', 'negative');
  const has = (name: string): boolean => Object.hasOwn(value, name);
  const required = listOf(schema['required'])
    .map(String)
    .filter((name) => !unsent.includes(name));
  const single = Object.keys(objectOf(schema['properties'])).filter((name) => !isAlike(name));
  for (const name of required) yield negative('required', `has no ${name}`, without(value, name));
  for (const name of [...new Set([...required, ...single])].filter(has)) {
    const keyword = required.includes(name) ? 'required' : 'additionalProperties';
    // The name with its last letter twice: nobody means another member by it.
    const misspelt = `${name}${name.at(-1) ?? 'x'}`;
    const other = { ...without(value, name), [misspelt]: value[name] };
    yield optional(keyword, `has ${misspelt} for ${name}`, other);
  }
  for (const name of single.filter((one) => has(one) && !required.includes(one))) {
    yield optional('properties', `has no ${name}`, without(value, name));
  }
  if (schema['type'] !== undefined || schema['properties'] !== undefined) {
    const other = { ...value, unknown_member: 'x' };
    yield optional('additionalProperties', 'has an unknown member', other);
  }
  yield* otherSizes(schema, 'Properties', (count) => ofSize(set, pointer, value, required, count));
  for (const name of single.filter((one) => !has(one))) {
    const sample = sampleOf(set, [`${pointer}/properties${step(name)}`]);
    if (sample === undefined) continue;
    yield optional('properties', `has ${name} as well`, { ...value, [name]: sample });
  }
  for (const [name, list] of Object.entries(objectOf(schema['dependentRequired']))) {
    for (const needed of listOf(list).map(String)) {
      const other = { ...without(value, needed), [name]: value[name] ?? 'a text' };
      yield negative('dependentRequired', `has ${name} without ${needed}`, other);
    }
  }
  if (schema['propertyNames'] !== undefined) {
    const other = { ...value, '! odd': Object.values(value)[0] ?? 'x' };
    yield negative('propertyNames', 'has a member of an odd name', other);
  }
}

/** An object with as many members: optional ones go first; described ones come before invented ones. */
function ofSize(
  set: SchemaSet,
  pointer: string,
  value: JsonObject,
  required: readonly string[],
  count: number,
): JsonObject {
  const isRequired = ([name]: readonly [string, unknown]): number =>
    Number(required.includes(name));
  const members = Object.entries(value).sort((one, other) => isRequired(other) - isRequired(one));
  const described = set
    .merged([pointer])
    .flatMap(({ properties }) => [...properties])
    .filter(([name]) => !Object.hasOwn(value, name))
    .map(([name, schemas]) => [name, sampleOf(set, schemas)] as const)
    .filter(([, sample]) => sample !== undefined);
  const invented = Array.from(
    { length: count },
    (_, index) => [`extra${index}`, members.at(-1)?.[1] ?? 'x'] as const,
  );
  return Object.fromEntries([...members, ...described, ...invented].slice(0, count));
}

/** Values that `not` forbids, and mixtures of the branches of `oneOf` and `anyOf`. */
function* otherBranches(set: SchemaSet, { schema, pointer }: Place): Iterable<Variation> {
  for (const value of schema['not'] === undefined
    ? []
    : samplesOf(set, [`${pointer}/not`], 'minimal')) {
    yield negative('not', 'is what it must not be', value);
  }
  for (const keyword of ['oneOf', 'anyOf']) {
    const branches = schemasIn(schema, pointer, keyword).map((part) =>
      sampleOf(set, [part], 'full'),
    );
    for (const [index, left] of branches.entries()) {
      for (const [other, right] of branches.entries()) {
        if (other <= index || !isObject(left) || !isObject(right)) continue;
        const name = `mixes the branches ${index} and ${other}`;
        yield variation(keyword, name, { ...left, ...right }, 'branch', 'negative');
        yield variation(keyword, name, { ...right, ...left }, 'branch', 'negative');
      }
    }
  }
}
