import { asDescription, isObject } from '../lib/description.js';
import type { OpenApiDocument } from '../lib/document.js';
import { listOperations } from '../lib/operation-list.js';
import { frameWords, type Language } from './languages.js';
import { escapeHtml } from './page.js';

/** The landing page of a description that has no guides: its title, its summary, its operations. */
export function plainLanding(
  document: OpenApiDocument,
  lang: Language,
  links: ReadonlyMap<string, string>,
): { title: string; description: string; body: string } {
  const info = asDescription(document).document['info'];
  const summary = isObject(info) && typeof info['summary'] === 'string' ? info['summary'] : '';
  const { title, version } = document.info;
  const items = listOperations(document).map(({ id, object }) => {
    const link = links.get(id) ?? 'reference.html';
    return `<li><a href="${escapeHtml(link)}">${escapeHtml(object.summary ?? id)}</a></li>`;
  });
  return {
    title,
    description: summary === '' ? `${title} ${version}` : summary,
    body: [
      `<h1>${escapeHtml(title)} ${escapeHtml(version)}</h1>`,
      summary === '' ? '' : `<p>${escapeHtml(summary)}</p>`,
      `<h2 id="guides">${frameWords[lang].reference}</h2>`,
      `<ul>${items.join('\n')}</ul>`,
    ].join('\n'),
  };
}
