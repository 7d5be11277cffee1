// @ts-check
import { createRulesetFunction } from '@stoplight/spectral-core';
import { documentNodes, nearest, writtenAt } from './document-nodes.js';

/** @typedef {import('./document-nodes.js').DocumentNode} DocumentNode */
/** @typedef {import('./document-nodes.js').Finding} Finding */
/** @typedef {import('./document-nodes.js').PlainObject} PlainObject */

/**
 * @typedef {object} Options
 * @property {Record<string, string>} responseNames what the file name of the response for each status
 *   starts with
 */

/**
 * @typedef {object} Naming
 * @property {RegExp} pattern what the file name without its ending has to match
 * @property {string} content what the file holds, in words
 * @property {string} wanted the name to give it, in words
 * @property {string[]} [below] the member that the name comes from
 */

/** A file has one of these roots; anything else has no naming rule and so cannot be found by name. */
const namings =
  /** @type {Record<string, (node: DocumentNode, options: Options) => Naming | undefined>} */ ({
    schema: ({ value }) => named('the schema titled', value.title, ['title']),
    parameter: nameParameter,
    header: ({ key }) => named('the header', key),
    securityScheme: ({ key }) => named('the security scheme', key),
    pathItem: namePathItem,
    response: nameResponse,
    example: nameExample,
  });

/**
 * @param {string} content
 * @param {unknown} name
 * @param {string[]} [below]
 * @returns {Naming | undefined}
 */
function named(content, name, below) {
  if (typeof name !== 'string' || name === '') return undefined;
  const pattern = new RegExp(`^${escapeForPattern(name)}$`, 'u');
  return { pattern, content: `${content} ${name}`, wanted: name, below };
}

/**
 * A parameter is named after itself; what it belongs to may stand before it, since two kinds of record
 * may have parameters of one name.
 * @param {DocumentNode} node
 * @returns {Naming | undefined}
 */
function nameParameter({ value: { name } }) {
  const naming = named('the parameter', name, ['name']);
  if (naming === undefined) return undefined;
  return { ...naming, pattern: new RegExp(`(^|_)${escapeForPattern(name)}$`, 'u') };
}

/**
 * A path item is named after the end of its path: as many segments as tell it from its neighbours.
 * @param {DocumentNode} node
 * @returns {Naming | undefined}
 */
function namePathItem({ key }) {
  const segments = key.split('/').filter((segment) => segment !== '');
  if (segments.length === 0) return undefined;
  const ends = segments.map((_, start) => escapeForPattern(segments.slice(start).join('_')));
  return {
    pattern: new RegExp(`^(${ends.join('|')})$`, 'u'),
    content: `the path ${key}`,
    wanted: `the end of the path, with _ between its segments, such as ${segments.slice(-2).join('_')}`,
  };
}

/**
 * @param {string} text
 * @returns {string}
 */
function escapeForPattern(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * A response is named after its status, in words; what is special about it may follow.
 * @param {DocumentNode} node
 * @param {Options} options
 * @returns {Naming | undefined}
 */
function nameResponse({ key, parent }, { responseNames }) {
  if (parent?.kind === 'components') return named('the response', key);
  const name = responseNames[key];
  return name === undefined
    ? undefined
    : {
        pattern: new RegExp(`^${name}([A-Z0-9]|$)`, 'u'),
        content: `a response for status ${key}`,
        wanted: `${name}…`,
      };
}

/**
 * An example is named after the operation that uses it; an error body may be shared by operations.
 * @param {DocumentNode} node
 * @returns {Naming | undefined}
 */
function nameExample(node) {
  if (node.parent?.kind === 'components') return named('the example', node.key);
  const operation = nearest(node, 'operation');
  const response = nearest(node, 'response');
  const isError = response !== undefined && !/^[123]/.test(response.key);
  if (operation === undefined && !isError) return undefined;
  const operationId = operation?.value.operationId;
  const own = `${operationId}${response === undefined ? 'Request' : 'Response'}`;
  const starts = [...(operation === undefined ? [] : [own]), ...(isError ? ['error'] : [])];
  return {
    pattern: new RegExp(`^(${starts.join('|')})([A-Z0-9]|$)`, 'u'),
    content:
      operation === undefined
        ? 'an example of a shared error'
        : `an example of ${isError ? 'an error' : response === undefined ? 'the request' : 'the answer'} of ${operationId}`,
    wanted: starts.map((start) => `${start}…`).join(' or '),
  };
}

/**
 * Each referenced file is named after what it holds and holds one thing.
 */
export const fileNamedAfterContent = createRulesetFunction(
  {
    input: { type: 'object' },
    options: {
      type: 'object',
      required: ['responseNames'],
      additionalProperties: false,
      properties: {
        responseNames: { type: 'object', additionalProperties: { type: 'string' } },
      },
    },
  },
  /**
   * @param {PlainObject} document
   * @param {Options} options
   */
  (document, options, context) => {
    /** @type {Finding[]} */
    const findings = [];
    const wholeFiles = new Set();
    for (const node of documentNodes(document)) {
      const { source, path } = writtenAt(context, node);
      if (source === null || source === context.document.source) continue;
      const file = source.slice(source.lastIndexOf('/') + 1);
      if (path.length > 0) {
        if (!wholeFiles.has(source))
          findings.push({
            message: `File ${file} is referenced in part: give the ${node.kind} at ${path.join('/')} a file of its own.`,
            path: node.path,
          });
        continue;
      }
      wholeFiles.add(source);
      const naming = namings[node.kind]?.(node, options);
      if (naming === undefined)
        findings.push({
          message: `File ${file} holds a ${node.kind} that no name can be derived from: complete it (title, name, path or status), or move it into the file that uses it.`,
          path: node.path,
        });
      else if (!naming.pattern.test(file.replace(/\.[^.]+$/, '')))
        findings.push({
          message: `File ${file} holds ${naming.content}: rename it to ${naming.wanted}${file.slice(file.lastIndexOf('.'))}, or correct what it holds.`,
          path: [...node.path, ...(naming.below ?? [])],
        });
    }
    return findings;
  },
);
