import { UserError } from '../../lib/cli.js';
import { folderOf, type Language } from '../languages.js';
import { isSafe } from '../model/links.js';
import type { Operation } from '../model/site.js';
import { guidePath, operationPath, relativeLink, type Form } from '../paths.js';

/** Parts of the docs that guides may link to besides each other, from the folder of a language. */
const otherParts = [
  ...['reference.html', 'overview.html', 'console.html', 'plain.html', 'redoc.html'],
  ...['llms.txt', 'llms-full.txt'],
];

/** Files at the root of the docs: the description in its forms, and flows of calls. */
const rootFile = /^(openapi(\.[A-Za-z-]+)?\.(json|yaml)|[\w-]+\.arazzo\.yaml)$/;

/** What links of a text can lead to. */
export interface LinkTargets {
  operations: ReadonlyMap<string, Operation>;
  /** The anchors of each guide. */
  anchors: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The text that a link stands in. */
export interface LinkSource {
  /** Where it is written to, from the folder of its language. */
  path: string;
  lang: Language;
  form: Form;
  /** The file of a guide, for messages, and its name; undefined in texts of the description. */
  guide?: { file: string; name: string };
}

/** Parts of a text in which names stay as they are, and names: code between backticks on a line. */
const codeOrBlock =
  /^#+ .*|^(`{3,}|~{3,})[^]*?^\1|\[[^\]\n]*\]\([^)\s]*\)|(?<!`)`([^`\n]+)`(?!`)/gm;

/**
 * Makes names in a text into links as guides write them: an operation by its title and its id, a
 * decision by its number. An operation is not linked from its own page.
 */
export function linkNames(
  markdown: string,
  { operations, anchors }: LinkTargets,
  self?: Operation,
): string {
  const decisions = anchors.get('decisions');
  return markdown.replace(codeOrBlock, (whole, _fence, name: string | undefined) => {
    if (name === undefined) return whole;
    const operation = operations.get(name);
    if (operation !== undefined && operation !== self) {
      return `[${operation.title.replace(/[[\]\\`*_<]/g, '\\$&')} ${whole}](operation:${encodeURIComponent(name)})`;
    }
    return /^[A-Z]\d{2,}$/.test(name) && decisions?.has(name.toLowerCase()) === true
      ? `[${name}](decision:${name})`
      : whole;
  });
}

/**
 * Turns a link into an address, and checks that it leads somewhere.
 *
 * - `operation:listPets`: the page of the operation
 * - `decision:D05`: the decision in the log
 * - `site:plain.html`: another part of the docs
 * - `errors.md#codes`: another guide; `#codes` the guide itself
 * - `https://…`: another host, which is the reader's own step
 *
 * @returns undefined for what no reader may be sent to
 * @throws UserError that names the file of the guide, and the link
 */
export function resolveLink(
  link: string,
  { path: own, lang, form, guide }: LinkSource,
  { operations, anchors }: LinkTargets,
): string | undefined {
  const to = (path: string) => relativeLink(own, path);
  const [, scheme, rest = ''] = /^([a-z]+):(.*)$/s.exec(link) ?? [];
  const operation = scheme === 'operation' ? operations.get(decodeURIComponent(rest)) : undefined;
  if (operation !== undefined) return to(operationPath(operation, form));
  const toGuide = (name: string, anchor = '') =>
    to(guidePath(name, form) + (anchor === '' ? '' : `#${anchor}`));
  if (scheme === 'decision' && anchors.get('decisions')?.has(rest.toLowerCase()) === true) {
    return toGuide('decisions', rest.toLowerCase());
  }
  if (guide === undefined) {
    if (!isSafe(link)) return undefined;
    if (scheme !== undefined || link.startsWith('#') || link.startsWith('/')) return link;
    // Texts of a description link from the folder of the language.
    const [, name = '', anchor = ''] = /^guides\/([\w-]+)\.html(?:#(.*))?$/.exec(link) ?? [];
    return anchors.has(name) ? toGuide(name, anchor) : to(link);
  }
  const fail = (reason: string): never => {
    throw new UserError(`${guide.file}: the link "${link}" ${reason}.`);
  };
  if (scheme === 'https') return link;
  if (scheme === 'operation' || scheme === 'decision') return fail(`names an unknown ${scheme}`);
  if (scheme === 'site') {
    const [part = ''] = rest.split('#', 1);
    if (rootFile.test(part)) return to((folderOf(lang) === '' ? '' : '../') + rest);
    return otherParts.includes(part) ? to(rest) : fail('names no part of the docs');
  }
  if (scheme !== undefined) return fail('has a scheme that guides do not use');
  const [file = '', anchor] = link.split('#', 2);
  const name = file === '' ? guide.name : file.replace(/\.md$/, '');
  const known = anchors.get(name);
  if ((file !== '' && !file.endsWith('.md')) || known === undefined) {
    return fail('leads to no guide');
  }
  if (anchor !== undefined && !known.has(anchor)) fail('leads to an anchor that does not exist');
  return file === '' ? `#${anchor ?? ''}` : toGuide(name, anchor);
}
