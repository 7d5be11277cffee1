// @ts-check
import { createRulesetFunction } from '@stoplight/spectral-core';
import { describeNode, documentNodes, once } from './document-nodes.js';

/** @typedef {import('./document-nodes.js').Finding} Finding */
/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

const member = 'x-safe-to-repeat';

/** Each operation says whether a client may send it again; reads always may (RFC 9110, 9.2.2). */
export const safeToRepeatDeclared = createRulesetFunction(
  { input: { type: 'object' }, options: null },
  /** @param {PlainObject} document */
  (document, _options, context) => {
    /** @type {Finding[]} */
    const findings = [];
    for (const node of once(documentNodes(document), context)) {
      if (node.kind !== 'operation') continue;
      const declared = node.value[member];
      const isRead = node.relation === 'get' || node.relation === 'head';
      if (typeof declared !== 'boolean')
        findings.push({
          message: `The ${describeNode(node)} does not say whether it is safe to repeat: set ${member} to true or false.`,
          path: [...node.path, member],
        });
      else if (isRead && !declared)
        findings.push({
          message: `The ${describeNode(node)} is a ${node.relation.toUpperCase()} request and so safe to repeat: set ${member} to true.`,
          path: [...node.path, member],
        });
    }
    return findings;
  },
);
