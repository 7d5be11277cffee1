import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenApiDocument } from '../lib/document.js';
import { firstSentence } from './first-sentence.js';
import { folderOf, frameWords, languages, type Language } from './languages.js';
import { markdownPath } from './markdown.js';
import { groupsOf } from './operation-parts.js';
import { relativeLink } from './page.js';
import { docsWords } from './words.js';

/** A page or file that the list names. */
export interface ListedFile {
  /** From the root of the docs. */
  path: string;
  title: string;
  /** One sentence. */
  summary?: string;
}

/** What is not in the document, but in the docs. */
export interface OtherFiles {
  /** What holds for all operations, in reading order. */
  guides: readonly ListedFile[];
  /** The description in all its forms, and what else programs read. */
  files: readonly ListedFile[];
  /** Languages that the docs are built in; all if not said. */
  langs?: readonly Language[];
}

/** Writes the list of what the docs hold, after https://llmstxt.org. */
function llmsText(document: OpenApiDocument, lang: Language, other: OtherFiles): string {
  const words = docsWords[lang];
  const own = `${folderOf(lang)}llms.txt`;
  const { title, summary, version } = document.info as OpenApiDocument['info'] & {
    summary?: string;
  };
  const entry = ({ path, title: name, summary: text = '' }: ListedFile) =>
    `- [${name.replace(/[[\]]/g, '\\$&')}](${relativeLink(own, path)})${text === '' ? '' : `: ${text}`}`;
  const part = (heading: string, files: readonly ListedFile[]) =>
    files.length === 0 ? '' : `## ${heading}\n\n${files.map(entry).join('\n')}`;
  const translations = (other.langs ?? languages)
    .filter((language) => language !== lang)
    .map((language) => ({
      path: `${folderOf(language)}llms.txt`,
      title: frameWords[language].language,
    }));
  const parts = [
    `# ${title}`,
    ...(summary === undefined ? [] : [`> ${summary}`]),
    `${words.version}${words.colon}${version}`,
    part(words.guides, other.guides),
    ...groupsOf(document).map(({ title: heading, operations }) =>
      part(
        heading,
        operations.map(({ id, method, path, object }) => ({
          path: markdownPath(id, lang),
          title: object.summary ?? id,
          summary: `\`${method.toUpperCase()} ${path}\`${words.separator}${firstSentence(object.description ?? '')}`,
        })),
      ),
    ),
    part(words.descriptionFiles, other.files),
    // The name that the convention gives to what may be left out.
    part('Optional', [
      { path: `${folderOf(lang)}plain.html`, title: frameWords[lang].plain },
      ...translations,
    ]),
  ];
  return `${parts.filter((text) => text !== '').join('\n\n')}\n`;
}

/** Writes `llms.txt` of a language into the folder of the docs. */
export async function writeLlms(
  document: OpenApiDocument,
  lang: Language,
  folder: string,
  other: OtherFiles,
): Promise<void> {
  await mkdir(join(folder, folderOf(lang)), { recursive: true });
  await writeFile(join(folder, folderOf(lang), 'llms.txt'), llmsText(document, lang, other));
}
