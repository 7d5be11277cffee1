// @ts-check
import { createRulesetFunction } from '@stoplight/spectral-core';
import {
  describeNode,
  documentNodes,
  isPlainObject,
  valueAt,
  writtenAt,
} from './document-nodes.js';

/** @typedef {import('./document-nodes.js').Finding} Finding */
/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

/**
 * What the linter may lose when it puts the target in the place of the reference: texts, and which of two
 * searches by one kind of time this is, since a start and an end share their schema.
 */
const textMembers = new Set(['$ref', 'summary', 'description', 'x-filter-by']);

/**
 * The linter replaces a reference, and whatever stands beside it, by its target. A keyword beside
 * `$ref` would therefore hold in the mock and the types and yet pass every rule unseen.
 */
export const onlyTextBesideRef = createRulesetFunction(
  { input: { type: 'object' }, options: null },
  /** @param {PlainObject} document */
  (document, _options, context) => {
    /** @type {Finding[]} */
    const findings = [];
    for (const node of documentNodes(document)) {
      if (node.parent === null) continue;
      const below = node.path.slice(node.parent.path.length);
      const holder = writtenAt(context, node.parent);
      const written = valueAt(holder.data, [...holder.path, ...below]);
      if (!isPlainObject(written) || typeof written.$ref !== 'string') continue;
      for (const member of Object.keys(written))
        if (!textMembers.has(member))
          findings.push({
            message: `${member} stands beside the $ref ${written.$ref} at ${below.join('/')} in ${describeNode(node.parent)}, where no rule sees it: put it into the referenced ${node.kind}.`,
            path: [...node.parent.path, ...below.slice(0, -1)],
          });
    }
    return findings;
  },
);
