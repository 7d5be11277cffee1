// @ts-check
import { describeNode, hasText, isPlainObject, nodeRule } from './document-nodes.js';

/** @typedef {import('./document-nodes.js').Path} Path */

/**
 * @typedef {object} Options
 * @property {string[]} pages documents that are web pages: they need an address and a date
 * @property {string[]} code documents that are source code
 */

/** Members of an entry; anything else is a typing mistake that a reader of the sources would miss. */
const entryMembers = new Set(['document', 'url', 'date', 'undated', 'note']);

/** Each operation names the documents that it was taken from, and the vendor's page to read on. */
export const sourcesPresent = nodeRule(
  /** @param {Options} options */
  function* (node, _context, options) {
    if (node.kind !== 'operation') return;
    const place = describeNode(node);
    if (!isHttpsUrl(node.value.externalDocs?.url))
      yield {
        message: `The ${place} has no link to the vendor's page: add externalDocs with an https url.`,
        path: [...node.path, 'externalDocs', 'url'],
      };
    const sources = node.value['x-sources'];
    if (!Array.isArray(sources) || sources.length === 0) {
      yield {
        message: `The ${place} names no source: list at least one under x-sources.`,
        path: [...node.path, 'x-sources'],
      };
      return;
    }
    for (const [index, source] of sources.entries())
      for (const { wrong, below } of wrongsOf(source, options))
        yield {
          message: `Source ${index + 1} of ${place} ${wrong}`,
          path: [...node.path, 'x-sources', index, ...below],
        };
  },
  {
    pages: { type: 'array', items: { type: 'string' } },
    code: { type: 'array', items: { type: 'string' } },
  },
);

/**
 * @param {unknown} source
 * @param {Options} options
 * @returns {{ wrong: string, below: Path }[]}
 */
function wrongsOf(source, { pages, code }) {
  const documents = [...pages, ...code];
  if (!isPlainObject(source) || !documents.includes(source.document))
    return [
      {
        wrong: `does not say which document it is: set document to one of ${documents.join(', ')}.`,
        below: ['document'],
      },
    ];
  const isPage = pages.includes(source.document);
  const wrongs = [];
  if ((isPage || 'url' in source) && !isHttpsUrl(source.url))
    wrongs.push({
      wrong: 'has no address: set url to the https address of the page.',
      below: ['url'],
    });
  if ('date' in source ? !isDate(source.date) : isPage && source.undated !== true)
    wrongs.push({
      wrong: 'has no date: set date to YYYY-MM-DD, or undated to true if the page shows none.',
      below: ['date'],
    });
  if ('undated' in source && (source.undated !== true || 'date' in source))
    wrongs.push({
      wrong: 'is both dated and undated: keep date, or undated: true.',
      below: ['undated'],
    });
  if ('note' in source && !hasText(source.note))
    wrongs.push({ wrong: 'has an empty note: write it or remove it.', below: ['note'] });
  for (const member of Object.keys(source))
    if (!entryMembers.has(member))
      wrongs.push({
        wrong: `has the unknown member ${member}: use ${[...entryMembers].join(', ')}.`,
        below: [member],
      });
  return wrongs;
}

/**
 * @param {unknown} value
 */
function isHttpsUrl(value) {
  return typeof value === 'string' && value.startsWith('https://') && URL.canParse(value);
}

/**
 * Whether a value is a day of the calendar, written YYYY-MM-DD.
 * @param {unknown} value
 */
function isDate(value) {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(value);
}
