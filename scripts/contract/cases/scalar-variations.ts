import type { JsonObject } from '../../lib/openapi/document.js';
import type { CaseGroup } from '../case.js';
import { jsonTypes, listOf, same, typeOf, type JsonType } from './json.js';
import type { SchemaSet } from './schemas.js';

/** Another value for a place: whether it is valid is for a validator to say. */
export interface Variation {
  readonly keyword: string;
  /** What was done, without the place. */
  readonly name: string;
  readonly value: unknown;
  /** The group of the case if the value turns out valid; undefined if that is not worth a case. */
  readonly ifValid: CaseGroup | undefined;
  /** The group of the case if it turns out invalid; undefined if that is not worth a case. */
  readonly ifInvalid: CaseGroup | undefined;
}

/** Makes a variation: the group for a valid value comes before the one for an invalid value. */
export function variation(
  keyword: string,
  name: string,
  value: unknown,
  ifValid: CaseGroup | undefined,
  ifInvalid?: CaseGroup,
): Variation {
  return { keyword, name, value, ifValid, ifInvalid };
}

/** A value of each type, and how it is called. */
const valuesByType: Readonly<Record<JsonType, readonly [value: unknown, name: string]>> = {
  null: [null, 'null'],
  boolean: [true, 'true'],
  integer: [20040611, 'a whole number'],
  number: [0.5, 'a number with a fraction'],
  string: ['a text', 'a text'],
  array: [[], 'an array'],
  object: [{}, 'an object'],
};

/** Values of other types, and of the types that are easily forgotten. */
export function otherTypes(schema: JsonObject, value: unknown): Variation[] {
  if (schema['type'] === undefined) return [];
  const allowed = [schema['type']].flat() as JsonType[];
  const wrong = jsonTypes.filter(
    (type) => !allowed.includes(type) && !(type === 'integer' && allowed.includes('number')),
  );
  const invalid = (name: string, other: unknown): Variation =>
    variation('type', name, other, undefined, 'negative');
  const type = typeOf(value);
  return [
    ...wrong.map((one) => invalid(`is ${valuesByType[one][1]}`, valuesByType[one][0])),
    ...(['boolean', 'integer', 'number'].includes(type)
      ? [invalid('is the same as a text', String(value))]
      : []),
    ...listOf(value)
      .slice(0, 1)
      .map((item) => invalid('is an item instead of the array', item)),
    ...(type !== 'array' ? [invalid('is wrapped in an array', [value])] : []),
    ...allowed.flatMap((one) => {
      if (one === 'null') return [variation('type', 'is null', null, 'boundary')];
      if (one !== 'boolean') return [];
      return [true, false].map((other) => variation('type', `is ${other}`, other, 'enum'));
    }),
  ];
}

/** Listed values, and others that a careless server takes for listed. */
export function listedValues(set: SchemaSet, schema: JsonObject): Variation[] {
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
    ...set.similarValues(values),
  ];
  const shown = (value: unknown): string => JSON.stringify(value);
  return [
    ...values.map((value) => variation(keyword, `is ${shown(value)}`, value, 'enum', 'negative')),
    ...[...new Set(unlisted)]
      .filter((value) => !values.some((one) => same(one, value)))
      .map((value) =>
        variation(keyword, `is the unlisted ${shown(value)}`, value, undefined, 'negative'),
      ),
  ];
}

/** Texts that differ from a listed one in a way that a careless server forgives. */
function nearMisses(text: string): string[] {
  return [
    text.toUpperCase(),
    text.toLowerCase(),
    text.replace(/^./u, (sign) =>
      sign === sign.toUpperCase() ? sign.toLowerCase() : sign.toUpperCase(),
    ),
    `${text} `,
    ` ${text}`,
    text.slice(0, -1),
    `${text}${text.at(-1) ?? 'x'}`,
    text.replaceAll('_', '-'),
  ].filter((near) => near !== text && near.trim() !== '');
}

/** Texts at the limits of a schema and beyond its pattern. */
export function otherTexts(
  set: SchemaSet,
  pointer: string,
  schema: JsonObject,
  value: unknown,
): Variation[] {
  if (typeof value !== 'string') return [];
  const signs = [...value];
  const filler = signs.at(-1) ?? 'x';
  const closed = set
    .merged([pointer])
    .every(({ values, patterns, format }) => values ?? format ?? patterns[0]);
  return [
    // As near to a valid text as they can be.
    ...sizeLimits(schema, 'Length').map(({ name, keyword, count }) => {
      const text =
        signs.slice(0, count).join('') + filler.repeat(Math.max(0, count - signs.length));
      return variation(keyword, name, text, 'boundary', 'boundary');
    }),
    ...(typeof schema['pattern'] === 'string' ? brokenPatterns(value) : []).map((broken) =>
      variation('pattern', `is ${JSON.stringify(broken)}`, broken, 'boundary', 'negative'),
    ),
    ...(closed || schema['type'] === undefined ? [] : freeTexts),
  ];
}

