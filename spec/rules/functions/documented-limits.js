// @ts-check
import { createRulesetFunction } from '@stoplight/spectral-core';
import { describeNode, documentNodes, once, schemaOwner } from './document-nodes.js';

/** @typedef {import('./document-nodes.js').DocumentNode} DocumentNode */
/** @typedef {import('./document-nodes.js').Finding} Finding */
/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

/**
 * @typedef {object} DocumentedLimit
 * @property {string} [parameter] name of the parameter that has the limits, or
 * @property {string} [schema] title of the schema that has them
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
            ],
            additionalProperties: false,
            properties: {
              parameter: { type: 'string' },
              schema: { type: 'string' },
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
      if (node.kind !== 'schema') continue;
      const documented = limits.find((limit) => isAbout(limit, node));
      for (const [keyword, value] of Object.entries(documented?.keywords ?? {}))
        if (node.value[keyword] !== value)
          findings.push({
            message: `The ${keyword} of ${describeNode(node)} is ${keyword in node.value ? JSON.stringify(node.value[keyword]) : 'missing'}, but its source says ${JSON.stringify(value)} (${documented?.source}): correct it, or the table of limits.`,
            path: [...node.path, keyword],
          });
      for (const keyword of limitKeywords)
        if (keyword in node.value && !(keyword in (documented?.keywords ?? {})))
          findings.push({
            message: `The ${keyword} of ${describeNode(node)} has no source: remove it, or add it with its source to the table of limits.`,
            path: [...node.path, keyword],
          });
    }
    return findings;
  },
);

/**
 * @param {DocumentedLimit} limit
 * @param {DocumentNode} node
 */
function isAbout(limit, node) {
  const { owner, members } = schemaOwner(node);
  const wanted = 'parameter' in limit ? `parameter ${limit.parameter}` : `schema ${limit.schema}`;
  return owner === wanted && members === (limit.member ?? '');
}
