import { jsonTypes, typeOf, type JsonType } from './json.js';
import { numberLimits, stringLimits } from './limits.js';
import { listOf, same } from './merged-schema.js';
import type { Place } from './places.js';
import type { SchemaSet } from './schemas.js';
import { brokenPatterns, nearMisses } from './text-damage.js';
import type { AkinValues, Variation } from './variations.js';

const wrongValues: Readonly<Record<JsonType, unknown>> = {
  null: null,
  boolean: true,
  integer: 20040611,
  number: 0.5,
  string: 'a text',
  array: [],
  object: {},
};

/** Articles and names of types in words. */
const typeNames: Readonly<Record<JsonType, string>> = {
  null: 'null',
  boolean: 'true',
  integer: 'a whole number',
  number: 'a number with a fraction',
  string: 'a text',
  array: 'an array',
  object: 'an object',
};

/** Values of other types, and of the types that are easily forgotten. */
export function otherTypes(schema: Place['schema'], value: unknown): Variation[] {
  const declared = schema['type'];
  if (declared === undefined) return [];
  const allowed = (Array.isArray(declared) ? declared : [declared]) as JsonType[];
  const wrong = jsonTypes.filter(
    (type) => !allowed.includes(type) && !(type === 'integer' && allowed.includes('number')),
  );
  const invalid = (name: string, other: unknown): Variation => ({
    keyword: 'type',
    name,
    value: other,
    ifInvalid: 'negative',
  });
  const type = typeOf(value);
  const scalar = type !== 'object' && type !== 'array' && type !== 'null';
  return [
    ...wrong.map((one) => invalid(`is ${typeNames[one]}`, wrongValues[one])),
    ...(scalar && type !== 'string' ? [invalid('is the same as a text', String(value))] : []),
    ...(type === 'array' && listOf(value).length > 0
      ? [invalid('is an item instead of the array', listOf(value)[0])]
      : []),
    ...(type !== 'array' ? [invalid('is wrapped in an array', [value])] : []),
    ...allowed
      .filter((one) => one === 'null' || one === 'boolean')
      .flatMap((one) => (one === 'null' ? [null] : [true, false]))
      .map((one) => ({
        keyword: 'type',
        name: `is ${one}`,
        value: one,
        ifValid: one === null ? ('boundary' as const) : ('enum' as const),
      })),
  ];
}

/** Listed values, and others that a careless server takes for listed. */
export function listedValues(schema: Place['schema'], akin: AkinValues): Variation[] {
  const keyword = schema['enum'] === undefined ? 'const' : 'enum';
  const values = keyword === 'enum' ? listOf(schema['enum']) : [schema['const']];
  if (schema[keyword] === undefined) return [];
  const texts = values.filter((value) => typeof value === 'string');
  const unlisted = [
    ...(texts.length > 0 ? ['NOT_LISTED'] : []),
    ...texts.flatMap(nearMisses),
    ...(texts.length > 1 ? [texts.slice(0, 2).join(',')] : []),
    ...values.filter((value) => typeof value === 'number').flatMap((value) => [value + 1, -value]),
    ...values.filter((value) => typeof value === 'boolean').map((value) => !value),
    ...akin(values),
  ];
  return [
    ...values.map((value) => ({
      keyword,
      name: `is ${JSON.stringify(value)}`,
      value,
      ifValid: 'enum' as const,
      ifInvalid: 'negative' as const,
    })),
    ...[...new Set(unlisted)]
      .filter((value) => !values.some((one) => same(one, value)))
      .map((value) => ({
        keyword,
        name: `is the unlisted ${JSON.stringify(value)}`,
        value,
        ifInvalid: 'negative' as const,
      })),
  ];
}

/** Texts at the limits of a schema and beyond its pattern. */
export function otherTexts(
  set: SchemaSet,
  pointer: string,
  schema: Place['schema'],
  value: unknown,
): Variation[] {
  if (typeof value !== 'string') return [];
  const pattern = schema['pattern'];
  const closed = set
    .merged([pointer])
    .every(({ values, patterns, format }) => values ?? format ?? patterns[0]);
  return [
    ...stringLimits(schema, value),
    ...(typeof pattern === 'string'
      ? brokenPatterns(value).map((broken) => ({
          keyword: 'pattern',
          name: `is ${JSON.stringify(broken)}`,
          value: broken,
          ifValid: 'boundary' as const,
          ifInvalid: 'negative' as const,
        }))
      : []),
    ...(closed || schema['type'] === undefined ? [] : freeTexts),
  ];
}

/** Texts that nothing forbids where only the type is told. */
const freeTexts: Variation[] = [
  { name: 'is empty', value: '' },
  { name: 'is a long text', value: 'long '.repeat(205).trim() },
  { name: 'has signs of markup and quotes', value: `<b>"it's" \\ & %20 + {}</b>` },
  { name: 'is Chinese and an emoji', value: '剧本 流程 🚀' },
].map((one) => ({ ...one, keyword: 'type', ifValid: 'boundary' as const }));

/** Numbers at the limits of a schema and beyond its type. */
export function otherNumbers(schema: Place['schema'], value: unknown): Variation[] {
  if (typeof value !== 'number') return [];
  const declared = schema['type'];
  if (declared !== 'integer' && declared !== 'number') return numberLimits(schema);
  return [
    ...numberLimits(schema),
    ...(declared === 'integer'
      ? [
          {
            keyword: 'type',
            name: 'has a fraction',
            value: value + 0.5,
            ifInvalid: 'negative' as const,
          },
        ]
      : [
          {
            keyword: 'type',
            name: 'has a fraction',
            value: value + 0.25,
            ifValid: 'boundary' as const,
          },
        ]),
    ...[0, 1, -1, 123456789].map((one) => ({
      keyword: 'type',
      name: `is ${one}`,
      value: one,
      ifValid: 'boundary' as const,
    })),
  ];
}
