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
