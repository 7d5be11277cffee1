// @ts-check
import { describeNode, isPlainObject, nodeRule } from './document-nodes.js';

/** @typedef {import('./document-nodes.js').Path} Path */

/** What `npm run draft` writes before each text that a person has to word. */
const mark = /\bDRAFT:/;

/** A draft is finished by a person: no text and no example value still has the mark. */
export const noDraftMark = nodeRule(function* (node) {
  // Those stand in the path of a finding at the object that they belong to.
  if (node.kind === 'externalDocs') return;
  const { title, summary, description, externalDocs, value } = node.value;
  const own = { title, summary, description, externalDocs };
  const texts = node.kind === 'example' ? { ...own, value } : own;
  for (const path of markedPaths(texts, []))
    yield {
      message: `The ${path.join(' ')} of ${describeNode(node)} is a draft: word it, then remove the mark.`,
      path: [...node.path, ...path],
    };
});

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