/** Texts that nothing forbids where only the type is given. */
const freeTexts: Variation[] = [
  variation('type', 'is empty', '', 'boundary'),
  variation('type', 'is a long text', 'long '.repeat(205).trim(), 'boundary'),
  variation('type', 'has signs of markup and quotes', `<b>"it's" \\ & %20 + {}</b>`, 'boundary'),
  variation('type', 'is Chinese and an emoji', '剧本 流程 🚀', 'boundary'),
];

/**
 * A text with one run of signs of a kind (digits, letters, anything else) made longer, shorter,
 * of another kind, or gone; and with something before and after it.
 */
function brokenPatterns(text: string): string[] {
  const runs: string[] = text.match(/\p{Nd}+|\p{L}+|[^\p{Nd}\p{L}]/gu) ?? [];
  const others = [
    ...runs.flatMap((run, index) =>
      [
        run + (run.at(-1) ?? ''),
        run.slice(0, -1),
        '',
        (/\p{Nd}/u.test(run) ? 'x' : '7') + run.slice(1),
      ].map((other) => runs.with(index, other).join('')),
    ),
    `x${text}`,
    `${text}x`,
    `${text} `,
    text.toLowerCase(),
    'a text',
    '',
  ];
  return [...new Set(others)].filter((one) => one !== text);
}

/** Numbers at, one below and one above each limit of a schema, at the ends of `int32`, and others. */
export function otherNumbers(schema: JsonObject, value: unknown): Variation[] {
  if (typeof value !== 'number') return [];
  const number = (keyword: string): number | undefined => {
    const limit = schema[keyword];
    return typeof limit === 'number' && Number.isSafeInteger(Math.trunc(limit)) ? limit : undefined;
  };
  const at = (keyword: string, exact: number, meaning: string): Variation => {
    // Sums such as 0.1 + 0.2 are not what a limit is about.
    const rounded = Number(exact.toPrecision(12));
    return variation(keyword, `is ${rounded}${meaning}`, rounded, 'boundary', 'boundary');
  };
  const { type } = schema;
  const multiple = number('multipleOf');
  const step = type === 'integer' ? 1 : (multiple ?? 1);
  const multiples = (limit: number): number[] =>
    multiple === undefined
      ? []
      : [-1, 0, 1, 2].map((count) => (Math.floor(limit / multiple) + count) * multiple);
  return [
    ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].flatMap((keyword) => {
      const limit = number(keyword);
      if (limit === undefined) return [];
      const close = type === 'integer' ? [] : [limit - 0.01, limit + 0.01];
      return [...multiples(limit), limit - step, limit, limit + step, ...close].map((near) =>
        at(keyword, near, ` (${keyword} ${limit})`),
      );
    }),
    ...(multiple === undefined ? [] : [multiple, multiple * 2, multiple * 1.5, multiple + 1]).map(
      (near) => at('multipleOf', near, `, where multiples of ${multiple} are allowed`),
    ),
    ...(schema['format'] === 'int32'
      ? [2 ** 31 - 1, 2 ** 31, -(2 ** 31) + 1, -(2 ** 31) - 1]
      : []
    ).map((end) => at('format', end, ' (format int32)')),
    ...(type === 'integer'
      ? [variation('type', 'has a fraction', value + 0.5, undefined, 'negative')]
      : []),
    ...(type === 'number' ? [variation('type', 'has a fraction', value + 0.25, 'boundary')] : []),
    ...(type === 'integer' || type === 'number' ? [0, 1, -1, 123456789] : []).map((one) =>
      variation('type', `is ${one}`, one, 'boundary'),
    ),
  ];
}

/** Arrays, objects and texts beyond this size say more of the size than of the limit. */
const greatestSize = 100_000;

/** Sizes at, one below and one above `minX` and `maxX`. */
export function sizeLimits(
  schema: JsonObject,
  of: 'Length' | 'Items' | 'Properties',
): { keyword: string; name: string; count: number }[] {
  return [`min${of}`, `max${of}`].flatMap((keyword) => {
    const limit = schema[keyword];
    if (typeof limit !== 'number' || limit > greatestSize) return [];
    return [limit - 1, limit, limit + 1]
      .filter((count) => count >= 0)
      .map((count) => ({ keyword, name: `has the size ${count} (${keyword} ${limit})`, count }));
  });
}
