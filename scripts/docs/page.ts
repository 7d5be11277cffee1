import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { descriptionFile, folderOf, languageNames, type Language } from './languages.js';
import { pageScript } from './page-script.js';
import { pageStyle } from './page-style.js';
import { frameWords } from './words.js';

/** A static page of the docs. */
export interface PageParts {
  lang: Language;
  /** What the page is about, in its language; the first part of its title. */
  title: string;
  /** Languages that the page is there in. */
  langs: readonly Language[];
  /** Where the page lies, from the folder of its language: `guides/errors.html`. */
  path: string;
  /** HTML of the part between header and footer. */
  body: string;
  /** One sentence for search engines and previews. */
  description?: string;
  /** Name of the docs, in the header and at the end of the title. */
  site?: string;
  /** HTML beside the body, on narrow screens after it. */
  aside?: string;
  /** Style that this page needs beyond that of all pages. */
  style?: string;
  /** Leave the script out, and with it the switch for the colours. */
  withoutScript?: boolean;
}

/** Makes a text safe inside an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** The address of a page as a link on another page; both are paths from the root of the docs. */
export function relativeLink(from: string, to: string): string {
  const [path = '', anchor] = to.split('#', 2);
  const link = posix.relative(posix.dirname(from), path);
  return anchor === undefined ? link : `${link}#${anchor}`;
}

/** A script or style as a policy names it. */
function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/**
 * A policy under which a page loads nothing and runs only the scripts that it was built with: markup that
 * slipped in from a description stays dead.
 *
 * @param scripts - texts of the scripts
 * @param style - the style, unless the page makes its styles while it runs
 * @param connect - what the page may send requests to
 */
export function securityPolicy(
  scripts: readonly string[],
  style?: string,
  connect?: string,
): string {
  return [
    "default-src 'none'",
    `script-src ${scripts.length === 0 ? "'none'" : scripts.map(hashSource).join(' ')}`,
    `style-src ${style === undefined ? "'unsafe-inline'" : hashSource(style)}`,
    'img-src data:',
    ...(connect === undefined ? [] : ['font-src data:', `connect-src ${connect}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** The main pages with their names, for the menu; paths are from the folder of the language. */
export function mainPages(lang: Language): [path: string, name: string][] {
  const words = frameWords[lang];
  return [
    ['index.html', words.home],
    ['reference.html', words.reference],
    ['index.html#guides', words.guides],
    ['console.html', words.console],
    ['plain.html', words.plain],
  ];
}

/** The same page in every other language: its language, the name of that, and the link to it. */
export function translationsOf({
  lang,
  langs,
  path,
}: Pick<PageParts, 'lang' | 'langs' | 'path'>): { other: Language; name: string; link: string }[] {
  return langs
    .filter((other) => other !== lang)
    .map((other) => {
      const link = relativeLink(folderOf(lang) + path, folderOf(other) + path);
      return { other, name: languageNames[other], link };
    });
}

function menu({ lang, path }: PageParts): string {
  const inGuides = path.startsWith('guides/');
  const items = mainPages(lang).map(([target, name]) => {
    const current = target === path || (inGuides && target === 'index.html#guides');
    const mark = current ? ` aria-current="${inGuides ? 'true' : 'page'}"` : '';
    return `<li><a href="${relativeLink(path, target)}"${mark}>${name}</a></li>`;
  });
  return `<nav aria-label="${frameWords[lang].mainMenu}"><ul>${items.join('')}</ul></nav>`;
}

function downloads({ lang, path }: PageParts): string {
  const files = [descriptionFile(lang), 'openapi.yaml', `${folderOf(lang)}llms.txt`];
  return files
    .map((file) => {
      const link = relativeLink(folderOf(lang) + path, file);
      return `<li><a href="${link}">${posix.basename(file)}</a></li>`;
    })
    .join('');
}

/**
 * Writes a whole page that needs no network and no other file: frame, style, and a policy that
 * forbids everything else.
 */
export function renderPage(parts: PageParts): string {
  const { lang, title, path, body, description, site, aside } = parts;
  const words = frameWords[lang];
  const style = parts.style === undefined ? pageStyle : `${pageStyle}\n${parts.style}`;
  const script = parts.withoutScript === true ? undefined : pageScript;
  const fullTitle = site === undefined || site === title ? title : `${title} – ${site}`;
  const translations = translationsOf(parts);
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${securityPolicy(script === undefined ? [] : [script], style)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(fullTitle)}</title>`,
    description === undefined
      ? ''
      : `<meta name="description" content="${escapeHtml(description)}">`,
    ...translations.map(
      ({ other, link }) => `<link rel="alternate" hreflang="${other}" href="${link}">`,
    ),
    // Browsers ask a server for an icon unless they are given one.
    '<link rel="icon" href="data:,">',
    `<style>${style}</style>`,
    script === undefined ? '' : `<script>${script}</script>`,
  ].filter((line) => line !== '');
  return `<!doctype html>
<html lang="${lang}">
<head>
${head.join('\n')}
</head>
<body>
<a class="skip" href="#main">${words.skip}</a>
<header class="top"><div>
<a class="site" href="${relativeLink(path, 'index.html')}">${escapeHtml(site ?? words.home)}</a>
${menu(parts)}
${translations.map(({ other, name, link }) => `<a class="language" href="${link}" lang="${other}" hreflang="${other}">${name}</a>`).join('\n')}
${script === undefined ? '' : `<button class="theme" type="button" aria-pressed="false" hidden>${words.dark}</button>`}
</div></header>
<div class="frame${aside === undefined ? '' : ' beside'}">
<main id="main" tabindex="-1">
${body}
</main>
${aside ?? ''}
</div>
<footer class="foot"><div><p id="downloads">${words.downloads}</p><ul aria-labelledby="downloads">${downloads(parts)}</ul></div></footer>
</body>
</html>
`;
}
