import { marked, type Tokens } from 'marked';
import type { OpenApiDocument } from '../lib/openapi/document.js';
import { blocksMarkdown, paragraphs, type Block } from './blocks.js';
import { DescriptionBlocks, firstSentence } from './description-blocks.js';
import { folderOf, languageNames, type Language } from './languages.js';
import { groupsOf, type DocsOperation } from './operation-parts.js';
import { relativeLink } from './page.js';
import { referenceLink } from './reference/routes.js';
import { docsWords, frameWords } from './words.js';

/** A page or file that `llms.txt` names. */
export interface ListedFile {
  /** From the root of the docs. */
  path: string;
  title: string;
  /** One sentence. */
  summary?: string;
}

/** What the files for programs are written from in one language. */
export interface MarkdownOptions {
  document: OpenApiDocument;
  lang: Language;
  /** Languages that the docs are built in. */
  langs: readonly Language[];
  /** The guides, in reading order; those in Markdown are linked as such. */
  guides: readonly ListedFile[];
  /** The description in all its forms, and what else programs read. */
  files: readonly ListedFile[];
}

/** Where the Markdown of an operation lies, from the root of the docs. */
export function markdownPath(id: string, lang: Language): string {
  return `${folderOf(lang)}operations/${id}.md`;
}

/** Links of a text that is written for pages one folder up. */
function oneFolderUp(markdown: string): string {
  return markdown.replace(/\]\((?![a-z]+:|#|\/)/gi, '](../');
}

/**
 * Makes links of a text lead to the Markdown of guides: the description links the pages of guides, but a
 * program that reads Markdown goes on reading it.
 *
 * @param guides - names of the guides that there are as Markdown
 */
export function withGuidesAsMarkdown(markdown: string, guides: ReadonlySet<string>): string {
  return markdown.replace(
    /(\]\((?:\.\.\/)?guides\/([\w-]+)\.)html(?=[#)])/g,
    (link, start: string, name: string) => (guides.has(name) ? `${start}md` : link),
  );
}

/** An operation complete in itself, for programs that read one at a time. */
function operationText(
  operation: DocsOperation,
  group: string,
  blocks: DescriptionBlocks,
  { lang, langs }: MarkdownOptions,
): string {
  const words = docsWords[lang];
  const { id, object } = operation;
  const own = markdownPath(id, lang);
  const { externalDocs } = object;
  const links = [
    [words.inReference, relativeLink(own, folderOf(lang) + referenceLink(group, id))],
    [words.inPlain, relativeLink(own, `${folderOf(lang)}plain.html#operation-${id}`)],
    ...langs
      .filter((other) => other !== lang)
      .map((other) => [languageNames[other], relativeLink(own, markdownPath(id, other))]),
    ...(externalDocs === undefined
      ? []
      : [[externalDocs.description ?? externalDocs.url, externalDocs.url]]),
  ];
  const title: Block = { kind: 'heading', level: 1, text: object.summary ?? id };
  return paragraphs([
    oneFolderUp(blocksMarkdown([title, ...blocks.operation(operation, 2)], words)),
    `## ${words.links}`,
    links.map(([text, target]) => `- [${text}](${target})`).join('\n'),
  ]);
}

/** What holds for all operations: the text of the description, servers, how to sign in. */
function overviewText({ document, lang }: MarkdownOptions, blocks: DescriptionBlocks): string {
  const words = docsWords[lang];
  const { title, summary = '', version, description = '' } = document.info;
  const part = (heading: string, list: readonly Block[]) =>
    list.length === 0 ? '' : `## ${heading}\n\n${blocksMarkdown(list, words)}`;
  return paragraphs([
    `# ${title}`,
    summary,
    `${words.version}${words.colon}${version}`,
    description,
    part(words.servers, blocks.servers()),
    part(words.authentication, blocks.authentication()),
  ]);
}

/** The list of what the docs hold, after https://llmstxt.org. */
function llmsText({ document, lang, langs, guides, files }: MarkdownOptions): string {
  const words = docsWords[lang];
  const own = `${folderOf(lang)}llms.txt`;
  const { title, summary = '', version } = document.info;
  const entry = ({ path, title: name, summary: text = '' }: ListedFile) =>
    `- [${name.replace(/[[\]]/g, '\\$&')}](${relativeLink(own, path)})${text === '' ? '' : `: ${text}`}`;
  const part = (heading: string, listed: readonly ListedFile[]) =>
    listed.length === 0 ? '' : `## ${heading}\n\n${listed.map(entry).join('\n')}`;
  return paragraphs([
    `# ${title}`,
    summary === '' ? '' : `> ${summary}`,
    `${words.version}${words.colon}${version}`,
    part(words.guides, guides),
    ...groupsOf(document).map((group) =>
      part(
        group.title,
        group.operations.map(({ id, method, path, object }) => ({
          path: markdownPath(id, lang),
          title: object.summary ?? id,
          summary: `\`${method.toUpperCase()} ${path}\`${words.separator}${firstSentence(object.description ?? '')}`,
        })),
      ),
    ),
    part(words.descriptionFiles, files),
    // The name that the convention gives to what may be left out.
    part('Optional', [
      { path: `${folderOf(lang)}plain.html`, title: frameWords[lang].plain },
      ...langs
        .filter((other) => other !== lang)
        .map((other) => ({ path: `${folderOf(other)}llms.txt`, title: languageNames[other] })),
    ]),
  ]);
}

/** Writes what programs read of a description: each operation, an overview, and a list of all. */
export function markdownFiles(options: MarkdownOptions): Map<string, string> {
  const { document, lang, guides } = options;
  const words = docsWords[lang];
  const blocks = new DescriptionBlocks(document, words, 'files');
  const named = new Set(
    guides.flatMap(({ path }) => /guides\/([\w-]+)\.md$/.exec(path)?.slice(1) ?? []),
  );
  const operations = groupsOf(document).flatMap(({ name, operations: list }) =>
    list.map((operation): [string, string] => [
      markdownPath(operation.id, lang),
      withGuidesAsMarkdown(operationText(operation, name, blocks, options), named),
    ]),
  );
  const overview = withGuidesAsMarkdown(overviewText(options, blocks), named);
  const headings = marked
    .lexer(overview)
    .filter((token): token is Tokens.Heading => token.type === 'heading' && token.depth === 2);
  const listed: ListedFile = {
    path: `${folderOf(lang)}overview.md`,
    title: words.overview,
    // Two parts may be about the same thing.
    summary: [...new Set(headings.map(({ text }) => text))].join(words.comma),
  };
  return new Map(
    [
      ...operations,
      [listed.path, overview] as const,
      [`${folderOf(lang)}llms.txt`, llmsText({ ...options, guides: [listed, ...guides] })] as const,
    ].map(([path, text]) => [path, `${text}\n`]),
  );
}
