import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { UserError } from '../cli.js';
import { oncePerDescription, type Description, type JsonObject } from './document.js';
import { visitSchemas, without, type SchemaNode } from './members.js';

/** Says what is wrong with a value, one line per finding; empty when the value is valid. */
export type Validator = (value: unknown) => string[];

/** The formats that are checked; others say nothing. */
const formats = {
  binary: true,
  int32: {
    type: 'number',
    validate: (value: number) => Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31,
  },
} as const;

/**
 * Makes validators for the schemas of a description, by JSON pointer. They follow JSON Schema 2020-12,
 * which is what OpenAPI 3.1 schemas are.
 */
export function validatorsOf(description: Description): (schemaPointer: string) => Validator {
  const validators = ajvValidatorsOf(description);
  return (schemaPointer) => {
    const validate = validators(schemaPointer);
    return (value) => (validate(value) ? [] : (validate.errors ?? []).map(line));
  };
}

/**
 * Compiles the schemas of a description, by JSON pointer, each once. A validator leaves all its
 * errors in `errors`, with the values that they are about. It throws a UserError for a schema that is none.
 */
export const ajvValidatorsOf = oncePerDescription((description) => {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    verbose: true,
    logger: false,
    formats,
    // What is compiled here is but a reference. A schema that is none fails when it is compiled.
    validateSchema: false,
    // To make the code of a validator shorter takes longer than to run it a few hundred times.
    code: { optimize: false },
  });
  // The document as a whole is no schema: it is only where the references lead to.
  const document = without(description.document, isMistaken);
  ajv.addSchema(asAjvReads(document), 'description', undefined, false);
  const known = new Map<string, ValidateFunction>();
  const compile = (schemaPointer: string): ValidateFunction => {
    try {
      return ajv.compile({ $ref: `description#${encodeURI(schemaPointer)}` });
    } catch (error) {
      const { message } = error as Error;
      throw new UserError(`the schema at ${schemaPointer} is none (${message}).`);
    }
  };
  return (schemaPointer: string): ValidateFunction => {
    const validate = known.get(schemaPointer) ?? compile(schemaPointer);
    known.set(schemaPointer, validate);
    return validate;
  };
});

/** A document without what Ajv takes for a mistake. */
function asAjvReads(document: JsonObject): JsonObject {
  if (!/"enum":\[\]|"nullable":|"\$recursive/.test(JSON.stringify(document))) return document;
  const copy = structuredClone(document);
  visitSchemas(copy, mendForAjv);
  return copy;
}

/**
 * Says otherwise what Ajv takes for a mistake in a schema: an enumeration of nothing, which allows nothing,
 * and what means nothing in 3.1: `nullable` of OpenAPI 3.0, and the recursive references of JSON Schema 2019-09.
 */
export function mendForAjv(schema: SchemaNode): void {
  for (const name of ['nullable', '$recursiveRef', '$recursiveAnchor']) {
    Reflect.deleteProperty(schema, name);
  }
  if (!Array.isArray(schema['enum']) || schema['enum'].length > 0) return;
  delete schema['enum'];
  schema['allOf'] = [schema['allOf'] ?? [], { not: {} }].flat();
}

/** Whether Ajv would take something in a member for the id of a schema, where none can be. */
function isMistaken(name: string, member: unknown, kind: string): boolean {
  return (
    kind === 'object' &&
    /^(x-.*|examples?|value)$/.test(name) &&
    /"\$(id|anchor|dynamicAnchor)":/.test(JSON.stringify(member))
  );
}

function line({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath === '' ? '(whole value)' : instancePath} ${message} ${JSON.stringify(params)}`;
}
