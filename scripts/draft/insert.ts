import { isMap, isSeq, parseDocument, type Node } from 'yaml';
import type { JsonObject } from '../lib/openapi/document.js';
import { yamlText } from '../lib/yaml-text.js';

/**
 * Adds an entry at the end of a map or a list of a YAML text. Nothing else of the text changes: not
 * its comments, and not its layout.
 *
 * @param way to the map or list, from the document down
 * @param entry the members to add to a map, the item to add to a list, or a text as it is to be written
 * @throws Error when there is no map or list in block style
 */
export function insertYaml(
  source: string,
  way: readonly (string | number)[],
  entry: unknown,
): string {
  const document = parseDocument(source);
  const node = way.length === 0 ? document.contents : document.getIn(way, true);
  if ((!isMap(node) && !isSeq(node)) || node.flow === true || node.items.length === 0) {
    throw new Error(`there is no map or list at ${way.join('/')}.`);
  }
  const first = isMap(node) ? (node.items[0]?.key as Node) : (node.items[0] as Node);
  const start = isMap(node) ? (first.range?.[0] ?? 0) : source.lastIndexOf('-', first.range?.[0]);
  const indent = ' '.repeat(start - source.lastIndexOf('\n', start - 1) - 1);
  const text = typeof entry === 'string' ? entry : yamlText(isSeq(node) ? [entry] : entry);
  const end = endOf(source, node);
  const before = source.slice(0, end);
  const isClosed = before === '' || before.endsWith('\n');
  return `${before}${isClosed ? '' : '\n'}${indented(text.trimEnd(), indent)}\n${source.slice(end)}`;
}

/**
 * Sorts a list in block style of a YAML text. Each item keeps its text, with the comments above it.
 *
 * @param rank of an item: a lower one stands further up
 */
export function sortYaml(
  source: string,
  way: readonly (string | number)[],
  rank: (item: JsonObject) => number,
): string {
  const document = parseDocument(source);
  const list = document.getIn(way, true);
  if (!isSeq(list) || list.flow === true) throw new Error(`there is no list at ${way.join('/')}.`);
  const nodes = list.items as Node[];
  const dash = source.lastIndexOf('-', nodes[0]?.range?.[0]);
  const cuts = [source.lastIndexOf('\n', dash) + 1, ...nodes.map((node) => endOf(source, node))];
  const items = nodes.map((node, index) => ({
    text: source.slice(cuts[index], cuts[index + 1]),
    rank: rank(node.toJS(document) as JsonObject),
  }));
  const sorted = items.sort((a, b) => a.rank - b.rank).map(({ text }) => text);
  return source.slice(0, cuts[0]) + sorted.join('') + source.slice(cuts.at(-1));
}

/** A text with blanks before each line that is not empty. */
export function indented(text: string, by: string): string {
  return text.replaceAll(/(?<=^|\n)(?=[^\n])/g, by);
}

/** The end of the last line of a node, comments of its own line included. */
function endOf(source: string, node: Node): number {
  const [, valueEnd = 0] = node.range ?? [];
  const text = source.slice(0, valueEnd).trimEnd();
  const lineEnd = source.indexOf('\n', text.length);
  return lineEnd < 0 ? source.length : lineEnd + 1;
}
