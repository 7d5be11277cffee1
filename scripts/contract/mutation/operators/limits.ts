import { without } from '../json.js';
import type { SchemaEdit, SchemaOperator } from './edit.js';

/** Keywords that limit a number or a size; those of sizes cannot be negative. */
const limitKeywords = {
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  multipleOf: 'number',
  minLength: 'text',
  maxLength: 'text',
  minItems: 'array',
  maxItems: 'array',
  minProperties: 'size',
  maxProperties: 'size',
  minContains: 'size',
  maxContains: 'size',
} as const;

/** Limits: each dropped, and moved by one to either side; `uniqueItems` turned over. */
export const limits: SchemaOperator = (schema) => [
  ...Object.entries(limitKeywords).flatMap(([keyword, kind]) => {
    const limit = schema[keyword];
    if (typeof limit !== 'number') return [];
    return [
      {
        operator: 'drop limit',
        at: `/${keyword}`,
        what: `${keyword} ${limit} is dropped`,
        wanted: `a value beyond ${keyword} ${limit}`,
        schema: without(schema, keyword),
        values: around(limit, kind),
      },
      ...[limit - 1, limit + 1]
        .filter((moved) => kind === 'number' || moved >= 0)
        .filter((moved) => keyword !== 'multipleOf' || moved > 0)
        .map((moved) => ({
          operator: 'shift limit',
          at: `/${keyword}`,
          what: `${keyword} ${limit} becomes ${moved}`,
          wanted: `a value at ${keyword} ${limit}, or one beyond it`,
          schema: { ...schema, [keyword]: moved },
          values: around(limit, kind),
        })),
    ];
  }),
  ...uniqueness(schema),
];

function around(limit: number, kind: string): unknown[] {
  const sizes = [limit - 1, limit, limit + 1];
  if (kind === 'number') return [limit - 2, ...sizes, limit + 2];
  const possible = sizes.filter((size) => size >= 0 && size <= 100_000);
  if (kind === 'text') return possible.map((length) => 'x'.repeat(length));
  if (kind === 'array') return possible.map((length) => Array.from({ length }, (_, i) => `${i}`));
  return [];
}

function uniqueness(schema: Parameters<SchemaOperator>[0]): SchemaEdit[] {
  if (schema['uniqueItems'] === true) {
    return [
      {
        operator: 'drop limit',
        at: '/uniqueItems',
        what: 'items may come again',
        wanted: 'an array with the same item twice',
        schema: without(schema, 'uniqueItems'),
        values: [['a', 'a']],
      },
    ];
  }
  if (schema['type'] !== 'array') return [];
  return [
    {
      operator: 'add limit',
      at: '/items',
      what: 'items may not come again',
      wanted: 'an array with the same item twice',
      schema: { ...schema, uniqueItems: true },
    },
  ];
}
