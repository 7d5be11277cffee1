import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import {
  isObject,
  objectAt,
  type Description,
  type JsonObject,
} from '../../lib/openapi/document.js';
import { formats } from '../../lib/openapi/validators.js';
import { valueAt, withValue, type Path } from '../cases/json.js';
import type { Place } from '../cases/places.js';
import { jsonTypes, renamed, valueOfType, withValueAt, without } from './json.js';
import type { AnswerChange } from './mutant.js';
import type { SchemaEdit } from './operators/schema.js';
import type { DocumentedResponse } from './responses.js';

/** A member that no schema names, as the places of schemas call it. */
const unnamed = 'extra';

/**
 * What a provider sends whose answers follow a changed schema: a body that the changed schema allows
 * and the contract does not; undefined if none was found.
 */
export function driftedBody(
  response: DocumentedResponse,
  description: Description,
  { pointer, path }: Place,
  edit: SchemaEdit,
): AnswerChange | undefined {
  const at = pointer.slice(response.schema.length);
  // A value that no branch is about is judged by this schema alone.
  const isAlone = !/\/(oneOf|anyOf|then|else|patternProperties|dependentSchemas)\//.test(`${at}/`);
  const whole = withValueAt(objectAt(description, response.schema), at, edit.schema);
  const isAllowed = allowedBy(isAlone ? edit.schema : whole, description);
  for (const base of response.values) {
    for (const { body, value } of bodiesAround(response, base, path, edit)) {
      if (!response.json && typeof body !== 'string') continue;
      if (response.allows(body) || !isAllowed(isAlone ? value : body)) continue;
      const text = response.json ? JSON.stringify(body) : (body as string);
      return response.only(() => ({ text }));
    }
  }
  return undefined;
}

const ajv = new Ajv2020({ strict: false, logger: false, formats, validateSchema: false });

/** Of equal schemas, of which there are many in the answers of an API, each is compiled once. */
const compiled = new Map<string, ValidateFunction | undefined>();

/** Whether a schema allows a value. A schema that means nothing any more allows nothing. */
function allowedBy(schema: JsonObject, { document }: Description): (value: unknown) => boolean {
  const text = JSON.stringify(schema);
  if (!compiled.has(text)) {
    // What refers to itself is not inlined.
    const { components } = document;
    compiled.set(text, compile(text.includes('"$ref"') ? { ...schema, components } : schema));
  }
  const validate = compiled.get(text);
  return (value) => validate?.(value) === true;
}

function compile(schema: JsonObject): ValidateFunction | undefined {
  try {
    return ajv.compile(schema);
  } catch {
    return undefined;
  }
}

/** Bodies in which another value stands in place of the one that the schema is about. */
function* bodiesAround(
  { values: all }: DocumentedResponse,
  base: unknown,
  path: Path,
  edit: SchemaEdit,
): Generator<{ body: unknown; value: unknown }> {
  const found = valueAt(base, path);
  const isNew = path.at(-1) === unnamed && isObject(valueAt(base, path.slice(0, -1)));
  if (found === undefined && !isNew) return;
  // A value of two branches at once.
  const others = all.map((one) => valueAt(one, path)).filter(isObject);
  const merged = Object.assign({}, ...others) as JsonObject;
  for (const near of [found, merged]) {
    for (const value of [...(edit.values ?? []), ...valuesNear(near, edit.member)]) {
      yield { body: withValue(base, path, value), value };
    }
  }
}

function* valuesNear(value: unknown, member?: string): Generator {
  yield value;
  if (isObject(value)) {
    yield { ...value, [unnamed]: 'x' };
    for (const name of Object.keys(value)) {
      if (name !== (member ?? name)) continue;
      yield without(value, name);
      yield renamed(value, name, `${name}_renamed`);
      for (const type of jsonTypes) yield { ...value, [name]: valueOfType[type] };
    }
    yield {};
  }
  if (Array.isArray(value)) {
    yield [];
    yield [...value, ...value];
    for (const type of jsonTypes) yield [valueOfType[type]];
  }
  if (typeof value === 'string') yield* textsNear(value);
  yield* Object.values(valueOfType);
}

/** How much of a text is varied. */
const longest = 200;

/** The text with something before or after it, and with each character twice or not at all. */
function* textsNear(text: string): Generator<string> {
  yield* [`${text}x`, `x${text}`];
  for (let at = 0; at < Math.min(text.length, longest); at += 1) {
    yield text.slice(0, at + 1) + text.slice(at);
    yield text.slice(0, at) + text.slice(at + 1);
  }
}
