// @ts-check
import { createRulesetFunction } from '@stoplight/spectral-core';
import { describeNode, documentNodes, isPlainObject, once } from './document-nodes.js';
import { narrowedSchemas } from './narrowed-schemas.js';
import { hasType } from './schema-types.js';

/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

/** A bare `type: object` says nothing and types to `Record<string, never>`. */
export const noBareObject = createRulesetFunction(
  { input: { type: 'object' }, options: null },
  /** @param {PlainObject} document */
  (document, _options, context) =>
    [...once(documentNodes(document), context)]
      .filter(
        (node) =>
          node.kind === 'schema' &&
          hasType(node.value, 'object') &&
          !saysWhatIsInside(node.value) &&
          !narrowedSchemas(node).some(saysWhatIsInside),
      )
      .map((node) => ({
        message: `The object ${describeNode(node)} does not say what is in it: list its properties, or allow any by additionalProperties.`,
        path: node.path,
      })),
);

/**
 * @param {PlainObject} schema
 */
function saysWhatIsInside(schema) {
  const isFilled = (/** @type {unknown} */ map) =>
    isPlainObject(map) && Object.keys(map).length > 0;
  return (
    'additionalProperties' in schema ||
    isFilled(schema.properties) ||
    isFilled(schema.patternProperties) ||
    ['allOf', 'oneOf', 'anyOf'].some((keyword) => Array.isArray(schema[keyword]))
  );
}
