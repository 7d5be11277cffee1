import { isObject, step } from '../../../lib/description.js';
import type { SchemaOperator } from './edit.js';

/** `required`: each name taken out, each name that is missing put in. */
export const presence: SchemaOperator = (schema) => {
  const required = Array.isArray(schema['required']) ? (schema['required'] as string[]) : [];
  const properties = isObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  return [
    ...required.map((name, index) => ({
      operator: 'drop required',
      at: `/required/${index}`,
      what: `${name} is no longer required`,
      wanted: `an object without ${name}`,
      schema: { ...schema, required: required.toSpliced(index, 1) },
      member: name,
    })),
    ...properties
      .filter((name) => !required.includes(name))
      .map((name) => ({
        operator: 'add required',
        at: `/properties${step(name)}`,
        what: `${name} becomes required`,
        wanted: `an object without ${name}`,
        schema: { ...schema, required: [...required, name] },
        member: name,
      })),
  ];
};
