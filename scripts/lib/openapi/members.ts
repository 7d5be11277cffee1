/**
 * What a member of an OpenAPI document holds: an object of the specification (or a list of such, or a
 * plain value), a map from free names to objects, or data in which nothing has a meaning.
 */
export type MemberKind = 'object' | 'names' | 'data';

/** Members whose value is data, so that a `$ref` inside is no reference. */
const dataMembers = new Set(['example', 'default', 'const', 'enum', 'value']);

/** Members whose value maps free names to objects, so that the names inside mean nothing. */
const namedMembers = new Set([
  '$defs',
  'callbacks',
  'content',
  'dependentSchemas',
  'encoding',
  'examples',
  'headers',
  'links',
  'parameters',
  'pathItems',
  'paths',
  'patternProperties',
  'properties',
  'requestBodies',
  'responses',
  'schemas',
  'securitySchemes',
  'variables',
  'webhooks',
]);

/**
 * What a member holds.
 *
 * @param isMap - whether its value is an object: some names mean a map or a list
 * @param parent - what the object is that has the member
 */
export function kindOf(name: string, isMap: boolean, parent: MemberKind = 'object'): MemberKind {
  if (parent === 'data') return 'data';
  if (parent === 'names') return 'object';
  if (dataMembers.has(name)) return 'data';
  if (name === 'examples' && !isMap) return 'data';
  return namedMembers.has(name) && isMap ? 'names' : 'object';
}

/** Members of a schema that hold an object which is no schema. */
const otherObjects = new Set(['discriminator', 'externalDocs', 'xml']);

/** A schema that is an object. */
export type SchemaNode = Record<string, unknown>;

/**
 * Visits every schema below an object of OpenAPI, each before the schemas inside it.
 *
 * @param isSchema - whether the object is a schema itself, or a map or list of schemas
 */
export function visitSchemas(
  value: unknown,
  visit: (schema: SchemaNode) => void,
  isSchema = false,
  kind: MemberKind = 'object',
): void {
  if (kind === 'data' || typeof value !== 'object' || value === null) return;
  if (isSchema && kind === 'object' && !Array.isArray(value)) visit(value as SchemaNode);
  for (const [name, member] of Object.entries(value)) {
    const inList = Array.isArray(value) || kind === 'names';
    if (!inList && name.startsWith('x-')) continue;
    const inner = inList
      ? isSchema
      : isSchema
        ? !otherObjects.has(name)
        : name === 'schema' || name === 'schemas';
    const isMap = typeof member === 'object' && !Array.isArray(member);
    visitSchemas(member, visit, inner, inList ? 'object' : kindOf(name, isMap, kind));
  }
}
