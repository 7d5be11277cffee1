import { readFileSync } from 'node:fs';
import { UserError } from '../../lib/cli.js';
import type { OpenApiDocument } from '../../lib/document.js';
import { browserScript } from '../browser-script.js';
import type { Language } from '../languages.js';
import { mend, type Mend } from '../mend.js';
import { plainEditionNotes, siteHeader } from './header.js';
import { colourLabels, labelMends, labels, searchPlaces, sidebarLabels } from './labels.js';
import { rendererName, withLeanRenderer } from './renderer.js';
import { consolePlace, routesOf } from './routes.js';
import { sealPage } from './seal.js';

/** The renderer's wordmark as an image that needs no other host; the grey is readable on both themes. */
const wordmark = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="56" height="16"><text x="0" y="12" font-family="sans-serif" font-size="12" fill="#767676">Redocly</text></svg>',
)}`;

/** The two sizes of the wordmark, which the renderer loads from its maker's network. */
const wordmarkMends: Mend[] = ['logo-mini-full', 'logo-mini'].map((name) => ({
  why: 'the wordmark comes from no other host',
  anchor: `\`https://cdn.redoc.ly/redoc/${name}.svg\``,
  replacement: `\`${wordmark}\``,
}));

const asset = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** Text of a script inside a page, from a value. */
function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** A place of the reference, as the script of the page knows it. */
interface PageRoute {
  title: string;
  /** What else the search knows the place by: its name in the other language, its id. */
  also: string;
  /** The operation's place in the console. */
  console?: string;
}

function pageRoutes(
  document: OpenApiDocument,
  other: OpenApiDocument | undefined,
): Record<string, PageRoute> {
  const otherTitles = new Map(
    (other === undefined ? [] : routesOf(other)).map(({ path, title }) => [path, title]),
  );
  return Object.fromEntries(
    routesOf(document).map(({ path, title, operationId, tag }) => [
      path,
      {
        title,
        also: [otherTitles.get(path), operationId].filter(Boolean).join('\n'),
        ...(operationId === undefined ? {} : { console: consolePlace(tag, operationId) }),
      },
    ]),
  );
}

/** Puts the part that is there before any script into the language, and lets its links lead somewhere. */
function mendPrerendered(page: string, lang: Language): string {
  const start = page.indexOf('<div id="redoc">');
  const end = page.indexOf('<script type="module">', start);
  if (start < 0 || end < 0) throw new UserError(`${rendererName} has no prerendered part.`);
  let part = page.slice(start, end).replaceAll(' href="/', ' href="#/');
  part = mend(
    part,
    [
      {
        why: 'the search box can be reached by the keyboard',
        anchor: 'data-testid="search-trigger"',
        replacement: 'data-testid="search-trigger" role="button" tabindex="0"',
      },
      {
        why: 'the sidebar is a landmark',
        anchor: ' menu-content"',
        replacement: ` menu-content" role="navigation" aria-label="${sidebarLabels[lang]}"`,
      },
      {
        why: 'the button that changes the colours says what it does',
        anchor: ' aria-label="light"',
        replacement: ` aria-label="${colourLabels[lang]}"`,
      },
      {
        why: 'the search box says that it is not ready in the language of the page',
        anchor: '<span>Loading...</span>',
        replacement: `<span>${labels[lang]['loading'] ?? 'Loading...'}</span>`,
      },
    ],
    rendererName,
  );
  return page.slice(0, start) + part + page.slice(end);
}

/** What a page of the reference is made of. */
export interface ReferencePage {
  /** The page as the renderer built it. */
  built: string;
  lang: Language;
  document: OpenApiDocument;
  /** The description in the other language, if there is one. */
  other?: OpenApiDocument | undefined;
  /** Where the description to download lies, from the root of the docs. */
  download: string;
}

/**
 * Mends a page of `redocly build-docs` and seals it with a policy: it then asks no other host for
 * anything.
 *
 * @throws UserError if the page is not as this version of the renderer builds it
 */
export function finishReferencePage(parts: ReferencePage): string {
  const { lang, document, other, download } = parts;
  const title = document.info.title;
  const values = {
    pageRoutes: pageRoutes(document, other),
    siteTitle: title,
    interfaceLabels: labels[lang],
    sidebarLabel: sidebarLabels[lang],
    searchPlaces: searchPlaces[lang],
  };
  const constants = Object.entries(values)
    .map(([name, value]) => `const ${name}=${literal(value)};`)
    .join('\n');
  const page = mend(
    withLeanRenderer(parts.built),
    [
      ...wordmarkMends,
      ...labelMends(lang),
      {
        why: 'the script of the page runs before the renderer',
        anchor: 'const{hydrate}=(()=>{',
        replacement: `${constants}\n${browserScript(new URL('companion.ts', import.meta.url))}\nconst{hydrate}=(()=>{`,
      },
      {
        why: 'the page names its language',
        anchor: '<html lang="en">',
        replacement: `<html lang="${lang}">`,
      },
      {
        why: 'the page has the style of the docs',
        anchor: '<!-- style of the page -->',
        replacement: `<style>\n${asset('style.css')}</style>`,
      },
      {
        why: 'the page has the header of the docs',
        anchor: '<!-- header of the page -->',
        replacement: [
          siteHeader({ lang, page: 'reference.html', download, alternate: other !== undefined }),
          plainEditionNotes(lang, title),
        ].join('\n'),
      },
    ],
    rendererName,
  );
  // One script sets the colours at once, the other is the renderer with the description.
  return sealPage(mendPrerendered(page, lang), { scripts: 2 });
}
