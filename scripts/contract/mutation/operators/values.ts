import { without } from '../json.js';
import type { SchemaContext, SchemaEdit, SchemaOperator } from './edit.js';

/** `enum` and `const`: values taken out, put in, the keyword dropped. */
export const values: SchemaOperator = (schema, context) => [
  ...enumEdits(schema['enum'], schema, context),
  ...('const' in schema ? constEdits(schema['const'], schema) : []),
];

function enumEdits(
  list: unknown,
  schema: Parameters<SchemaOperator>[0],
  { enumerations }: SchemaContext,
): SchemaEdit[] {
  if (!Array.isArray(list) || list.length === 0) return [];
  const unlisted = unlistedValues(list, enumerations);
  return [
    ...(list.length > 1 ? list : []).map((value, index) => ({
      operator: 'drop enum value',
      at: `/enum/${index}`,
      what: `${JSON.stringify(value)} is no longer listed`,
      wanted: `the value ${JSON.stringify(value)}`,
      schema: { ...schema, enum: list.toSpliced(index, 1) },
    })),
    ...unlisted.map((value) => ({
      operator: 'widen enum',
      at: '/enum',
      what: `${JSON.stringify(value)} is listed as well`,
      wanted: `the value ${JSON.stringify(value)}`,
      schema: { ...schema, enum: [...list, value] },
      values: [value],
    })),
    {
      operator: 'drop enum',
      at: '/enum',
      what: 'any value of the type is allowed',
      wanted: 'a value that is not listed',
      schema: without(schema, 'enum'),
      values: [unlistedText(list), ...unlisted],
    },
  ];
}

/**
 * Values by which an enumeration is likely to grow: those of an enumeration that shares a value with
 * it, and its first text in another case.
 */
function unlistedValues(list: readonly unknown[], enumerations: SchemaContext['enumerations']) {
  const related = enumerations.filter((other) => other.some((value) => list.includes(value)));
  const text = list.find((value) => typeof value === 'string');
  const cased =
    text === undefined
      ? []
      : [text.toLowerCase(), text.toUpperCase()].filter((value) => value !== text);
  return [...new Set([...related.flat(), ...cased])].filter((value) => !list.includes(value));
}

function unlistedText(list: readonly unknown[]): unknown {
  return list.some((value) => typeof value === 'string') ? 'NOT_LISTED' : 20040611;
}

function constEdits(value: unknown, schema: Parameters<SchemaOperator>[0]): SchemaEdit[] {
  const other = otherValue(value);
  return [
    {
      operator: 'drop const',
      at: '/const',
      what: `any value beside ${JSON.stringify(value)} is allowed`,
      wanted: `a value that is not ${JSON.stringify(value)}`,
      schema: without(schema, 'const'),
      values: [other],
    },
    {
      operator: 'change const',
      at: '/const',
      what: `${JSON.stringify(other)} takes the place of ${JSON.stringify(value)}`,
      wanted: `the value ${JSON.stringify(value)} or ${JSON.stringify(other)}`,
      schema: { ...schema, const: other },
      values: [other],
    },
  ];
}

/** Another value of the same type. */
export function otherValue(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return `${value} (changed)`;
  if (Array.isArray(value)) return [...value, null];
  return value === null ? false : { ...(value as object), changed: true };
}
