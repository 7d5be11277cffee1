import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../lib/cli.js';
import type { Companions } from '../lib/companions.js';
import { isObject, type OpenApiDocument } from '../lib/openapi/document.js';
import { filesBelow } from '../lib/files.js';
import { displayPath, parseFile } from '../lib/openapi/source.js';
import { listOperations } from '../lib/operation-list.js';
import { readDecisions, textHash, type Decision } from './decision-log.js';
import { fillMarkers } from './guide-markers.js';
import { guideHtml, guideMarkdown, logPage, readGuide, type Guide } from './guide-text.js';
import { folderOf, type Language } from './languages.js';
import { guidePath, referenceLinks, resolveLink, type Form, type LinkTargets } from './links.js';
import { escapeHtml, relativeLink, renderPage } from './page.js';
import { frameWords } from './words.js';

/** The files that guides are made from. */
export type GuideSources = Pick<Companions, 'guides' | 'lifeCycles' | 'decisions'>;

/** Names of the guides in reading order, the landing page first. */
function readOrder(root: string): string[] {
  const file = join(root, 'order.yaml');
  const order = parseFile(file).document.toJS() as unknown;
  if (!Array.isArray(order) || !order.every((name) => typeof name === 'string')) {
    throw new UserError(`${displayPath(file)}: expected a list of names.`);
  }
  return ['index', ...order];
}

function readGuides(root: string, lang: Language, order: readonly string[]): Guide[] {
  const folder = join(root, lang);
  const found = filesBelow(folder).filter((file) => file.endsWith('.md'));
  const stray = found.find((file) => !order.some((name) => file === join(folder, `${name}.md`)));
  if (stray !== undefined) {
    throw new UserError(`${displayPath(stray)}: order.yaml does not name this guide.`);
  }
  return order.map((name) => {
    const file = join(folder, `${name}.md`);
    if (!existsSync(file)) {
      throw new UserError(
        `there is no file ${displayPath(file)}: the guide "${name}" is missing in ${lang}.`,
      );
    }
    return readGuide(readFileSync(file, 'utf8'), name, lang, file);
  });
}

/**
 * Reads the guides of every language from their folder and checks that they have the same sections and pictures.
 *
 * @throws UserError that names the guide and what differs
 */
export function readAllGuides(root: string, langs: readonly Language[]): Map<Language, Guide[]> {
  const order = readOrder(root);
  const all = new Map(langs.map((lang) => [lang, readGuides(root, lang, order)]));
  const [first, ...others] = [...all.values()];
  for (const guides of others) {
    guides.forEach((guide, index) => {
      const model = first?.[index] as Guide;
      const outline = (one: Guide) => [
        ...one.sections.map(({ level, id }) => `the section ${'#'.repeat(level)} ${id}`),
        ...one.markers.map((words) => `the marker {{${words.join(' ')}}}`),
      ];
      const [ours, theirs] = [outline(model), outline(guide)];
      const at = theirs.findIndex((line, place) => line !== ours[place]);
      const place = at < 0 && theirs.length < ours.length ? theirs.length : at;
      if (place >= 0) {
        throw new UserError(
          `${guide.file} differs from ${model.file}: ${theirs[place] ?? 'nothing'} stands in place of ${ours[place] ?? 'nothing'}.`,
        );
      }
    });
  }
  return all;
}

/**
 * Checks that each translation was made from its original as it is now. The file holds the hash of
 * the original that each text was translated from, by the name of the text.
 *
 * @throws UserError that names every text whose original has changed, with the hash to write once the
 * translation is revised, and every hash that belongs to no text
 */
function checkTranslations(file: string, originals: ReadonlyMap<string, string>): void {
  const source = parseFile(file).document.toJS() as unknown;
  const recorded = isObject(source) ? source : {};
  const stale = [...originals]
    .filter(([name, text]) => String(recorded[name]) !== textHash(text))
    .map(([name, text]) => `${name}: '${textHash(text)}'`);
  if (stale.length > 0) {
    throw new UserError(
      `${displayPath(file)}: the English text has changed since these were translated; revise the translation, then write:\n${stale.join('\n')}`,
    );
  }
  const stray = Object.keys(recorded).find((name) => !originals.has(name));
  if (stray !== undefined) throw new UserError(`${displayPath(file)}: there is no text ${stray}.`);
}

