// @ts-check
import { describeNode, nodeRule } from './document-nodes.js';

/** The API writes `2025-07-18T14:44:46.735Z+0800`, which RFC 3339 and so `date-time` do not allow. */
export const noFormatDateTime = nodeRule(function* (node) {
  if (node.kind !== 'schema' || node.value.format !== 'date-time') return;
  yield {
    message: `The format date-time of ${describeNode(node)} refuses the API's times, which are not RFC 3339: refer to the schema of its time layout instead.`,
    path: [...node.path, 'format'],
  };
});
