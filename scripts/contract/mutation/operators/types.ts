import { jsonTypes, valueOfType, without } from '../json.js';
import type { SchemaEdit, SchemaOperator } from './edit.js';

/** `type`: changed to each other type, dropped, null let in or shut out. */
export const types: SchemaOperator = (schema) => {
  const type = schema['type'];
  const listed = Array.isArray(type) ? (type as string[]) : typeof type === 'string' ? [type] : [];
  if (listed.length === 0) return [];
  const withTypes = (names: readonly string[]) => ({
    ...schema,
    type: names.length === 1 ? names[0] : names,
  });
  const changed: SchemaEdit[] = listed
    .filter((name) => name !== 'null')
    .flatMap((name) =>
      jsonTypes
        .filter((other) => !listed.includes(other))
        .filter((other) => other !== 'null' || listed.length === 1)
        .map((other) => ({
          operator: 'change type',
          at: '/type',
          what: `${other} takes the place of ${name}`,
          wanted: `a value of the type ${other}, or one of the type ${name} that is none`,
          schema: withTypes(listed.map((one) => (one === name ? other : one))),
          values: [valueOfType[other]],
        })),
    );
  return [
    ...changed,
    {
      operator: 'drop type',
      at: '/type',
      what: 'a value of any type is allowed',
      wanted: `a value of another type than ${listed.join(', ')}`,
      schema: without(schema, 'type'),
      values: Object.values(valueOfType),
    },
    listed.includes('null')
      ? {
          operator: 'drop null',
          at: '/type',
          what: 'null is no longer allowed',
          wanted: 'null',
          schema: withTypes(listed.filter((name) => name !== 'null')),
        }
      : {
          operator: 'add null',
          at: '/type',
          what: 'null is allowed as well',
          wanted: 'null',
          schema: {
            ...withTypes([...listed, 'null']),
            // An enumeration without null would shut it out again.
            ...(Array.isArray(schema['enum']) && {
              enum: [...(schema['enum'] as unknown[]), null],
            }),
          },
          values: [null],
        },
  ].filter((edit) => !isEmptyType(edit.schema));
};

function isEmptyType(schema: unknown): boolean {
  const { type } = schema as { type?: unknown };
  return Array.isArray(type) && type.length === 0;
}
