// @ts-check
import { createRulesetFunction } from '@stoplight/spectral-core';
import { describeNode, documentNodes, isPlainObject, once } from './document-nodes.js';

/** @typedef {import('./document-nodes.js').Finding} Finding */
/** @typedef {import('./document-nodes.js').Path} Path */
/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

/** What `npm run draft` writes before each text that a person has to word. */
const mark = /\bDRAFT:/;

/** A draft is finished by a person: no text and no example value still has the mark. */
export const noDraftMark = createRulesetFunction(
  { input: { type: 'object' }, options: null },
  /** @param {PlainObject} document */
  (document, _options, context) => {
    /** @type {Finding[]} */
    const findings = [];
    for (const node of once(documentNodes(document), context)) {
      const { title, summary, description, externalDocs, value } = node.value;
      const own = { title, summary, description, externalDocs };
      const texts = node.kind === 'example' ? { ...own, value } : own;
      for (const path of markedPaths(texts, []))
        findings.push({
          message: `The ${path.join(' ')} of ${describeNode(node)} is a draft: word it, then remove the mark.`,
          path: [...node.path, ...path],
        });
    }
    return findings;
  },
);

/**
 * @param {unknown} value
 * @param {Path} path
 * @returns {Path[]}
 */
function markedPaths(value, path) {
  if (typeof value === 'string') return mark.test(value) ? [path] : [];
  if (!Array.isArray(value) && !isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => markedPaths(child, [...path, key]));
}
