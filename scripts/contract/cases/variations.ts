import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import { step } from '../../lib/openapi/pointer.js';
import { listOf, objectOf } from './json.js';
import type { Place } from './places.js';
import { sampleOf, samplesOf, uniqueItems } from './samples.js';
import {
  listedValues,
  otherNumbers,
  otherTexts,
  otherTypes,
  sizeLimits,
  variation,
  type Variation,
} from './scalar-variations.js';
import type { SchemaSet } from './schemas.js';

/**
 * Every value that a keyword of a schema makes worth trying at a place, given a valid one.
 *
 * @param isAlike - whether a member is like another one, for which it is tried to leave it out
 */
export function variationsOf(
  set: SchemaSet,
  { schema, pointer }: Pick<Place, 'schema' | 'pointer'>,
  value: unknown,
  isAlike: (member: string) => boolean = () => false,
): Variation[] {
  return [
    ...otherTypes(schema, value),
    ...listedValues(set, schema),
    ...otherTexts(set, pointer, schema, value),
    ...otherNumbers(schema, value),
    ...otherArrays(set, pointer, schema, value),
    ...otherObjects(set, pointer, schema, value, isAlike),
    ...otherBranches(set, pointer, schema),
  ];
}

/** Arrays of other sizes, with wrong items, and with the same item twice. */
function otherArrays(
  set: SchemaSet,
  pointer: string,
  schema: JsonObject,
  value: unknown,
): Variation[] {
  if (!Array.isArray(value)) return [];
  const given = value as unknown[];
  const items = `${pointer}/items`;
  const samples = [...given, ...samplesOf(set, [items], 'minimal')];
  const [item] = samples;
  const different = (count: number): unknown[] =>
    schema['uniqueItems'] === true
      ? uniqueItems(set, [items], count, 0)
      : Array.from({ length: count }, (_, index) => samples[index % samples.length] ?? null);
  const other = (keyword: string, name: string, array: unknown[]): Variation =>
    variation(keyword, name, array, 'boundary', 'negative');
  const wrongItems =
    schema['items'] === undefined || item === undefined ? [] : [null, 20040611, 'a text', {}, []];
  return [
    ...sizeLimits(schema, 'Items').map(({ name, keyword, count }) =>
      other(keyword, name, different(count)),
    ),
    other('items', 'is an empty array', []),
    ...(item === undefined
      ? []
      : [
          other('uniqueItems', 'has an item twice', [...given, item, item]),
          other('maxItems', 'has three items', different(3)),
        ]),
    ...wrongItems.map((wrong) => {
      const name = `has ${JSON.stringify(wrong)} after a valid item`;
      return variation('items', name, [item, wrong], undefined, 'negative');
    }),
    ...(schema['items'] === false
      ? [other('items', 'has an item too many', [...given, 'a text'])]
      : []),
    ...(schema['contains'] === undefined ? [] : [null, 'a text', -20040611, {}]).map((one) =>
      other('contains', `has ${JSON.stringify(one)} alone`, [one]),
    ),
  ];
}

