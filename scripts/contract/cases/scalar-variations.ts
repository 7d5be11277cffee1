import type { JsonObject } from '../../lib/openapi/document.js';
import type { CaseGroup } from '../case.js';
import { jsonTypes, listOf, typeOf, type JsonType } from './json.js';
import type { Place } from './places.js';
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

/** Makes a variation that is worth a case only if it turns out invalid. */
export function negative(keyword: string, name: string, value: unknown): Variation {
  return variation(keyword, name, value, undefined, 'negative');
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
export function* otherTypes(schema: JsonObject, value: unknown): Iterable<Variation> {
  if (schema['type'] === undefined) return;
  const allowed = [schema['type']].flat() as JsonType[];
  for (const type of jsonTypes) {
    if (allowed.includes(type) || (type === 'integer' && allowed.includes('number'))) continue;
    const [other, name] = valuesByType[type];
    yield negative('type', `is ${name}`, other);
  }
  const type = typeOf(value);
  if (['boolean', 'integer', 'number'].includes(type)) {
    yield negative('type', 'is the same as a text', String(value));
  }
  for (const item of listOf(value).slice(0, 1)) {
    yield negative('type', 'is an item instead of the array', item);
  }
  if (type !== 'array') yield negative('type', 'is wrapped in an array', [value]);
  for (const one of allowed) {
    if (one === 'null') yield variation('type', 'is null', null, 'boundary');
    for (const other of one === 'boolean' ? [true, false] : []) {
      yield variation('type', `is ${other}`, other, 'enum');
    }
  }
}

/** Listed values, and others that a careless server takes for listed. */
export function* listedValues(set: SchemaSet, schema: JsonObject): Iterable<Variation> {
  const keyword = schema['enum'] === undefined ? 'const' : 'enum';
  if (schema[keyword] === undefined) return;
  const values = keyword === 'enum' ? listOf(schema['enum']) : [schema['const']];
  const texts = values.filter((value) => typeof value === 'string');
  const unlisted = new Set([
    ...(texts.length > 0 ? ['NOT_LISTED'] : []),
    ...texts.flatMap(nearMisses),
    ...(texts.length > 1 ? [texts.slice(0, 2).join(',')] : []),
    ...values.filter((value) => typeof value === 'number').flatMap((value) => [value + 1, -value]),
    ...values.filter((value) => typeof value === 'boolean').map((value) => !value),
    ...set.similarValues(values),
  ]);
  for (const value of values) {
    yield variation(keyword, `is ${JSON.stringify(value)}`, value, 'enum', 'negative');
  }
  const listed = new Set(values.map((value) => JSON.stringify(value)));
  for (const value of unlisted) {
    if (listed.has(JSON.stringify(value))) continue;
    yield negative(keyword, `is the unlisted ${JSON.stringify(value)}`, value);
  }
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

/** Texts that nothing forbids where only the type is given. */
const freeTexts: Readonly<Record<string, string>> = {
  'is empty': '',
  'is a long text': 'long '.repeat(205).trim(),
  'has signs of markup and quotes': `<b>"it's" \\ & %20 + {}</b>`,
  'is Chinese and an emoji': '剧本 流程 🚀',
};

/** Texts at the limits of a schema and beyond its pattern. */
export function* otherTexts(
  set: SchemaSet,
  { schema, pointer }: Place,
  value: unknown,
): Iterable<Variation> {
  if (typeof value !== 'string') return;
  const signs = [...value];
  const filler = signs.at(-1) ?? 'x';
  // As near to a valid text as they can be.
  const ofSize = (count: number): string =>
    signs.slice(0, count).join('') + filler.repeat(Math.max(0, count - signs.length));
  const merged = set.merged([pointer]);
  const others = [
    ...otherSizes(schema, 'Length', ofSize, 'boundary'),
    ...(typeof schema['pattern'] === 'string' ? brokenPatterns(value) : []).map((broken) =>
      variation('pattern', `is ${JSON.stringify(broken)}`, broken, 'boundary', 'negative'),
    ),
  ];
  // Whether another text is still of the format is not looked at.
  const hasFormat = merged.some(({ format }) => format !== undefined);
  yield* hasFormat ? others.map((one) => ({ ...one, ifValid: undefined })) : others;
  const closed = merged.every(({ values, patterns, format }) => values ?? format ?? patterns[0]);
  if (closed || schema['type'] === undefined) return;
  for (const [name, text] of Object.entries(freeTexts)) {
    yield variation('type', name, text, 'boundary');
  }
}

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
export function* otherNumbers(schema: JsonObject, value: unknown): Iterable<Variation> {
  if (typeof value !== 'number') return;
  const number = (keyword: string): number | undefined => {
    const limit = schema[keyword];
    return typeof limit === 'number' && Number.isSafeInteger(Math.trunc(limit)) ? limit : undefined;
  };
  const at = (keyword: string, exact: readonly number[], meaning: string): Variation[] =>
    exact.map((one) => {
      // Sums such as 0.1 + 0.2 are not what a limit is about.
      const rounded = Number(one.toPrecision(12));
      return variation(keyword, `is ${rounded}${meaning}`, rounded, 'boundary', 'boundary');
    });
  const { type } = schema;
  const multiple = number('multipleOf');
  const step = type === 'integer' ? 1 : (multiple ?? 1);
  const multiples = (limit: number): number[] =>
    multiple === undefined
      ? []
      : [-1, 0, 1, 2].map((count) => (Math.floor(limit / multiple) + count) * multiple);
  for (const keyword of ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum']) {
    const limit = number(keyword);
    if (limit === undefined) continue;
    const close = type === 'integer' ? [] : [limit - 0.01, limit + 0.01];
    const near = [...multiples(limit), limit - step, limit, limit + step, ...close];
    yield* at(keyword, near, ` (${keyword} ${limit})`);
  }
  if (multiple !== undefined) {
    const near = [multiple, multiple * 2, multiple * 1.5, multiple + 1];
    yield* at('multipleOf', near, `, where multiples of ${multiple} are allowed`);
  }
  if (schema['format'] === 'int32') {
    const ends = [2 ** 31 - 1, 2 ** 31, -(2 ** 31) + 1, -(2 ** 31) - 1];
    yield* at('format', ends, ' (format int32)');
  }
  if (type === 'integer') yield negative('type', 'has a fraction', value + 0.5);
  if (type === 'number') yield variation('type', 'has a fraction', value + 0.25, 'boundary');
  for (const one of type === 'integer' || type === 'number' ? [0, 1, -1, 123456789] : []) {
    yield variation('type', `is ${one}`, one, 'boundary');
  }
}

/** Arrays, objects and texts beyond this size say more of the size than of the limit. */
const greatestSize = 100_000;

/** Values of sizes at, one below and one above `minX` and `maxX`. */
export function otherSizes(
  schema: JsonObject,
  of: 'Length' | 'Items' | 'Properties',
  ofSize: (count: number) => unknown,
  ifInvalid: CaseGroup = 'negative',
): Variation[] {
  return [`min${of}`, `max${of}`].flatMap((keyword) => {
    const limit = schema[keyword];
    if (typeof limit !== 'number' || limit > greatestSize) return [];
    return [limit - 1, limit, limit + 1]
      .filter((count) => count >= 0)
      .map((count) => {
        const name = `has the size ${count} (${keyword} ${limit})`;
        return variation(keyword, name, ofSize(count), 'boundary', ifInvalid);
      });
  });
}
