// @ts-check
import { describeNode, hasText, isPlainObject, nearest, nodeRule } from './document-nodes.js';
import { hasType, narrowedSchemas } from './schemas.js';

/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

/** In a request every object is closed, so that a mistyped member is refused, or is called free-form. */
export const requestBodiesClosed = nodeRule(function* (node) {
  if (node.kind !== 'schema' || nearest(node, 'requestBody') === undefined) return;
  const schema = node.value;
  if ('allOf' in schema)
    yield {
      message: `The request schema ${describeNode(node)} uses allOf, whose closed parts refuse each other's members: write the members into one object.`,
      path: [...node.path, 'allOf'],
    };
  if (!isObjectSchema(schema) || narrowedSchemas(node).some(isClosed)) return;
  if (!('additionalProperties' in schema)) {
    if (hasOnlyClosedBranches(schema)) return;
    yield {
      message: `The request object ${describeNode(node)} is open: add additionalProperties: false, or additionalProperties: true with a description of what may be in it.`,
      path: node.path,
    };
  } else if (!isClosed(schema) && !hasText(schema.description))
    yield {
      message: `The request object ${describeNode(node)} is open without a reason: describe what may be in it, or set additionalProperties: false.`,
      path: [...node.path, 'additionalProperties'],
    };
});

/**
 * @param {PlainObject} schema
 */
function isObjectSchema(schema) {
  return hasType(schema, 'object') || isPlainObject(schema.properties);
}

/**
 * @param {PlainObject} schema
 */
function isClosed(schema) {
  return schema.additionalProperties === false;
}

/**
 * @param {PlainObject} schema
 */
function hasOnlyClosedBranches(schema) {
  return ['oneOf', 'anyOf'].some(
    (keyword) =>
      Array.isArray(schema[keyword]) &&
      schema[keyword].length > 0 &&
      schema[keyword].every((branch) => isPlainObject(branch) && isClosed(branch)),
  );
}
