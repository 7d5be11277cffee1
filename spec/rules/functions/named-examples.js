// @ts-check
import { createRulesetFunction } from '@stoplight/spectral-core';
import { describeNode, documentNodes, isPlainObject, nearest, once } from './document-nodes.js';

/** @typedef {import('./document-nodes.js').DocumentNode} DocumentNode */
/** @typedef {import('./document-nodes.js').Finding} Finding */
/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

/** Each request body, JSON answer and error of each operation has a named example. */
export const namedExamples = createRulesetFunction(
  {
    input: { type: 'object' },
    options: {
      type: 'object',
      required: ['errorStatuses'],
      additionalProperties: false,
      properties: { errorStatuses: { type: 'array', items: { type: 'string' } } },
    },
  },
  /**
   * @param {PlainObject} document
   * @param {{ errorStatuses: string[] }} options statuses that every operation has to document
   */
  (document, { errorStatuses }, context) => {
    /** @type {Finding[]} */
    const findings = [];
    for (const node of once(documentNodes(document), context)) {
      if (node.kind === 'mediaType' && 'example' in node.value)
        findings.push({
          message: `The ${describeNode(node)} has an example without a name: move it to examples and name it.`,
          path: [...node.path, 'example'],
        });
      if (node.kind === 'operation')
        for (const status of errorStatuses)
          if (!isPlainObject(node.value.responses?.[status]))
            findings.push({
              message: `The ${describeNode(node)} documents no ${status} response: add it with a named example.`,
              path: [...node.path, 'responses', status],
            });
      const operation = nearest(node, 'operation');
      if (operation !== undefined && lacksExample(node))
        findings.push({
          message: `The ${describeNode(node)} has no named example: add one under examples.`,
          path: node.path,
        });
    }
    return findings;
  },
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
