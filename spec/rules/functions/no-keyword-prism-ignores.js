// @ts-check
import { describeNode, isPlainObject, nodeRule } from './document-nodes.js';

/** @typedef {import('./document-nodes.js').Path} Path */
/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

/**
 * Assertions of JSON Schema 2019-09 and 2020-12 that the mock lets every value pass: Prism 5.14.2
 * validates as draft-07, and what has other names there is written so for it, as is `unevaluatedProperties`
 * that is false. Each was measured with a value that breaks it. contentEncoding, contentMediaType and contentSchema are not among them: they
 * assert nothing in 2020-12 either.
 */
const ignoredKeywords = [
  'unevaluatedProperties',
  'unevaluatedItems',
  'minContains',
  'maxContains',
  '$dynamicRef',
  '$dynamicAnchor',
  '$recursiveRef',
  '$recursiveAnchor',
  '$schema',
];

/**
 * @param {string} keyword
 * @param {unknown} value
 */
const isWrittenOtherwise = (keyword, value) =>
  keyword === 'unevaluatedProperties' && value === false;

/** No schema uses a keyword or a regular expression that the mock does not honour. */
export const noKeywordPrismIgnores = nodeRule(function* (node) {
  if (node.kind !== 'schema') return;
  for (const keyword of ignoredKeywords)
    if (keyword in node.value && !isWrittenOtherwise(keyword, node.value[keyword]))
      yield {
        message: `${keyword} in ${describeNode(node)} is ignored by the mock: say it with draft-07 keywords.`,
        path: [...node.path, keyword],
      };
  for (const { pattern, path } of patternsOf(node.value))
    if (!compiles(pattern))
      yield {
        message: `The pattern ${pattern} in ${describeNode(node)} is not a regular expression with the u flag, and the mock would stop validating the whole body: correct it.`,
        path: [...node.path, ...path],
      };
});

/**
 * @param {PlainObject} schema
 * @returns {{ pattern: string, path: Path }[]}
 */
function patternsOf(schema) {
  const own = typeof schema.pattern === 'string' ? [schema.pattern] : [];
  const keys = isPlainObject(schema.patternProperties) ? Object.keys(schema.patternProperties) : [];
  return [
    ...own.map((pattern) => ({ pattern, path: ['pattern'] })),
    ...keys.map((pattern) => ({ pattern, path: ['patternProperties', pattern] })),
  ];
}

/**
 * @param {string} pattern
 */
function compiles(pattern) {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
