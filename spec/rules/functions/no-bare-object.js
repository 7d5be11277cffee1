// @ts-check
import { describeNode, isPlainObject, nodeRule } from './document-nodes.js';
import { hasType, narrowedSchemas } from './schemas.js';

/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

/** A bare `type: object` says nothing and types to `Record<string, never>`. */
export const noBareObject = nodeRule(function* (node) {
  if (node.kind !== 'schema' || !hasType(node.value, 'object')) return;
  if ([node.value, ...narrowedSchemas(node)].some(saysWhatIsInside)) return;
  yield {
    message: `The object ${describeNode(node)} does not say what is in it: list its properties, or allow any by additionalProperties.`,
    path: node.path,
  };
});

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
