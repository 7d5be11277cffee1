import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { assets, type PageScript } from '../assets.js';
import { downloadsId, downloadsOf } from '../downloads.js';
import { folderOf, languageNames } from '../languages.js';
import type { Family } from '../model/site.js';
import { SearchDialog } from '../search/dialog.js';
import { familyPath, guidePath, operationPath, tagPath } from '../paths.js';
import { PageContext, usePage, type Page } from './context.js';

/** What a page consists of beside its content. */
export interface Frame {
  title: string;
  /** One sentence for search engines and previews. */
  description?: string;
  /** How the page is laid out, for its style; a plain one is without any script, for paper and for programs. */
  kind: 'landing' | 'guide' | 'operation' | 'list' | 'plain';
  /** The main part that the page belongs to. */
  part?: 'guides' | 'reference' | undefined;
  /** The family whose operations the menu shows. */
  family?: Family | undefined;
  /** Sections of the page, for the list of contents. */
  contents?: readonly { id: string; text: string }[];
  /** Scripts beside that of every page. */
  scripts?: readonly PageScript[];
}

/**
 * A policy under which a page loads nothing but the files beside it: markup that slipped in from a
 * description stays dead.
 */
const securityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * What a page with a form to send requests may connect to beside: the service, whose host depends on the
 * region and on the reader and is typed into the form, and a server on this machine, on any port. Nothing
 * else on such a page makes connections.
 */
const connectPolicy = 'connect-src https: http://127.0.0.1:* http://localhost:*';

/** Beyond this number of families, the menu shows the others only when asked. */
const fewFamilies = 10;

/** A part of a page that is HTML already. */
export function Html({ html, class: name }: { html: string; class?: string }) {
  return html === '' ? null : <div class={name} dangerouslySetInnerHTML={{ __html: html }} />;
}

/** A Markdown text of the description. */
export function Text({ markdown }: { markdown: string }) {
  return <Html html={usePage().html(markdown)} />;
}

/** The same within a line. */
export function Line({ markdown }: { markdown: string }) {
  const html = usePage().line(markdown);
  return html === '' ? null : <span dangerouslySetInnerHTML={{ __html: html }} />;
}

/** Names or values in a row. */
export function Codes({ values, between }: { values: readonly string[]; between: string }) {
  return values.map((value, index) => (
    <>
      {index === 0 ? '' : between}
      <code>{value}</code>
    </>
  ));
}

/** A line of a list of facts. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A link to another page of the docs, marked if it is the page itself. */
export function PageLink({ path, children }: { path: string; children: ComponentChildren }) {
  const page = usePage();
  return (
    <a href={page.to(path)} aria-current={path === page.path ? 'page' : undefined}>
      {children}
    </a>
  );
}

/** The way to the search; without its script, the way to an overview. */
export function SearchBox({ large = false }: { large?: boolean }) {
  const { words } = usePage();
  return (
    <>
      <button
        type="button"
        class={large ? 'search large' : 'search'}
        data-search
        hidden
        aria-label={words.search}
        aria-haspopup="dialog"
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <circle cx="7" cy="7" r="4.5" />
          <path d="m10.5 10.5 4 4" />
        </svg>
        <span>{words.search}</span>
        <kbd aria-hidden="true">/</kbd>
      </button>
      <noscript>
        <PageLink path="overview.html">{words.overview}</PageLink>
      </noscript>
    </>
  );
}

