import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { isObject, type JsonObject } from '../../../lib/description.js';
import { formats } from '../../../lib/schema-judge.js';

const ajv = new Ajv2020({ strict: false, logger: false, formats, validateSchema: false });
const known = new Map<string, ValidateFunction | undefined>();

/**
 * Whether a schema allows a value. Equal schemas, of which there are many in the answers of an API, are
 * compiled once.
 */
export function allowedBy(schema: unknown, document: JsonObject): (value: unknown) => boolean {
  const text = JSON.stringify(schema);
  if (text.includes('"$ref"')) return allowedWithin(schema, document);
  if (!known.has(text)) known.set(text, compile(schema));
  const validate = known.get(text);
  return (value) => validate?.(value) === true;
}

/** For a schema that refers to itself, or that is not judged alone. */
export function allowedWithin(schema: unknown, document: JsonObject): (value: unknown) => boolean {
  const components = document['components'] as JsonObject;
  const text = JSON.stringify(schema);
  if (!known.has(text)) {
    known.set(text, compile(isObject(schema) ? { ...schema, components } : schema));
  }
  const validate = known.get(text);
  return (value) => validate?.(value) === true;
}

function compile(schema: unknown): ValidateFunction | undefined {
  try {
    return ajv.compile(schema as JsonObject);
  } catch {
    // A schema that means nothing any more allows nothing.
    return undefined;
  }
}
