import { isObject, type JsonObject } from '../../lib/openapi/document.js';
import { step } from '../../lib/openapi/pointer.js';
import { listOf, objectOf, type Path } from '../cases/json.js';

/** One schema inside another, and where its values are in a value of the outermost one. */
export interface SchemaLocation {
  /** JSON pointer from the outermost schema. */
  readonly at: string;
  readonly schema: JsonObject;
  readonly path: Path;
  /** Whether a value here is judged by this schema alone, and not by one of several branches. */
  readonly alone: boolean;
}

/** A member that `properties` does not name. */
export const unnamed = 'undocumented_member';

/** A schema and all schemas inside it, the outer ones first; what refers to itself ends the path. */
export function schemaLocations(
  schema: unknown,
  at = '',
  path: Path = [],
  alone = true,
): SchemaLocation[] {
  if (!isObject(schema) || '$ref' in schema) return [];
  const inside = [...childrenOf(schema)].flatMap(([pointer, child, own, ownAlone]) =>
    schemaLocations(child, at + pointer, [...path, ...own], alone && ownAlone),
  );
  return [{ at, schema, path, alone }, ...inside];
}

/** The schemas directly inside a schema. */
function* childrenOf(
  schema: JsonObject,
): Generator<[at: string, child: unknown, path: Path, alone: boolean]> {
  for (const [name, child] of Object.entries(objectOf(schema['properties']))) {
    yield [`/properties${step(name)}`, child, [name], true];
  }
  for (const keyword of ['patternProperties', 'dependentSchemas']) {
    for (const [name, child] of Object.entries(objectOf(schema[keyword]))) {
      yield [`/${keyword}${step(name)}`, child, [unnamed], false];
    }
  }
  yield ['/additionalProperties', schema['additionalProperties'], [unnamed], true];
  const prefix = listOf(schema['prefixItems']);
  yield ['/items', schema['items'], [prefix.length], true];
  for (const [index, child] of prefix.entries()) {
    yield [`/prefixItems/${index}`, child, [index], true];
  }
  yield ['/contains', schema['contains'], [0], false];
  for (const keyword of ['not', 'if', 'then', 'else']) {
    yield [`/${keyword}`, schema[keyword], [], false];
  }
  for (const keyword of ['oneOf', 'anyOf', 'allOf']) {
    for (const [index, child] of listOf(schema[keyword]).entries()) {
      yield [`/${keyword}/${index}`, child, [], keyword === 'allOf'];
    }
  }
}
