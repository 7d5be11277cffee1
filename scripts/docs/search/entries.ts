import { Marked, type Token, type Tokens } from 'marked';
import { downloadsId, downloadsOf } from '../downloads.js';
import type { Decision } from '../guides/decision-log.js';
import { errorRowId } from '../guides/guides.js';
import { logPage, marker, type Guide } from '../guides/guide.js';
import type { Field, Shape } from '../model/schema.js';
import type { Response } from '../model/request.js';
import type { Operation, Site } from '../model/site.js';
import { familyPath, guidePath, operationPath, skillGuide, tagPath } from '../paths.js';
import { headingIdentity, plainText } from '../text/markdown-html.js';
import { wordsOf } from '../words.js';
import type { SearchEntry } from './engine.js';

/** The text of a token without markup, its blocks with blanks between them. */
function textOf(token: Token): string {
  const { type } = token;
  if (type === 'paragraph' && marker.test(token.raw.trim())) return '';
  if (type === 'table') {
    const { header, rows } = token as Tokens.Table;
    return [header, ...rows].flatMap((row) => row.map((cell) => plainText(cell.tokens))).join(' ');
  }
  if (type === 'list') return (token as Tokens.List).items.map(textOf).join(' ');
  if (type === 'list_item' || type === 'blockquote')
    return (token.tokens ?? []).map(textOf).join(' ');
  return plainText([token]).replaceAll(/\s+/g, ' ').trim();
}

const lexer = (markdown: string) => new Marked({ gfm: true }).lexer(markdown);
const textIn = (markdown: string) => lexer(markdown).map(textOf).filter(Boolean).join(' ');

/** The sentences of a text, each with the blank behind it. */
const sentencesOf = (text: string) => text.split(/(?<=[.!?:]\s|[。！？])/);

/** Names of permissions, which a sentence has in common with others but for the name. */
const permissionNames = /\bsecmaster(?::\w+)+/g;

/** In how many operations a sentence may be before it counts as shared. */
const most = 5;

/**
 * The texts of operations without the sentences that many of them share: who looks for such a word wants
 * the page that explains it.
 */
function ownTexts(operations: readonly Operation[]): Map<Operation, string> {
  const texts = new Map(operations.map((one) => [one, textIn(one.description)]));
  const pattern = (sentence: string) => sentence.trim().replaceAll(permissionNames, '');
  const counts = new Map<string, number>();
  for (const text of texts.values()) {
    for (const sentence of new Set(sentencesOf(text).map(pattern))) {
      counts.set(sentence, (counts.get(sentence) ?? 0) + 1);
    }
  }
  for (const [operation, text] of texts) {
    const own = sentencesOf(text).filter((one) => (counts.get(pattern(one)) ?? 0) <= most);
    texts.set(operation, own.join('').trim());
  }
  return texts;
}

/** All fields of an operation, those inside of others too. */
function fieldsOf({ parameters, body, responses }: Operation): Field[] {
  const inside = (shape: Shape): Field[] => [
    ...shape.fields.flatMap((field) => [field, ...inside(field)]),
    ...shape.forms.flatMap(inside),
  ];
  const contents = [...(body?.contents ?? []), ...responses.flatMap((one) => one.contents)];
  // Their ids on the page begin like this, beside those of a body.
  const headers = responses
    .flatMap((one) => one.headers.flatMap((header) => [header, ...inside(header)]))
    .map((header) => ({ ...header, anchor: `header.${header.anchor}` }));
  return [
    ...parameters.flatMap(({ fields }) => fields.flatMap((field) => [field, ...inside(field)])),
    ...headers,
    ...contents.flatMap(({ shape }) => (shape === undefined ? [] : inside(shape))),
  ];
}

