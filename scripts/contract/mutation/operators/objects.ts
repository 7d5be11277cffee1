import { isObject, step } from '../../../lib/description.js';
import { renamed, without } from '../json.js';
import type { SchemaEdit, SchemaOperator } from './edit.js';

/** Objects: opened, closed, a property renamed or dropped. */
export const objects: SchemaOperator = (schema) => {
  const properties = isObject(schema['properties']) ? schema['properties'] : undefined;
  const required = Array.isArray(schema['required']) ? (schema['required'] as string[]) : undefined;
  const closed = schema['additionalProperties'] === false;
  const isOpenObject =
    !closed &&
    (properties !== undefined || schema['type'] === 'object' || 'additionalProperties' in schema);
  const edits: SchemaEdit[] = [];
  if (closed) {
    edits.push({
      operator: 'open object',
      at: '/additionalProperties',
      what: 'members that are not described are allowed',
      wanted: 'an object with a member that is not described',
      schema: without(schema, 'additionalProperties'),
    });
  }
  if (isOpenObject) {
    edits.push({
      operator: 'close object',
      at: '',
      what: 'members that are not described are refused',
      wanted: 'an object with a member that is not described',
      schema: { ...schema, additionalProperties: false },
    });
  }
  for (const name of Object.keys(properties ?? {})) {
    const at = `/properties${step(name)}`;
    const other = `${name}_renamed`;
    edits.push(
      {
        operator: 'rename property',
        member: name,
        at,
        what: `${name} is called ${other}`,
        wanted: `an object with ${name}, or without it`,
        schema: {
          ...schema,
          properties: renamed(properties!, name, other),
          ...(required && { required: required.map((one) => (one === name ? other : one)) }),
        },
      },
      {
        operator: 'drop property',
        member: name,
        at,
        what: `${name} is no longer described`,
        wanted: `an object with a wrong ${name}, or with a right one`,
        schema: {
          ...schema,
          properties: without(properties!, name),
          ...(required && { required: required.filter((one) => one !== name) }),
        },
      },
    );
  }
  return edits;
};
