import { sizeLimits } from './limits.js';
import type { Place } from './places.js';
import { samplesOf, uniqueItems } from './samples.js';
import type { SchemaSet } from './schemas.js';
import type { Variation } from './variations.js';

/** Arrays of other sizes, with wrong items, and with the same item twice. */
export function otherArrays(
  set: SchemaSet,
  pointer: string,
  schema: Place['schema'],
  value: unknown,
): Variation[] {
  if (!Array.isArray(value)) return [];
  const items = `${pointer}/items`;
  const samples = [...(value as unknown[]), ...samplesOf(set, [items], 'minimal')];
  const item = samples[0];
  const different = (count: number): unknown[] =>
    schema['uniqueItems'] === true
      ? uniqueItems(set, [items], count, 0)
      : Array.from({ length: count }, (_, index) => samples[index % samples.length] ?? null);
  const variation = (keyword: string, name: string, other: unknown): Variation => ({
    keyword,
    name,
    value: other,
    ifValid: 'boundary',
    ifInvalid: 'negative',
  });
  return [
    ...sizeLimits(schema, 'Items').map(({ name, keyword, count }) =>
      variation(keyword, name, different(count)),
    ),
    variation('items', 'is an empty array', []),
    ...(item === undefined
      ? []
      : [
          variation('uniqueItems', 'has an item twice', [...(value as unknown[]), item, item]),
          variation('maxItems', 'has three items', different(3)),
        ]),
    ...(schema['items'] === undefined || item === undefined
      ? []
      : [null, 20040611, 'a text', {}, []].map((wrong) => ({
          ...variation('items', `has ${JSON.stringify(wrong)} after a valid item`, [item, wrong]),
          ifValid: undefined,
        }))),
    ...(schema['items'] === false
      ? [variation('items', 'has an item too many', [...(value as unknown[]), 'a text'])]
      : []),
    ...(schema['contains'] === undefined
      ? []
      : [
          ...[null, 'a text', -20040611, {}].map((other) =>
            variation('contains', `has ${JSON.stringify(other)} alone`, [other]),
          ),
        ]),
  ];
}
