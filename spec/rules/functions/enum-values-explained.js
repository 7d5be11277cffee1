// @ts-check
import { describeNode, hasText, isPlainObject, nodeRule } from './document-nodes.js';
import { narrowedSchemas } from './schemas.js';

/** @typedef {import('./document-nodes.js').DocumentNode} DocumentNode */
/** @typedef {import('./document-nodes.js').Path} Path */
/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

/** A Markdown list line such as "- `PASS`: the version is approved", in Chinese with a wide colon. */
const explanationLine = /^\s*[-*] `([^`]*)`(?::[ \t]+|：)\S/gmu;

/** Each enumerated value is explained in a line of the description beside it, and no other value is. */
export const enumValuesExplained = nodeRule(function* (node) {
  if (node.kind !== 'schema') return;
  const values = enumeratedValues(node.value);
  if (values.length === 0) return;
  const texts = descriptionsBeside(node);
  const all = [
    ...texts.map(({ text }) => text),
    ...narrowedSchemas(node).map(({ description }) => description),
  ];
  const explained = new Set(all.flatMap(explainedValues));
  for (const { name, below, isExplained } of values) {
    if (isExplained || explained.has(name)) continue;
    yield {
      message: `The value ${name} of ${describeNode(node)} is not explained: add the line "- \`${name}\`: meaning" to the description beside it.`,
      path: [...node.path, ...below],
    };
  }
  const names = new Set(values.map(({ name }) => name));
  for (const { text, path } of texts)
    for (const name of explainedValues(text))
      if (!names.has(name))
        yield {
          message: `The description of ${describeNode(node)} explains ${name}, which is not one of its values: remove the line or add the value.`,
          path,
        };
});

/**
 * The values of `enum`, or of a `oneOf` that consists of constants.
 * @param {PlainObject} schema
 * @returns {{ name: string, below: Path, isExplained: boolean }[]}
 */
function enumeratedValues(schema) {
  if (Array.isArray(schema.enum))
    return schema.enum.map((value, index) => ({
      name: nameOf(value),
      below: ['enum', index],
      isExplained: false,
    }));
  for (const keyword of ['oneOf', 'anyOf']) {
    const branches = schema[keyword];
    if (!Array.isArray(branches) || branches.length === 0) continue;
    if (!branches.every((branch) => isPlainObject(branch) && 'const' in branch)) continue;
    return branches.map((branch, index) => ({
      name: nameOf(branch.const),
      below: [keyword, index, 'const'],
      isExplained: hasText(branch.description),
    }));
  }
  return [];
}

/**
 * A value as it stands between the backticks.
 * @param {unknown} value
 */
function nameOf(value) {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

/**
 * @param {unknown} text
 * @returns {string[]}
 */
function explainedValues(text) {
  if (!hasText(text)) return [];
  return [...text.matchAll(explanationLine)].map((match) => match[1] ?? '');
}

/**
 * The schema's own description, and that of the parameter, header or list whose only schema it is.
 * @param {DocumentNode} node
 * @returns {{ text: unknown, path: Path }[]}
 */
function descriptionsBeside(node) {
  const texts = [];
  for (let at = /** @type {DocumentNode | null} */ (node); at !== null; at = at.parent) {
    texts.push({ text: at.value.description, path: [...at.path, 'description'] });
    if (at.relation !== 'items' && at.relation !== 'schema') break;
  }
  return texts;
}
