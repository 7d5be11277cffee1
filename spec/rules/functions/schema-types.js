// @ts-check

/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

/**
 * Whether a schema names a type, alone or in a list of types.
 * @param {PlainObject} schema
 * @param {string} type
 */
export function hasType(schema, type) {
  return Array.isArray(schema.type) ? schema.type.includes(type) : schema.type === type;
}
