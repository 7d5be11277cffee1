import type { OpenApiDocument } from '../lib/openapi/document.js';
import { blocksHtml, code, type Block } from './blocks.js';
import { DescriptionBlocks } from './description-blocks.js';
import type { Language } from './languages.js';
import { groupsOf, responseOf } from './operation-parts.js';
import { escapeHtml, renderPage } from './page.js';
import { typeName, type SchemaObject } from './schema-fields.js';
import { lineHtml, textHtml } from './text-html.js';
import { docsWords, frameWords } from './words.js';

/**
 * What the plain edition needs beyond the style of all pages. Nothing on it scrolls by itself: it is
 * read on paper as well.
 */
const plainStyle = `
pre,pre code{white-space:pre-wrap;overflow-wrap:anywhere;overflow:visible}
td,th{overflow-wrap:anywhere}
th[scope=row]{width:32%;font-weight:400;background:none}
th[scope=row] code{font-weight:700}
td>:first-child,td ul{margin-top:0}
td>:last-child,td ul{margin-bottom:0}
.limits{padding-left:1.1rem;color:var(--quiet)}
.type,.must{color:var(--quiet)}
.must{display:inline-block}
html{scroll-behavior:auto}
.aside ul ul{padding-left:.9rem}
table{min-width:0;table-layout:fixed;margin:.75rem 0;max-width:60rem}
@media print{.aside{display:block;position:static;max-height:none;break-after:page}.frame.beside{display:block}}
`.trim();

/** The parts of a document that only this page reads. */
interface WholeDocument extends OpenApiDocument {
  info: OpenApiDocument['info'] & {
    summary?: string;
    description?: string;
    contact?: { name?: string; url?: string };
    license?: { name: string; url?: string };
  };
  externalDocs?: { url: string; description?: string };
}

/** A line of the table of contents, and the part of the page that it leads to. */
interface Entry {
  id: string;
  title: string;
  body: string;
  below?: Entry[];
}

function linkHtml({ url, name }: { url?: string; name?: string }): string {
  const text = escapeHtml(name ?? url ?? '');
  return url === undefined ? text : `<a href="${escapeHtml(url)}">${text}</a>`;
}

/** Links that belong to a description as a whole. */
function aboutHtml({ info, externalDocs }: WholeDocument, lang: Language): string {
  const words = docsWords[lang];
  const links: [string, Parameters<typeof linkHtml>[0] | undefined][] = [
    [words.contact, info.contact?.url === undefined ? undefined : info.contact],
    [words.license, info.license],
    [
      words.links,
      externalDocs && {
        url: externalDocs.url,
        ...(externalDocs.description && { name: externalDocs.description }),
      },
    ],
  ];
  const items = links.flatMap(([name, target]) =>
    target === undefined ? [] : `<li>${name}${words.colon}${linkHtml(target)}</li>`,
  );
  return items.length === 0 ? '' : `<ul>${items.join('')}</ul>`;
}

function entriesOf(document: WholeDocument, lang: Language): Entry[] {
  const words = docsWords[lang];
  const { info, components = {} } = document;
  const blocks = new DescriptionBlocks(document, words, 'page');
  const html = (list: readonly Block[]) => blocksHtml(list, words);
  const headings: Entry[] = [];
  const overview = [
    info.summary === undefined ? '' : `<p>${lineHtml(info.summary)}</p>`,
    `<p>${words.version}${words.colon}${escapeHtml(info.version)}</p>`,
    textHtml(info.description ?? '', {
      headingOffset: 1,
      headingIds: 'overview',
      onHeading: ({ id, html: title }) => headings.push({ id, title, body: '' }),
    }),
    aboutHtml(document, lang),
  ].join('\n');
  const responses = Object.entries(components['responses'] ?? {}).map(([name, given]): Entry => {
    const response = responseOf(document, '', given as object);
    return {
      id: `response-${name}`,
      title: lineHtml(code(name)),
      // Operations lead to it, even if it says nothing.
      body: html(blocks.response(response, name, 4)) || `<p>${lineHtml(code(name))}</p>`,
    };
  });
  const schemas = Object.entries(components['schemas'] ?? {}).map(([name, given]): Entry => {
    const schema = given as SchemaObject;
    const body = html([
      { kind: 'type', text: typeName(document, schema).text },
      { kind: 'text', text: schema.description ?? '' },
      ...blocks.schema(schema, `${words.schema}${words.colon}${name}`),
    ]);
    return { id: `schema-${name}`, title: lineHtml(code(name)), body };
  });
  return [
    { id: 'overview', title: words.overview, body: overview, below: headings },
    { id: 'servers', title: words.servers, body: html(blocks.servers()) },
    { id: 'authentication', title: words.authentication, body: html(blocks.authentication()) },
    ...groupsOf(document).map((group, index): Entry => ({
      id: `group-${index + 1}`,
      title: escapeHtml(group.title),
      body: textHtml(group.description),
      below: group.operations.map((operation) => ({
        id: `operation-${operation.id}`,
        title: lineHtml(operation.object.summary ?? operation.id),
        body: html(blocks.operation(operation, 4)),
      })),
    })),
    { id: 'responses', title: words.commonResponses, body: '', below: responses },
    { id: 'schemas', title: words.schemas, body: '', below: schemas },
  ].filter(({ body, below = [] }) => body !== '' || below.length > 0);
}

function contentsHtml(entries: readonly Entry[]): string {
  const items = entries.map(({ id, title, below = [] }) => {
    const inside = below.length === 0 ? '' : contentsHtml(below);
    // A name is code where it stands, but not in the list.
    return `<li><a href="#${escapeHtml(id)}">${title.replaceAll(/<\/?code>/g, '')}</a>${inside}</li>`;
  });
  return `<ul>${items.join('\n')}</ul>`;
}

function bodyHtml(entries: readonly Entry[], level: number): string {
  return entries
    .map(({ id, title, body, below = [] }) => {
      const inside = below.filter((one) => one.body !== '');
      return [
        `<h${level} id="${escapeHtml(id)}">${title}</h${level}>`,
        body,
        ...(inside.length === 0 ? [] : [bodyHtml(inside, level + 1)]),
      ].join('\n');
    })
    .join('\n');
}

/**
 * Writes the plain edition of a document: one page without script that holds every field.
 *
 * @param langs languages that the docs are built in
 */
export function plainPage(
  document: OpenApiDocument,
  lang: Language,
  langs: readonly Language[],
): string {
  const words = docsWords[lang];
  const { info } = document as WholeDocument;
  const entries = entriesOf(document, lang);
  return renderPage({
    lang,
    langs,
    title: frameWords[lang].plain,
    site: info.title,
    path: 'plain.html',
    ...(info.summary !== undefined && { description: info.summary }),
    aside: `<nav class="aside" aria-label="${words.contents}"><h2>${words.contents}</h2>${contentsHtml(entries)}</nav>`,
    body: `<h1>${escapeHtml(info.title)}</h1>\n${bodyHtml(entries, 2)}`,
    style: plainStyle,
    withoutScript: true,
  });
}