/** The menu beside a guide: the sections of the page, and all guides. */
function aside(guide: Guide, guides: readonly Guide[]): string {
  const words = frameWords[guide.lang];
  const path = guidePath(guide.name);
  const sections = guide.sections
    .filter(({ level }) => level === 2)
    .map(({ id, text }) => `<li><a href="#${id}">${escapeHtml(text)}</a></li>`);
  const others = guides
    .filter(({ name }) => name !== 'index')
    .map(({ name, title }) => {
      const current = name === guide.name ? ' aria-current="page"' : '';
      const link = relativeLink(path, guidePath(name));
      return `<li><a href="${link}"${current}>${escapeHtml(title)}</a></li>`;
    });
  return [
    '<div class="aside">',
    `<nav aria-labelledby="guides-menu"><h2 id="guides-menu">${words.guides}</h2><ul>${others.join('')}</ul></nav>`,
    sections.length === 0
      ? ''
      : `<nav aria-labelledby="page-menu"><h2 id="page-menu">${words.contents}</h2><ul>${sections.join('')}</ul></nav>`,
    '</div>',
  ].join('\n');
}

/** The landing page of a description that has no guides: its title, its summary, its operations. */
function plainLanding(document: OpenApiDocument, lang: Language) {
  const {
    title,
    version,
    summary = '',
  } = document.info as OpenApiDocument['info'] & {
    summary?: string;
  };
  const links = referenceLinks(document);
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

/** The anchors of each guide: sections, pictures, decisions. */
function anchorsOf(guides: readonly Guide[], decisions: readonly Decision[]) {
  return new Map(
    guides.map(({ name, sections, markers }) => {
      const ids = sections.map(({ id }) => id);
      const figures = markers.flatMap(([kind, argument]) =>
        kind === 'life-cycle' && argument !== undefined ? [argument] : [],
      );
      const numbers = name === logPage ? decisions.map(({ number }) => number.toLowerCase()) : [];
      return [name, new Set([...ids, ...figures, ...numbers])] as const;
    }),
  );
}

/**
 * Writes the landing page and the guides in every language, the guides as pages and as Markdown. A
 * description without guides gets a landing page that is made from the description alone.
 *
 * @param descriptions - the bundled description in all languages, the first language first
 * @returns the texts of the files, by their paths from the root of the docs
 * @throws UserError that names the file and what is wrong with it
 */
export async function guideFiles(
  descriptions: ReadonlyMap<Language, OpenApiDocument>,
  { guides: root, lifeCycles, decisions: logs }: GuideSources,
): Promise<Map<string, string>> {
  const langs = [...descriptions.keys()];
  const [description] = descriptions.values();
  if (description === undefined) throw new Error('There is no description.');
  const files = new Map<string, string>();
  const addPage = (
    lang: Language,
    name: string,
    page: { title: string; description: string; body: string; aside?: string },
  ) => {
    const path = guidePath(name);
    const site = descriptions.get(lang)?.info.title ?? '';
    files.set(folderOf(lang) + path, renderPage({ ...page, lang, langs, path, site }));
  };
  if (root === undefined) {
    descriptions.forEach((document, lang) => addPage(lang, 'index', plainLanding(document, lang)));
    return files;
  }

  const operations = referenceLinks(description);
  const all = readAllGuides(root, langs);
  for (const [lang, guides] of all) {
    const decisions = readDecisions(logs, lang);
    const targets: LinkTargets = { operations, anchors: anchorsOf(guides, decisions) };
    const context = { description, lifeCycles, guides, decisions };
    for (const guide of guides) {
      const { name, title, lead } = guide;
      const resolve = (form: Form) => (link: string) => resolveLink(link, guide, targets, form);
      const page = await fillMarkers(guide, 'html', context);
      addPage(lang, name, {
        title,
        description: lead,
        body: guideHtml(guide, page.text, resolve('html'), page.figures),
        ...(name !== 'index' && { aside: aside(guide, guides) }),
      });
      if (name === 'index') continue;
      const { text } = await fillMarkers(guide, 'md', context);
      files.set(folderOf(lang) + guidePath(name, 'md'), guideMarkdown(text, resolve('md')));
    }
  }
  // Last, so that a text which is broken besides is named first.
  const originals = new Map((all.get('en') ?? []).map(({ name, source }) => [name, source]));
  for (const lang of langs.filter((one) => one !== 'en')) {
    checkTranslations(join(root, `${lang}/hashes.yaml`), originals);
  }
  return files;
}
