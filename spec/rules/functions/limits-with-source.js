// @ts-check
import { describeNode, hasText, isPlainObject, nodeRule } from './document-nodes.js';

/** @typedef {import('./document-nodes.js').DocumentNode} DocumentNode */

/** Where a limit is published: stands beside it. */
const extension = 'x-source';

/** Keywords of a schema that stand only with a source. */
const limitKeywords = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
];

/** The same of a list, which stand in its `x-pagination`. */
const listKeywords = ['reachable'];

/** Each limit stands beside the source that publishes it, and each such source beside a limit. */
export const limitsWithSource = nodeRule(function* (node) {
  const holder = holderOf(node);
  if (holder === undefined) return;
  const { value, path } = holder;
  const limits = holder.keywords.filter((keyword) => keyword in value);
  const place = describeNode(node);
  if (limits.length > 0 && !hasText(value[extension]))
    for (const keyword of limits)
      yield {
        message: `The ${keyword} of ${place} has no source: write where it is published as ${extension} beside it, or remove it.`,
        path: [...path, keyword],
      };
  else if (limits.length === 0 && extension in value)
    yield {
      message: `The ${extension} of ${place} stands beside no limit: remove it.`,
      path: [...path, extension],
    };
});

/**
 * Where the limits of a node stand, and which ones there may be; undefined if it can have none.
 * @param {DocumentNode} node
 */
function holderOf({ kind, value, path }) {
  if (kind === 'schema') return { value, path, keywords: limitKeywords };
  const list = value['x-pagination'];
  return kind === 'operation' && isPlainObject(list)
    ? { value: list, path: [...path, 'x-pagination'], keywords: listKeywords }
    : undefined;
}
