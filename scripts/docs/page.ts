import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { folderOf, frameWords, type Language } from './languages.js';
import { pageScript } from './page-script.js';
import { pageStyle } from './page-style.js';

/** A static page of the docs. */
export interface PageParts {
  lang: Language;
  /** What the page is about, in its language; the first part of its title. */
  title: string;
  /** Where the page lies, from the root of the docs: `zh-CN/guides/errors.html`. */
  path: string;
  /** HTML of the part between header and footer. */
  body: string;
  /** Where the same page in the other language lies, from the root of the docs. */
  alternate?: string;
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

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** A policy under which the page loads nothing and knows one style and at most one script: its own. */
function securityPolicy(style: string, script: string | undefined): string {
  return [
    "default-src 'none'",
    `script-src ${script === undefined ? "'none'" : hash(script)}`,
    `style-src ${hash(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function menu(parts: PageParts): string {
  const words = frameWords[parts.lang];
  const folder = folderOf(parts.lang);
  const inGuides = parts.path.startsWith(`${folder}guides/`);
  const entries: [target: string, label: string, current: boolean][] = [
    ['index.html', words.home, parts.path === `${folder}index.html`],
    ['reference.html', words.reference, parts.path === `${folder}reference.html`],
    ['index.html#guides', words.guides, inGuides],
    ['console.html', words.console, parts.path === `${folder}console.html`],
    ['plain.html', words.plain, parts.path === `${folder}plain.html`],
  ];
  const items = entries.map(([target, label, current]) => {
    const link = relativeLink(parts.path, folder + target);
    return `<li><a href="${link}"${current ? ` aria-current="${inGuides ? 'true' : 'page'}"` : ''}>${label}</a></li>`;
  });
  return `<nav aria-label="${words.mainMenu}"><ul>${items.join('')}</ul></nav>`;
}

function languageSwitch({ lang, path, alternate }: PageParts): string {
  if (alternate === undefined) return '';
  const other: Language = lang === 'en' ? 'zh-CN' : 'en';
  const link = relativeLink(path, alternate);
  return `<a class="language" href="${link}" lang="${other}" hreflang="${other}">${frameWords[other].language}</a>`;
}

function downloads({ lang, path }: PageParts): string {
  const folder = folderOf(lang);
  const files = [
    lang === 'en' ? 'openapi.json' : `openapi.${lang}.json`,
    'openapi.yaml',
    `${folder}llms.txt`,
  ];
  return files
    .map((file) => `<li><a href="${relativeLink(path, file)}">${posix.basename(file)}</a></li>`)
    .join('');
}

/**
 * Writes a whole page that needs no network and no other file: frame, style, and a policy that
 * forbids everything else.
 */
export function renderPage(parts: PageParts): string {
  const { lang, title, path, body, alternate, description, site, aside } = parts;
  const words = frameWords[lang];
  const style = parts.style === undefined ? pageStyle : `${pageStyle}\n${parts.style}`;
  const script = parts.withoutScript === true ? undefined : pageScript;
  const fullTitle = site === undefined || site === title ? title : `${title} – ${site}`;
  const home = relativeLink(path, `${folderOf(lang)}index.html`);
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${securityPolicy(style, script)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(fullTitle)}</title>`,
    description === undefined
      ? ''
      : `<meta name="description" content="${escapeHtml(description)}">`,
    alternate === undefined
      ? ''
      : `<link rel="alternate" hreflang="${lang === 'en' ? 'zh-CN' : 'en'}" href="${relativeLink(path, alternate)}">`,
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
<a class="site" href="${home}">${escapeHtml(site ?? words.home)}</a>
${menu(parts)}
${languageSwitch(parts)}
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