/** A field is found once, however many operations have it: on the page of the first. */
function fieldEntries(operations: readonly Operation[]): SearchEntry[] {
  const found = new Map<string, SearchEntry>();
  for (const operation of operations) {
    for (const { name, description, anchor, limits } of fieldsOf(operation)) {
      if (/^[[/*]/.test(name) || found.has(`${name}\0${description}`)) continue;
      found.set(`${name}\0${description}`, {
        kind: 'field',
        title: name,
        address: `${operationPath(operation)}#${anchor}`,
        within: operation.title,
        names: limits.flatMap(({ keyword, values }) =>
          keyword === 'enum' || keyword === 'const' ? values : [],
        ),
        text: textIn(description),
      });
    }
  }
  return [...found.values()];
}

/** Sections of a text; errors and statuses that a table of it explains are found by themselves. */
function sectionEntries(
  tokens: readonly Token[],
  { title, path, rows }: { title: string; path: string; rows: boolean },
  idOf: (heading: Tokens.Heading) => string | undefined,
): SearchEntry[] {
  let section: SearchEntry = { kind: 'guide', title, address: path, text: '' };
  const entries = [section];
  for (const token of tokens) {
    if (token.type === 'heading') {
      const heading = token as Tokens.Heading;
      const id = idOf(heading);
      if (id === undefined) continue;
      const text = plainText(heading.tokens).replace(headingIdentity, '');
      section = { kind: 'guide', title: text, address: `${path}#${id}`, within: title, text: '' };
      entries.push(section);
    } else if (token.type === 'table' && rows) {
      for (const row of (token as Tokens.Table).rows) {
        const [first = '', ...cells] = row.map((cell) => plainText(cell.tokens));
        const id = errorRowId(first);
        if (id === undefined && !/^\d{3}\b/.test(first)) {
          section.text = [section.text, first, ...cells].join(' ').trim();
        } else {
          entries.push({
            kind: 'error',
            title: first,
            address: id === undefined ? section.address : `${path}#${id}`,
            within: section.title,
            text: cells.join('. '),
          });
        }
      }
    } else section.text = `${section.text ?? ''} ${textOf(token)}`.trim();
  }
  return entries;
}

/** The messages at the top of an example of an error: readers paste them. */
function messagesOf(value: unknown): string[] {
  return Object.entries(value ?? {})
    .filter(([name]) => /^(error_?)?(msg|message)$/i.test(name))
    .map(([, message]) => String(message));
}

/** The codes and messages that examples of responses have, as other names of the rows that explain them. */
function nameErrors(entries: SearchEntry[], operations: readonly Operation[]): void {
  const errors = entries.filter(({ kind }) => kind === 'error');
  const examplesOf = ({ contents }: Response) => contents.flatMap(({ examples }) => examples);
  const known = new Set<string>();
  for (const operation of operations) {
    for (const response of operation.errors) {
      for (const { code, title, value } of examplesOf(response)) {
        if (code === undefined || known.has(code)) continue;
        known.add(code);
        const number = code.replace(/^.*\./, '');
        const row = errors.find((one) =>
          one.title.split(/[, 、]+/).some((own) => own === code || own === number),
        );
        const names = [code, response.status, ...messagesOf(value)];
        if (row !== undefined) {
          row.names = [...(row.names ?? []), ...names, title];
          row.title = row.title === number ? code : row.title;
        } else {
          const address = `${operationPath(operation)}#errors`;
          entries.push({
            kind: 'error',
            title: code,
            address,
            within: operation.title,
            names,
            text: title,
          });
        }
      }
    }
  }
}

/** Everything that can be found in the docs of one language. */
export function searchEntries(
  site: Site,
  guides: readonly Guide[],
  decisions: readonly Decision[],
): SearchEntry[] {
  const operations = [...site.operations.values()];
  const texts = ownTexts(operations);
  let headings = 0;
  const entries: SearchEntry[] = [
    ...operations.map((operation) => {
      const { id, title, method, path, tag, description } = operation;
      const address = operationPath(operation);
      const names = [id, `${method} ${path}`, ...(description.match(permissionNames) ?? [])];
      return {
        kind: 'operation' as const,
        title,
        address,
        within: tag.title,
        names,
        text: texts.get(operation)!,
      };
    }),
    ...site.webhooks.map(({ title, path, description }, index) => ({
      kind: 'operation' as const,
      title,
      address: `overview.html#webhook-${index}.sent`,
      within: wordsOf[site.lang].webhooks,
      names: [path],
      text: textIn(description),
    })),
    ...guides.flatMap(({ name, title, lead, tokens }) =>
      // A skill says again, for programs, what other guides explain.
      name === skillGuide
        ? [{ kind: 'guide' as const, title, address: guidePath(name), text: lead }]
        : sectionEntries(
            tokens,
            { title, path: guidePath(name), rows: name === 'errors' },
            ({ text }) => headingIdentity.exec(text)?.[1],
          ),
    ),
    ...sectionEntries(
      lexer(site.description),
      { title: wordsOf[site.lang].overview, path: 'overview.html', rows: false },
      () => `overview-${(headings += 1)}`,
    ),
    ...fieldEntries(operations),
    {
      kind: 'list' as const,
      title: wordsOf[site.lang].downloads,
      address: `overview.html#${downloadsId}`,
      names: ['OpenAPI', ...downloadsOf(site.lang).map(({ name }) => name)],
    },
    ...site.families.flatMap((family) => [
      { kind: 'list' as const, title: family.name, address: familyPath(family) },
      ...(family.tags.length === 1 ? [] : family.tags).map((tag) => ({
        kind: 'list' as const,
        title: tag.title,
        address: tagPath(tag, family),
        within: family.name,
        text: textIn(tag.description),
      })),
    ]),
    ...decisions.map(({ number, title, text }) => ({
      kind: 'decision' as const,
      title: `${number} ${title}`,
      address: `${guidePath(logPage)}#${number.toLowerCase()}`,
      names: [number],
      text: textIn(text),
    })),
  ];
  nameErrors(entries, operations);
  return entries;
}
