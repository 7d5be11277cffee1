import { marked, type Tokens } from 'marked';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dereference, type OpenApiDocument, type ServerObject } from '../lib/document.js';
import { folderOf, type Language } from './languages.js';
import type { ListedFile } from './llms.js';
import { code, table } from './markdown-table.js';
import { withGuidesAsMarkdown } from './markdown-links.js';
import { docsWords, type DocsWords } from './words.js';

interface SecurityScheme {
  type: string;
  description?: string;
  in?: string;
  name?: string;
  scheme?: string;
}

/** Where the overview lies, from the root of the docs. */
function overviewPath(lang: Language): string {
  return `${folderOf(lang)}overview.md`;
}

function infoOf(document: OpenApiDocument): { title: string; version: string } & {
  summary?: string;
  description?: string;
} {
  return document.info;
}

function serverText({ url, description = '', variables = {} }: ServerObject, words: DocsWords) {
  const rows = Object.entries(variables).map(
    ([name, { default: usual, enum: values = [], description: meaning = '' }]) => [
      code(name),
      meaning,
      code(usual),
      values.map(code).join(words.comma),
    ],
  );
  const heads = [words.member, words.description, words.limits.default, words.limits.enum];
  const text = description.trim().replace(/\s+/g, ' ');
  return [`- ${code(url)}${text === '' ? '' : words.colon + text}`].concat(
    rows.length === 0 ? [] : [table(heads, rows)],
  );
}

function authenticationText(document: OpenApiDocument, words: DocsWords): string[] {
  const schemes = Object.entries(document.components?.['securitySchemes'] ?? {});
  const ways = (document.security ?? []).map(
    (way) => `- ${Object.keys(way).map(code).join(words.and)}`,
  );
  return [
    ...(ways.length === 0 ? [] : [words.authenticationNote, ways.join('\n')]),
    ...schemes.flatMap(([name, given]) => {
      const scheme = dereference<SecurityScheme>(document, given as SecurityScheme);
      const kind = [scheme.type, scheme.scheme, scheme.in, scheme.name];
      return [
        `### ${code(name)}`,
        kind.flatMap((part) => (part === undefined ? [] : [code(part)])).join(words.comma),
        scheme.description ?? '',
      ];
    }),
  ];
}

/** What holds for all operations, as Markdown: the text of the description, servers, how to sign in. */
function overviewText(document: OpenApiDocument, lang: Language): string {
  const words = docsWords[lang];
  const { title, summary = '', version, description = '' } = infoOf(document);
  const servers = (document.servers ?? []).flatMap((server) => serverText(server, words));
  const authentication = authenticationText(document, words);
  const parts = [
    `# ${title}`,
    summary,
    `${words.version}${words.colon}${version}`,
    description,
    ...(servers.length === 0 ? [] : [`## ${words.servers}`, ...servers]),
    ...(authentication.length === 0 ? [] : [`## ${words.authentication}`, ...authentication]),
  ];
  return `${parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

/**
 * Writes the overview of a document into the folder of the docs.
 *
 * @param guides - names of the guides that there are as Markdown
 * @returns what `llms.txt` says of it: its headings
 */
export async function writeOverview(
  document: OpenApiDocument,
  lang: Language,
  folder: string,
  guides: ReadonlySet<string> = new Set(),
): Promise<ListedFile> {
  const words = docsWords[lang];
  const path = overviewPath(lang);
  const text = withGuidesAsMarkdown(overviewText(document, lang), guides);
  await mkdir(join(folder, folderOf(lang)), { recursive: true });
  await writeFile(join(folder, path), text);
  const headings = marked
    .lexer(text)
    .filter((token): token is Tokens.Heading => token.type === 'heading' && token.depth === 2);
  return {
    path,
    title: words.overview,
    // Two parts may tell of the same thing.
    summary: [...new Set(headings.map(({ text: heading }) => heading))].join(words.comma),
  };
}