/** Objects with members missing, misspelt, unknown, too few or too many. */
function otherObjects(
  set: SchemaSet,
  pointer: string,
  schema: JsonObject,
  value: unknown,
  isAlike: (member: string) => boolean,
): Variation[] {
  if (!isObject(value)) return [];
  const without = (name: string): Record<string, unknown> =>
    Object.fromEntries(Object.entries(value).filter(([one]) => one !== name));
  const required = listOf(schema['required']).filter((name) => typeof name === 'string');
  const names = Object.keys(objectOf(schema['properties']));
  const negative = (keyword: string, name: string, other: JsonObject): Variation =>
    variation(keyword, name, other, undefined, 'negative');
  const optional = (keyword: string, name: string, other: JsonObject): Variation =>
    variation(keyword, name, other, 'optional', 'negative');
  const has = (name: string): boolean => Object.hasOwn(value, name);
  const isSingle = (name: string): boolean => !isAlike(name);
  return [
    ...required.map((name) => negative('required', `has no ${name}`, without(name))),
    ...[...new Set([...required, ...names.filter(isSingle)])].filter(has).map((name) => {
      const keyword = required.includes(name) ? 'required' : 'additionalProperties';
      // The name with its last letter twice: nobody means another member by it.
      const misspelt = `${name}${name.at(-1) ?? 'x'}`;
      return optional(keyword, `has ${misspelt} for ${name}`, {
        ...without(name),
        [misspelt]: value[name],
      });
    }),
    ...names
      .filter((name) => !required.includes(name) && has(name) && isSingle(name))
      .map((name) => optional('properties', `has no ${name}`, without(name))),
    ...(schema['type'] === undefined && schema['properties'] === undefined
      ? []
      : [
          optional('additionalProperties', 'has an unknown member', {
            ...value,
            unknown_member: 'x',
          }),
        ]),
    ...sizeLimits(schema, 'Properties').map(({ name, keyword, count }) => {
      const other = ofSize(value, required, describedMembers(set, pointer), count);
      return variation(keyword, name, other, 'boundary', 'negative');
    }),
    ...names
      .filter((name) => !has(name) && isSingle(name))
      .flatMap((name) => {
        const sample = sampleOf(set, [`${pointer}/properties${step(name)}`]);
        return sample === undefined
          ? []
          : [optional('properties', `has ${name} as well`, { ...value, [name]: sample })];
      }),
    ...Object.entries(objectOf(schema['dependentRequired'])).flatMap(([name, list]) =>
      listOf(list).map((other) =>
        negative('dependentRequired', `has ${name} without ${String(other)}`, {
          ...without(String(other)),
          [name]: value[name] ?? 'a text',
        }),
      ),
    ),
    ...(schema['propertyNames'] === undefined
      ? []
      : [
          negative('propertyNames', 'has a member of an odd name', {
            ...value,
            '! odd': Object.values(value)[0] ?? 'x',
          }),
        ]),
  ];
}

/** A value of each described member, by its name. */
function describedMembers(set: SchemaSet, pointer: string): [string, unknown][] {
  return set
    .merged([pointer])
    .flatMap(({ properties }) => [...properties])
    .map(([name, schemas]): [string, unknown] => [name, sampleOf(set, schemas)])
    .filter(([, sample]) => sample !== undefined);
}

/** An object with as many members: optional ones go first; described ones come before invented ones. */
function ofSize(
  value: JsonObject,
  required: readonly string[],
  described: readonly [string, unknown][],
  count: number,
): JsonObject {
  const members = Object.entries(value).sort(
    ([left], [right]) => Number(required.includes(right)) - Number(required.includes(left)),
  );
  const more = described.filter(([name]) => !Object.hasOwn(value, name));
  const invented = Array.from(
    { length: Math.max(0, count - members.length - more.length) },
    (_, index): [string, unknown] => [`extra${index}`, members.at(-1)?.[1] ?? 'x'],
  );
  return Object.fromEntries([...members, ...more, ...invented].slice(0, count));
}

/** Values that `not` forbids, and mixtures of the branches of `oneOf` and `anyOf`. */
function otherBranches(set: SchemaSet, pointer: string, schema: JsonObject): Variation[] {
  const forbidden =
    schema['not'] === undefined ? [] : samplesOf(set, [`${pointer}/not`], 'minimal');
  return [
    ...forbidden.map((value) =>
      variation('not', 'is what it must not be', value, undefined, 'negative'),
    ),
    ...['oneOf', 'anyOf'].flatMap((keyword) => {
      const branches = [...listOf(schema[keyword]).keys()].map((index) =>
        sampleOf(set, [`${pointer}/${keyword}/${index}`], 'full'),
      );
      return branches.flatMap((left, index) =>
        branches.slice(index + 1).flatMap((right, other) => {
          if (!isObject(left) || !isObject(right)) return [];
          const name = `mixes the branches ${index} and ${index + other + 1}`;
          return [
            { ...left, ...right },
            { ...right, ...left },
          ].map((mixed) => variation(keyword, name, mixed, 'branch', 'negative'));
        }),
      );
    }),
  ];
}
