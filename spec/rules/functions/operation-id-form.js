// @ts-check
import { createRulesetFunction } from '@stoplight/spectral-core';
import { documentNodes, once } from './document-nodes.js';

/** @typedef {import('./document-nodes.js').Finding} Finding */
/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

/**
 * Each operationId is camelCase and starts with one of the given verbs. That there is one at all is
 * the business of `operation-operationId`.
 */
export const operationIdForm = createRulesetFunction(
  {
    input: { type: 'object' },
    options: {
      type: 'object',
      required: ['verbs'],
      additionalProperties: false,
      properties: { verbs: { type: 'array', items: { type: 'string' }, minItems: 1 } },
    },
  },
  /**
   * @param {PlainObject} document
   * @param {{ verbs: string[] }} options
   */
  (document, { verbs }, context) => {
    const startsWithVerb = new RegExp(`^(${verbs.join('|')})[A-Z]`, 'u');
    /** @type {Finding[]} */
    const findings = [];
    for (const { kind, value, path } of once(documentNodes(document), context)) {
      const id = value.operationId;
      if (kind !== 'operation' || typeof id !== 'string' || id === '') continue;
      if (!/^[a-z][A-Za-z0-9]*$/u.test(id))
        findings.push({
          message: `operationId ${id} is not camelCase: write letters and digits only, the first one small.`,
          path: [...path, 'operationId'],
        });
      else if (!startsWithVerb.test(id))
        findings.push({
          message: `operationId ${id} starts with no known verb: begin it with one of ${verbs.join(', ')}, then a capital letter.`,
          path: [...path, 'operationId'],
        });
    }
    return findings;
  },
);
