// @ts-check
import { createRulesetFunction } from '@stoplight/spectral-core';
import { describeNode, documentNodes, isPlainObject, once, schemaOwner } from './document-nodes.js';

/** @typedef {import('./document-nodes.js').DocumentNode} DocumentNode */
/** @typedef {import('./document-nodes.js').Finding} Finding */
/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

/**
 * @typedef {object} DocumentedLimit
 * @property {string} [parameter] name of the parameter that has the limits, or
 * @property {string} [schema] title of the schema that has them, or
 * @property {string} [operation] id of the operation whose `x-pagination` has them
 * @property {string} [member] the member below it, like `data.name` or `ids[]`; none for itself
 * @property {Record<string, unknown>} keywords each keyword with its value
 * @property {string} source where the limits are published
 */

/** Keywords that stand only with a source. `default` is compared when listed, but free otherwise. */
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

/** Limits of a list, which stand in its `x-pagination`. */
const listKeywords = ['reachable'];

/** Each limit of the table stands in the document, and no other limit does. */
export const documentedLimits = createRulesetFunction(
  {
    input: { type: 'object' },
    options: {
      type: 'object',
      required: ['limits'],
      additionalProperties: false,
      properties: {
        limits: {
          type: 'array',
          items: {
            type: 'object',
            required: ['keywords', 'source'],
            oneOf: [
              { required: ['parameter'], properties: { parameter: true } },
              { required: ['schema'], properties: { schema: true } },
              { required: ['operation'], properties: { operation: true } },
            ],
            additionalProperties: false,
            properties: {
              parameter: { type: 'string' },
              schema: { type: 'string' },
              operation: { type: 'string' },
              member: { type: 'string' },
              keywords: { type: 'object' },
              source: { type: 'string', minLength: 1 },
            },
          },
        },
      },
    },
  },
  /**
   * @param {PlainObject} document
   * @param {{ limits: DocumentedLimit[] }} options
   */
  (document, { limits }, context) => {
    /** @type {Finding[]} */
    const findings = [];
    for (const node of once(documentNodes(document), context)) {
      const holder = limitsOf(node);
      if (holder === undefined) continue;
      const documented = limits.find((limit) => isAbout(limit, node));
      for (const [keyword, value] of Object.entries(documented?.keywords ?? {}))
        if (holder.value[keyword] !== value)
          findings.push({
            message: `The ${keyword} of ${describeNode(node)} is ${keyword in holder.value ? JSON.stringify(holder.value[keyword]) : 'missing'}, but its source says ${JSON.stringify(value)} (${documented?.source}): correct it, or the table of limits.`,
            path: [...holder.path, keyword],
          });
      for (const keyword of holder.keywords)
        if (keyword in holder.value && !(keyword in (documented?.keywords ?? {})))
          findings.push({
            message: `The ${keyword} of ${describeNode(node)} has no source: remove it, or add it with its source to the table of limits.`,
            path: [...holder.path, keyword],
          });
    }
    return findings;
  },
);

/**
 * Where the limits of a node stand, and which ones there may be; undefined if it can have none.
 * @param {DocumentNode} node
 */
function limitsOf({ kind, value, path }) {
  if (kind === 'schema') return { value, path, keywords: limitKeywords };
  const list = value['x-pagination'];
  return kind === 'operation' && isPlainObject(list)
    ? { value: list, path: [...path, 'x-pagination'], keywords: listKeywords }
    : undefined;
}

/**
 * @param {DocumentedLimit} limit
 * @param {DocumentNode} node
 */
function isAbout(limit, node) {
  if (node.kind === 'operation') return limit.operation === node.value.operationId;
  const { owner, members } = schemaOwner(node);
  const wanted =
    limit.parameter === undefined ? `schema ${limit.schema}` : `parameter ${limit.parameter}`;
  return owner === wanted && members === (limit.member ?? '');
}
