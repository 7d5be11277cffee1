// @ts-check
import { describeNode, isPlainObject, nearest, nodeRule } from './document-nodes.js';

/** @typedef {import('./document-nodes.js').DocumentNode} DocumentNode */

/** Each request body, JSON answer and error of each operation has a named example. */
export const namedExamples = nodeRule(
  /** @param {{ errorStatuses: string[] }} options - statuses that every operation has to document */
  function* (node, _context, options) {
    if (node.kind === 'mediaType' && 'example' in node.value)
      yield {
        message: `The ${describeNode(node)} has an example without a name: move it to examples and name it.`,
        path: [...node.path, 'example'],
      };
    if (node.kind === 'operation')
      for (const status of options.errorStatuses)
        if (!isPlainObject(node.value.responses?.[status]))
          yield {
            message: `The ${describeNode(node)} documents no ${status} response: add it with a named example.`,
            path: [...node.path, 'responses', status],
          };
    if (nearest(node, 'operation') !== undefined && lacksExample(node))
      yield {
        message: `The ${describeNode(node)} has no named example: add one under examples.`,
        path: node.path,
      };
  },
  { errorStatuses: { type: 'array', items: { type: 'string' } } },
);

/**
 * @param {DocumentNode} node
 * @returns {boolean}
 */
function lacksExample(node) {
  const { kind, key, value, parent } = node;
  if (kind === 'requestBody' || (kind === 'response' && /^[45]/.test(key)))
    return !Object.values(value.content ?? {}).some(hasNamedExample);
  return (
    kind === 'mediaType' &&
    parent?.kind === 'response' &&
    parent.key.startsWith('2') &&
    /^application\/([^;]*\+)?json\b/.test(key) &&
    !hasNamedExample(value)
  );
}

/**
 * @param {unknown} mediaType
 */
function hasNamedExample(mediaType) {
  return (
    isPlainObject(mediaType) &&
    isPlainObject(mediaType.examples) &&
    Object.values(mediaType.examples).some(isPlainObject)
  );
}
