import type { JsonObject } from '../../lib/description.js';
import type { Variation } from './variations.js';

/** Arrays, objects and texts beyond this size tell more of the size than of the limit. */
const greatestSize = 100_000;

/** Numbers at, one below and one above each limit of a schema, and at the ends of `int32`. */
export function numberLimits(schema: JsonObject): Variation[] {
  const number = (keyword: string): number | undefined => {
    const limit = schema[keyword];
    return typeof limit === 'number' && Number.isSafeInteger(Math.trunc(limit)) ? limit : undefined;
  };
  const around = (keyword: string, limit: number, step: number): Variation[] =>
    [-step, 0, step].map((distance) => limitVariation(keyword, limit, distance));
  const step = schema['type'] === 'integer' ? 1 : (number('multipleOf') ?? 1);
  const multiple = number('multipleOf');
  return [
    ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].flatMap((keyword) => {
      const limit = number(keyword);
      if (limit === undefined) return [];
      const close = schema['type'] === 'integer' ? [] : [limit - 0.01, limit + 0.01];
      const multiples =
        multiple === undefined
          ? []
          : [-1, 0, 1, 2].map((count) => (Math.floor(limit / multiple) + count) * multiple);
      return [
        ...multiples.map((value) => limitVariation(keyword, limit, value - limit)),
        ...around(keyword, limit, step),
        ...close.map((value) => limitVariation(keyword, limit, value - limit)),
      ];
    }),
    ...(multiple === undefined
      ? []
      : [multiple, multiple * 2, multiple * 1.5, multiple + 1].map((value) => ({
          ...limitVariation('multipleOf', value, 0),
          name: `is ${value}, where multiples of ${multiple} are allowed`,
        }))),
    ...(schema['format'] === 'int32'
      ? [2 ** 31 - 1, 2 ** 31, -(2 ** 31) + 1, -(2 ** 31) - 1].map((value) => ({
          ...limitVariation('format', value, 0),
          name: `is ${value} (format int32)`,
        }))
      : []),
  ];
}

/** Texts at, one below and one above each limit of a length, as near to a valid text as they can be. */
export function stringLimits(schema: JsonObject, value: string): Variation[] {
  return sizeLimits(schema, 'Length').map(({ name, keyword, count }) => {
    const signs = [...value];
    const filler = signs.at(-1) ?? 'x';
    return {
      keyword,
      name,
      value: signs.slice(0, count).join('') + filler.repeat(Math.max(0, count - signs.length)),
      ifValid: 'boundary' as const,
      ifInvalid: 'boundary' as const,
    };
  });
}

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

function limitVariation(keyword: string, limit: number, distance: number): Variation {
  // Sums such as 0.1 + 0.2 are not what a limit is about.
  const value = Number((limit + distance).toPrecision(12));
  return {
    keyword,
    name: `is ${value} (${keyword} ${limit})`,
    value,
    ifValid: 'boundary',
    ifInvalid: 'boundary',
  };
}
