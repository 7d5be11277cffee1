import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { Description } from './description.js';

/** Says what is wrong with a value, one line per finding; empty when the value is valid. */
export type Judge = (value: unknown) => string[];

/**
 * Makes judges for the schemas of a description, by JSON pointer. They follow JSON Schema 2020-12,
 * which is what OpenAPI 3.1 schemas are.
 */
export function judgesOf(description: Description): (schemaPointer: string) => Judge {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    formats: {
      binary: true,
      int32: {
        type: 'number',
        validate: (value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31,
      },
    },
  });
  // The document as a whole is no schema: it is only where the references lead to.
  ajv.addSchema(description.document, 'description', undefined, false);
  return (schemaPointer) => {
    const validate = ajv.compile({ $ref: `description#${encodeURI(schemaPointer)}` });
    return (value) => (validate(value) ? [] : (validate.errors ?? []).map(line));
  };
}

function line({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath === '' ? '(whole value)' : instancePath} ${message} ${JSON.stringify(params)}`;
}
