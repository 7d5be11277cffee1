import { transformSync } from 'esbuild';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UserError } from '../lib/cli.js';
import { descriptionFile, folderOf, type Language } from './languages.js';
import { mainPages, relativeLink, securityPolicy, translationsOf } from './page.js';
import { patch } from './patch.js';
import { frameWords } from './words.js';

/** The page that the reference and the console are put into. */
export const appTemplate = fileURLToPath(new URL('app.html', import.meta.url));

/** A page that runs the program of a tool. */
export interface AppPage {
  lang: Language;
  /** Languages that the page is there in. */
  langs: readonly Language[];
  path: 'reference.html' | 'console.html';
  /** HTML before the program. */
  text?: string;
  /** Style beside that of all such pages. */
  style?: string;
  /** Number of scripts that the page was built with. */
  scripts: number;
  /** What the page may send requests to, nothing if left out. */
  connect?: string;
}

/** The text of a script for browsers: constants, and a source in TypeScript that reads them. */
export function browserScript(source: URL, constants: Record<string, unknown>): string {
  const lines = Object.entries(constants).map(
    // No text in a value can end the element.
    ([name, value]) => `const ${name}=${JSON.stringify(value).replaceAll('<', '\\u003c')};`,
  );
  const { code } = transformSync(readFileSync(source, 'utf8'), {
    loader: 'ts',
    target: 'es2022',
    charset: 'utf8',
  });
  return [...lines, code].join('\n');
}

/**
 * HTML of the way to the other pages. Links marked `data-keeps-place` follow the reader, so that the
 * other language and the console open at the operation that is being read.
 */
function header(page: AppPage): string {
  const { lang, path } = page;
  const words = frameWords[lang];
  const skip = path === 'reference.html' ? '#api-content" data-skip="' : '#main';
  const items = mainPages(lang).map(([target, name]) => {
    const current = target === path ? ' aria-current="page"' : '';
    const keeps = target === 'console.html' && !current ? ' data-keeps-place="console"' : '';
    return `<li><a href="${target}"${current}${keeps}>${name}</a></li>`;
  });
  const download = relativeLink(folderOf(lang) + path, descriptionFile(lang));
  const translations = translationsOf(page).map(
    ({ other, name, link }) =>
      `<a href="${link}" lang="${other}" hreflang="${other}" data-keeps-place="route">${name}</a>`,
  );
  return `<header class="docs-top">
<a class="docs-skip" href="${skip}">${words.skip}</a>
<nav aria-label="${words.mainMenu}"><ul>
${items.join('\n')}
<li><a href="${download}" download>${words.downloadDescription}</a></li>
</ul></nav>
${translations.join('\n')}
</header>`;
}

/** The texts of the inline scripts of a page, in order, as a browser delimits them. */
function inlineScripts(page: string): string[] {
  const scripts: string[] = [];
  let position = 0;
  for (;;) {
    const open = /<script\b[^>]*>/gi;
    open.lastIndex = position;
    const match = open.exec(page);
    if (match === null) return scripts;
    const start = match.index + match[0].length;
    const length = page.slice(start).search(/<\/script\b/i);
    scripts.push(page.slice(start, start + length));
    position = start + length;
  }
}

/**
 * Gives a page that was made from the template the frame of the docs, and a policy under which it runs
 * nothing but the scripts that it was built with.
 *
 * @throws UserError if the page has another number of scripts, or lacks a part of the template
 */
export function finishAppPage(built: string, page: AppPage): string {
  const { lang, text = '', style = '', scripts: expected, connect = "'none'" } = page;
  const scripts = inlineScripts(built);
  if (scripts.length !== expected) {
    throw new UserError(
      `the page has ${scripts.length} scripts instead of ${expected}: take <script> elements out of the description's texts.`,
    );
  }
  const shared = readFileSync(new URL('app.css', import.meta.url), 'utf8');
  const parts: [anchor: string, replacement: string][] = [
    ['<html lang="en">', `<html lang="${lang}">`],
    ['policy-of-the-page', securityPolicy(scripts, undefined, connect)],
    ['<!-- style of the page -->', `<style>\n${shared}${style}</style>`],
    ['<!-- header of the page -->', `${header(page)}\n${text}`],
  ];
  const why = 'the page gets the frame of the docs';
  return patch(
    built,
    parts.map(([anchor, replacement]) => ({ why, anchor, replacement })),
    'the template of the page',
  );
}
