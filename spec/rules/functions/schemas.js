// @ts-check
import { isPlainObject } from './document-nodes.js';

/** @typedef {import('./document-nodes.js').DocumentNode} DocumentNode */
/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

/** Keywords whose subschemas apply to the same value as the schema that they stand in. */
const inPlaceKeywords = new Set([
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentSchemas',
]);

/**
 * Whether a schema is a branch (of `oneOf`, `if`, …) of the schema that it stands in.
 * @param {DocumentNode} node a schema
 */
function isBranch(node) {
  return node.parent?.kind === 'schema' && inPlaceKeywords.has(node.relation);
}

/**
 * The schemas that apply to the same value as this one because it stands, directly or further up, in a
 * branch of them. What they say (a description, `additionalProperties: false`) need not be said again.
 * @param {DocumentNode} node a schema
 * @returns {PlainObject[]} nearest first
 */
export function narrowedSchemas(node) {
  const { parent, relation, key } = node;
  if (parent?.kind !== 'schema') return [];
  if (isBranch(node)) return [parent.value, ...narrowedSchemas(parent)];
  const outer = narrowedSchemas(parent);
  if (relation === 'properties')
    return outer.map((schema) => schema.properties?.[key]).filter(isPlainObject);
  if (relation === 'items') return outer.map((schema) => schema.items).filter(isPlainObject);
  return [];
}

/**
 * Whether a schema names a type, alone or in a list of types.
 * @param {PlainObject} schema
 * @param {string} type
 */
export function hasType(schema, type) {
  return Array.isArray(schema.type) ? schema.type.includes(type) : schema.type === type;
}
