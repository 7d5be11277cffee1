// @ts-check
import { createRulesetFunction } from '@stoplight/spectral-core';
import { describeNode, documentNodes, once } from './document-nodes.js';

/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

/** The API writes `2025-07-18T14:44:46.735Z+0800`, which RFC 3339 and so `date-time` do not allow. */
export const noFormatDateTime = createRulesetFunction(
  { input: { type: 'object' }, options: null },
  /** @param {PlainObject} document */
  (document, _options, context) =>
    [...once(documentNodes(document), context)]
      .filter(({ kind, value }) => kind === 'schema' && value.format === 'date-time')
      .map((node) => ({
        message: `The format date-time of ${describeNode(node)} refuses the API's times, which are not RFC 3339: refer to the schema of its time layout instead.`,
        path: [...node.path, 'format'],
      })),
);
