import { renderToString } from 'preact-render-to-string';
import { errorRowId } from '../guides/guides.js';
import type { Guide } from '../guides/guide.js';
import { guidePath, operationPath } from '../paths.js';
import { linkNames, resolveLink } from '../text/links.js';
import { headingIdentity, markdownHtml } from '../text/markdown-html.js';
import { newPage, type Docs } from './context.js';
import { Html, PageLink, renderPage, SearchBox } from './frame.js';
import { Address } from './operation.js';
import { Tabs } from './tabs.js';

/**
 * Writes the page of a guide. That of the guide `index` is the landing page.
 *
 * @param text - what the guide says, with the markers of pictures alone
 * @param figures - HTML of each picture, by its marker
 */
export function guidePage(
  docs: Docs,
  guide: Guide,
  text: string,
  figures: ReadonlyMap<string, string>,
): string {
  const { name, lang, title, lead, sections } = guide;
  const page = newPage(docs, guidePath(name));
  const source = { path: page.path, lang, form: 'html' as const, guide };
  const isLanding = name === 'index';
  // The title and the first paragraph of the landing page have a place of their own.
  const body = isLanding ? text.replace(/^[^]*?(?=^## )/m, '') : text;
  let tabs = 0;
  const html = markdownHtml(linkNames(body, docs.targets), {
    codeTabs: (panels) =>
      renderToString(
        <Tabs
          id={`code-${(tabs += 1)}`}
          name={page.words.samples}
          kind="language"
          tabs={panels.map(({ label, html: content }) => ({
            label,
            content: <Html html={content} />,
          }))}
        />,
      ),
    highlight: docs.highlight,
    resolve: (href) => resolveLink(href, source, docs.targets),
    headingId: ({ raw }) => headingIdentity.exec(raw)?.[1],
    headingLabel: (heading) => page.words.sectionLink + heading,
    figures,
    rowId: errorRowId,
  });
  const about = { title, description: lead };
  if (!isLanding) {
    const contents = sections.filter(({ level }) => level === 2);
    const frame = { ...about, kind: 'guide', part: 'guides', contents } as const;
    return renderPage(page, frame, <Html html={html} />);
  }
  const parts = sectionsOf(html);
  return renderPage(
    page,
    { ...about, kind: 'landing' },
    <>
      <div class="hero">
        <div>
          <h1>{title}</h1>
          <p class="lead">{lead}</p>
          <SearchBox large />
        </div>
        <Html html={parts.get('request') ?? ''} />
      </div>
      {[...parts].map(([id, part]) =>
        id === 'request' ? null : (
          <section class={`about-${id}`} dangerouslySetInnerHTML={{ __html: part }} />
        ),
      )}
    </>,
  );
}

/** The sections of the landing page by their ids; that of the first request stands beside the title. */
function sectionsOf(html: string): Map<string, string> {
  return new Map(
    html.split(/(?=<h2 id=")/).flatMap((part) => {
      const id = /^<h2 id="([^"]*)"/.exec(part)?.[1];
      return id === undefined ? [] : [[id, part] as const];
    }),
  );
}

/** The landing page of a description that has no guides: its title, its summary, its operations. */
export function plainLanding(docs: Docs): string {
  const { title, version, summary, operations } = docs.site;
  const page = newPage(docs, 'index.html');
  return renderPage(
    page,
    { title, description: summary === '' ? `${title} ${version}` : summary, kind: 'landing' },
    <>
      <div class="hero">
        <h1>
          {title} {version}
        </h1>
        {summary === '' ? null : <p class="lead">{summary}</p>}
        <SearchBox large />
      </div>
      <h2 id="guides">{page.words.reference}</h2>
      <ul class="operations">
        {[...operations.values()].map((operation) => (
          <li>
            <PageLink path={operationPath(operation)}>{operation.title}</PageLink>{' '}
            <p class="address">
              <Address operation={operation} />
            </p>
          </li>
        ))}
      </ul>
    </>,
  );
}
