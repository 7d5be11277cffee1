// @ts-check
import { createRulesetFunction } from '@stoplight/spectral-core';
import { describeNode, documentNodes, isPlainObject, nearest, once } from './document-nodes.js';
import { hasText } from './has-text.js';
import { narrowedSchemas } from './narrowed-schemas.js';
import { hasType } from './schema-types.js';

/** @typedef {import('./document-nodes.js').Finding} Finding */
/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

/** In a request every object is closed, so that a mistyped member is refused, or is called free-form. */
export const requestBodiesClosed = createRulesetFunction(
  { input: { type: 'object' }, options: null },
  /** @param {PlainObject} document */
  (document, _options, context) => {
    /** @type {Finding[]} */
    const findings = [];
    const nodes = documentNodes(document).filter(
      (node) => node.kind === 'schema' && nearest(node, 'requestBody') !== undefined,
    );
    for (const node of once(nodes, context)) {
      const schema = node.value;
      if ('allOf' in schema)
        findings.push({
          message: `The request schema ${describeNode(node)} uses allOf, whose closed parts refuse each other's members: write the members into one object.`,
          path: [...node.path, 'allOf'],
        });
      if (!isObjectSchema(schema) || narrowedSchemas(node).some(isClosed)) continue;
      if (!('additionalProperties' in schema)) {
        if (hasOnlyClosedBranches(schema)) continue;
        findings.push({
          message: `The request object ${describeNode(node)} is open: add additionalProperties: false, or additionalProperties: true with a description of what may be in it.`,
          path: node.path,
        });
      } else if (!isClosed(schema) && !hasText(schema.description))
        findings.push({
          message: `The request object ${describeNode(node)} is open without a reason: describe what may be in it, or set additionalProperties: false.`,
          path: [...node.path, 'additionalProperties'],
        });
    }
    return findings;
  },
);

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
