import { mkdir, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { isObject, type JsonObject } from '../lib/description.js';
import { browserScript } from './browser-script.js';
import { connectSources, consoleDocument } from './console/document.js';
import { headingMends, headingStyleMends } from './console/headings.js';
import { consoleLabelMends } from './console/labels.js';
import { consoleText, consoleWords } from './console/text.js';
import type { Language } from './languages.js';
import { mend } from './mend.js';
import { escapeHtml } from './page.js';
import { siteHeader } from './reference/header.js';
import { sealPage } from './reference/seal.js';

/** What a console is built from. */
export interface ConsoleOptions {
  lang: Language;
  /** The description in the language. */
  document: JsonObject;
  /** Path of the page. */
  file: string;
  /** Where the description to download lies, from the root of the docs. */
  download: string;
  /** Whether there is the same page in the other language. */
  alternate: boolean;
}

const require = createRequire(import.meta.url);
const part = (name: string) => readFileSync(require.resolve(`swagger-ui-dist/${name}`), 'utf8');
const asset = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** A value for the script of the page; no text in it can end the element. */
function constant(name: string, value: unknown): string {
  return `const ${name}=${JSON.stringify(value).replaceAll('<', '\\u003c')};`;
}

/** The tags as the console names them in addresses, with the names that readers know. */
function tagNames(document: JsonObject): Record<string, string> {
  const tags = Array.isArray(document['tags']) ? document['tags'].filter(isObject) : [];
  return Object.fromEntries(
    tags.map((tag) => [
      encodeURIComponent(String(tag['name'])),
      String(tag['x-displayName'] ?? tag['name']),
    ]),
  );
}

/**
 * Builds the page from which a reader sends requests: Swagger UI with the description, in one file.
 *
 * @throws UserError if this version of Swagger UI cannot be mended
 */
export async function buildConsole(options: ConsoleOptions): Promise<void> {
  const { lang, file, download, alternate } = options;
  const document = consoleDocument(options.document);
  const title = String((options.document['info'] as JsonObject)['title']);
  const mends = [...headingMends, ...consoleLabelMends(lang)];
  const bundle = mend(part('swagger-ui-bundle.js'), mends, 'Swagger UI');
  const ownStyle = part('swagger-ui.css').replace(/\/\*# sourceMappingURL=.*?\*\//g, '');
  const script = [
    constant('description', document),
    constant('tagNames', tagNames(options.document)),
    constant('fieldNames', consoleWords[lang].fields),
    bundle.replace(/\/\/# sourceMappingURL=.*$/m, ''),
    browserScript(new URL('console/companion.ts', import.meta.url)),
  ].join('\n');
  const style = [
    mend(ownStyle, headingStyleMends, 'the style of Swagger UI'),
    asset('reference/style.css'),
    asset('console/style.css'),
  ].join('\n');
  const page = mend(
    asset('console/template.html'),
    [
      ['<html lang="en">', `<html lang="${lang}">`],
      ['the title', escapeHtml(`${consoleWords[lang].title} – ${title}`)],
      ['<!-- style of the page -->', `<style>\n${style}</style>`],
      [
        '<!-- header of the page -->',
        siteHeader({ lang, page: 'console.html', download, alternate }),
      ],
      ['<!-- text of the page -->', consoleText(lang)],
      ['<!-- script of the page -->', `<script>\n${script}</script>`],
    ].map(([anchor = '', replacement = '']) => ({
      why: 'the template is filled',
      anchor,
      replacement,
    })),
    'the template of the console',
  );
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, sealPage(page, { scripts: 1, connect: connectSources(options.document) }));
}
