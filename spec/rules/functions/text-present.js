// @ts-check
import { describeNode, hasText, nodeRule, writtenAt } from './document-nodes.js';
import { narrowedSchemas } from './schemas.js';

/** @typedef {import('./document-nodes.js').Context} Context */
/** @typedef {import('./document-nodes.js').DocumentNode} DocumentNode */

/** @type {Record<string, string[]>} */
const textsNeeded = {
  info: ['description'],
  tag: ['description'],
  server: ['description'],
  operation: ['summary', 'description'],
  parameter: ['description'],
  header: ['description'],
  requestBody: ['description'],
  response: ['description'],
  securityScheme: ['description'],
  example: ['summary'],
};

/** @type {Record<string, (value: unknown) => boolean>} */
const reportedElsewhere = {
  // info-description, tag-description, operation-description and oas3-parameter-description refuse
  // an empty text as well as none, but not one of blanks; oas3-schema wants only that it is there.
  'info description': (value) => !value,
  'tag description': (value) => !value,
  'operation description': (value) => !value,
  'parameter description': (value) => !value,
  'response description': (value) => value === undefined,
};

/** Every info, tag, operation, schema member, … is described, and each text ends as it should. */
export const textPresent = nodeRule(function* (node, context) {
  // The title of a page is no sentence.
  if (node.kind === 'externalDocs') return;
  const needed =
    node.kind === 'schema' ? textsOfSchema(node, context) : (textsNeeded[node.kind] ?? []);
  for (const member of ['summary', 'description']) {
    const text = node.value[member];
    const wrong = hasText(text) ? wrongEnd(member, text) : 'is missing';
    if (wrong === undefined) continue;
    if (wrong === 'is missing' && !needed.includes(member)) continue;
    if (reportedElsewhere[`${node.kind} ${member}`]?.(text)) continue;
    yield {
      message: `The ${member} of ${describeNode(node)} ${wrong === 'is missing' ? 'is missing or blank: write one.' : wrong}`,
      path: [...node.path, member],
    };
  }
});

/**
 * Every member is described, and so is every schema that has a name or a file of its own; a branch that
 * narrows a described member need not say it again.
 * @param {DocumentNode} node
 * @param {Context} context
 * @returns {string[]}
 */
function textsOfSchema(node, context) {
  const isMember = node.relation === 'properties' || node.relation === 'patternProperties';
  const { path } = writtenAt(context, node);
  const isNamed = path.length === 0 || (path.length === 3 && path[0] === 'components');
  const isNarrowing = narrowedSchemas(node).some(({ description }) => hasText(description));
  return isNamed || (isMember && !isNarrowing) ? ['description'] : [];
}

/**
 * @param {string} member
 * @param {string} text
 * @returns {string | undefined}
 */
function wrongEnd(member, text) {
  if (member === 'summary')
    return /[.。]\s*$/u.test(text) ? 'ends in a period: summaries have none.' : undefined;
  const lastBlock = text
    .trimEnd()
    .split(/\n[ \t]*\n/u)
    .at(-1);
  const isListTableOrCode = /^\s*([-*+]\s|\d+\.\s|\||```)/u.test(lastBlock ?? '');
  // A list may follow its opening sentence without a blank line; then its last line tells.
  const endsInListItem = /\n\s*([-*+]|\d+\.)\s[^\n]*$/u.test(lastBlock ?? '');
  const endsInFence = (lastBlock ?? '').endsWith('```');
  const endsInSentence = /[.!?。！？][)"'*_）”]*$/u.test(text.trimEnd());
  return isListTableOrCode || endsInListItem || endsInFence || endsInSentence
    ? undefined
    : 'does not end like a sentence: end it with a period.';
}