function Header({ frame }: { frame: Frame }) {
  const page = usePage();
  const { words, docs, path } = page;
  const parts = [
    ...(docs.guides.length > 0 ? [['guides', 'index.html#guides', words.guides] as const] : []),
    ['reference', 'reference.html', words.reference] as const,
  ];
  return (
    <header class="top">
      <a class="brand" href={page.to('index.html')}>
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M5 5h6v6H5zM13 13h6v6h-6zM8 11v5h5M16 13V8h-5" />
        </svg>
        <span>{docs.site.title}</span>
      </a>
      {frame.kind === 'plain' || frame.kind === 'landing' ? null : (
        <a class="to-menu" href="#menu">
          {words.menu}
        </a>
      )}
      {frame.kind === 'plain' ? null : <SearchBox />}
      <nav aria-label={words.mainMenu}>
        <ul>
          {parts.map(([part, target, name]) => (
            <li>
              <a href={page.to(target)} aria-current={part === frame.part ? 'true' : undefined}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {docs.otherLangs.map((other) => (
        <a
          class="language"
          href={page.toFile(folderOf(other) + path)}
          lang={other}
          hreflang={other}
        >
          {languageNames[other]}
        </a>
      ))}
      {frame.kind === 'plain' ? null : (
        <button type="button" class="theme" aria-pressed="false" aria-label={words.theme} hidden>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <circle cx="8" cy="8" r="6" />
            <path class="full" d="M8 2a6 6 0 0 1 0 12z" />
          </svg>
        </button>
      )}
    </header>
  );
}

function FamilyMenu({ family, open }: { family: Family; open: boolean }) {
  return (
    <li>
      <PageLink path={familyPath(family)}>{family.name}</PageLink>
      {open ? (
        <ul>
          {family.tags.map((tag) => {
            const operations = tag.operations.map((operation) => (
              <li>
                <PageLink path={operationPath(operation)}>{operation.title}</PageLink>
              </li>
            ));
            return family.tags.length === 1 ? (
              operations
            ) : (
              <li>
                <PageLink path={tagPath(tag, family)}>{tag.title}</PageLink>
                <ul>{operations}</ul>
              </li>
            );
          })}
        </ul>
      ) : null}
    </li>
  );
}

/** The menu beside a page: the guides, or the families with the operations of the current one. */
function Menu({ frame }: { frame: Frame }) {
  const { docs, words } = usePage();
  const { families } = docs.site;
  const current = frame.family ?? (families.length === 1 ? families[0] : undefined);
  const many = families.length > fewFamilies && current !== undefined;
  const list = (shown: readonly Family[]) =>
    shown.map((family) => <FamilyMenu family={family} open={family === current} />);
  return (
    <nav class="menu" id="menu" aria-label={words[frame.part ?? 'reference']}>
      {frame.part === 'guides' ? (
        <>
          <p>{words.guides}</p>
          <ul>
            {docs.guides.map(({ name, title }) => (
              <li>
                <PageLink path={guidePath(name)}>{title}</PageLink>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <>
          <p>{words.reference}</p>
          <ul>
            <li>
              <PageLink path="overview.html">{words.overview}</PageLink>
            </li>
            {many ? list([current]) : list(families)}
          </ul>
          {many ? (
            <details>
              <summary>{words.allFamilies}</summary>
              <ul>{list(families.filter((family) => family !== current))}</ul>
            </details>
          ) : null}
        </>
      )}
    </nav>
  );
}

function Contents({ contents }: { contents: readonly { id: string; text: string }[] }) {
  const { words } = usePage();
  return (
    <nav class="contents" aria-labelledby="contents">
      <p id="contents">{words.contents}</p>
      <ul>
        {contents.map(({ id, text }) => (
          <li>
            <a href={`#${id}`}>{text}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Footer() {
  const page = usePage();
  const { words, lang } = page;
  return (
    <footer class="foot">
      <p id={downloadsId}>{words.downloads}</p>
      <ul aria-labelledby={downloadsId}>
        {downloadsOf(lang).map(({ file, name }) => (
          <li>
            <a href={page.toFile(file)}>{name}</a>
          </li>
        ))}
      </ul>
    </footer>
  );
}

/** Writes a whole page: the frame that all pages share, around the content of this one. */
export function renderPage(page: Page, frame: Frame, content: ComponentChildren): string {
  const { docs, lang, words, path } = page;
  const { title, description, kind, contents = [] } = frame;
  const sendsRequests = frame.scripts?.includes('try-it') === true;
  const policy = sendsRequests ? `${securityPolicy}; ${connectPolicy}` : securityPolicy;
  const isPlain = kind === 'plain';
  const scripts = isPlain ? [] : (['page', 'search', ...(frame.scripts ?? [])] as const);
  const html = renderToString(
    <PageContext.Provider value={page}>
      <html lang={lang} data-copy={words.copy} data-copied={words.copied}>
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content={policy} />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>{title === docs.site.title ? title : `${title} – ${docs.site.title}`}</title>
          {description === undefined ? null : <meta name="description" content={description} />}
          {docs.otherLangs.map((other) => (
            <link rel="alternate" hreflang={other} href={page.toFile(folderOf(other) + path)} />
          ))}
          {/* Browsers ask a server for an icon unless they are given one. */}
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href={page.toFile(assets.style)} />
          {scripts.map((name) => (
            <script src={page.toFile(assets.scripts[name])} defer={name !== 'page'} />
          ))}
        </head>
        <body class={kind}>
          <a class="skip" href="#main">
            {words.skip}
          </a>
          <Header frame={frame} />
          <div class="frame">
            <main id="main" tabIndex={-1}>
              {content}
            </main>
            {contents.length > 1 ? <Contents contents={contents} /> : null}
            {isPlain || kind === 'landing' ? null : <Menu frame={frame} />}
          </div>
          <Footer />
          {isPlain ? null : <SearchDialog />}
        </body>
      </html>
    </PageContext.Provider>,
  );
  return `<!doctype html>\n${html}\n`;
}
