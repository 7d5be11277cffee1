import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../lib/cli.js';
import type { OpenApiDocument } from '../lib/openapi/document.js';
import { redoclyConfig } from '../lib/paths.js';
import { runTool, toolPath } from '../lib/process.js';
import { readableRedoclyOutput } from '../lib/redocly.js';
import { withTemporaryFolder } from '../lib/temporary-folder.js';
import { appTemplate, browserScript, finishAppPage } from './app-page.js';
import type { Language } from './languages.js';
import { escapeHtml } from './page.js';
import { patch, type Patch } from './patch.js';
import { referenceDocument } from './reference/document.js';
import {
  colourLabels,
  labelPatches,
  labels,
  searchPlaces,
  sidebarLabels,
} from './reference/labels.js';
import { rendererPatches } from './reference/patches.js';
import { consolePlace, routesOf } from './reference/routes.js';
import { frameWords } from './words.js';

/** What a reference is built from. */
export interface ReferenceOptions {
  lang: Language;
  /** The description in the language, with what the docs add to it. */
  document: OpenApiDocument;
  /** The descriptions in all languages that the docs are built in, the first language first. */
  descriptions: ReadonlyMap<Language, OpenApiDocument>;
  /** Path of the page. */
  file: string;
  signal?: AbortSignal | undefined;
}

/** What made the page, for messages. */
const renderer = 'the page of redocly build-docs';

const rendererStart = 'const{RedocStandalone,hydrate,init}=(()=>{';

/** The renderer's wordmark as an image that needs no other host; the grey is readable on both themes. */
const wordmark = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="56" height="16"><text x="0" y="12" font-family="sans-serif" font-size="12" fill="#767676">Redocly</text></svg>',
)}`;

/** The two sizes of the wordmark, which the renderer loads from its maker's network. */
const wordmarkPatches: Patch[] = ['logo-mini-full', 'logo-mini'].map((name) => ({
  why: 'the wordmark comes from no other host',
  anchor: `\`https://cdn.redoc.ly/redoc/${name}.svg\``,
  replacement: `\`${wordmark}\``,
}));

/**
 * The places of the reference, as the script of the page knows them: their title, what else the search
 * knows them by (their names in the other languages, their id), and the operation's place in the console.
 */
function pageRoutes({ lang, document, descriptions }: ReferenceOptions) {
  const others = [...descriptions].filter(([other]) => other !== lang);
  const titles = others.map(
    ([, other]) => new Map(routesOf(other).map(({ path, title }) => [path, title])),
  );
  return Object.fromEntries(
    routesOf(document).map(({ path, title, operationId, tag }) => [
      path,
      {
        title,
        also: [...titles.map((other) => other.get(path)), operationId].filter(Boolean).join('\n'),
        ...(operationId !== undefined && { console: consolePlace(tag, operationId) }),
      },
    ]),
  );
}

/** Puts the part that is there before any script into the language, and lets its links lead somewhere. */
function patchPrerendered(page: string, lang: Language): string {
  const start = page.indexOf('<div id="redoc">');
  const end = page.indexOf('<script type="module">', start);
  if (start < 0 || end < 0) throw new UserError(`${renderer} has no prerendered part.`);
  const part = patch(
    page.slice(start, end).replaceAll(' href="/', ' href="#/'),
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
    renderer,
  );
  return page.slice(0, start) + part + page.slice(end);
}

/** HTML for paper and for readers without JavaScript: both are sent to the plain edition. */
function plainEditionNotes(lang: Language, title: string): string {
  const plain = '<a href="plain.html">plain.html</a>';
  const words = frameWords[lang];
  return `<div class="docs-print"><h1>${escapeHtml(title)}</h1><p>${words.printPlain}${plain}</p></div>
<noscript><p class="docs-no-script">${words.noScript}${plain}</p></noscript>`;
}

/** Patches a page of `redocly build-docs`, and gives it the frame of the docs. */
function finishPage(built: string, options: ReferenceOptions): string {
  const { lang, descriptions } = options;
  const title = options.document.info.title;
  const script = browserScript(new URL('reference/companion.ts', import.meta.url), {
    pageRoutes: pageRoutes(options),
    siteTitle: title,
    interfaceLabels: labels[lang],
    sidebarLabel: sidebarLabels[lang],
    searchPlaces: searchPlaces[lang],
  });
  const patches = [
    ...wordmarkPatches,
    ...rendererPatches,
    ...labelPatches(lang),
    {
      why: 'the script of the page runs before the renderer',
      anchor: rendererStart,
      replacement: `${script}\n${rendererStart}`,
    },
  ];
  return finishAppPage(patchPrerendered(patch(built, patches, renderer), lang), {
    lang,
    langs: [...descriptions.keys()],
    path: 'reference.html',
    text: plainEditionNotes(lang, title),
    // One script sets the colours at once, the other is the renderer with the description.
    scripts: 2,
  });
}

/**
 * Builds the reference of a description in one language as one page that needs no network.
 *
 * @throws UserError with Redocly's own message, or if its page cannot be patched
 */
export async function buildReference(options: ReferenceOptions): Promise<void> {
  const { lang, document, descriptions, file, signal } = options;
  const [first = document] = descriptions.values();
  await withTemporaryFolder(join(tmpdir(), 'reference-'), async (folder) => {
    const source = 'openapi.json';
    const page = join(folder, 'page.html');
    await writeFile(join(folder, source), JSON.stringify(referenceDocument(document, first, lang)));
    const result = await runTool(
      toolPath('@redocly/cli', 'redocly'),
      [
        ...['build-docs', source, '--inlineBundle', '--template', appTemplate],
        ...['--output', page, '--config', redoclyConfig],
      ],
      { cwd: folder, signal },
    );
    if (result.code !== 0) {
      throw new UserError(`redocly build-docs failed:\n${readableRedoclyOutput(result.output)}`);
    }
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, finishPage(await readFile(page, 'utf8'), options));
  });
}
