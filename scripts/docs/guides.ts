import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../lib/cli.js';
import type { Companions } from '../lib/companions.js';
import { type OpenApiDocument } from '../lib/document.js';
import { displayPath } from '../lib/openapi/source.js';
import { filesBelow } from '../lib/files.js';
import { readDecisions } from './decision-log.js';
import { guideMarkdown } from './guide-markdown.js';
import { fillMarkers } from './guide-markers.js';
import { guideHtml, readGuide, type Guide } from './guide-text.js';
import { folderOf, frameWords, type Language } from './languages.js';
import { plainLanding } from './landing.js';
import { guidePath, referenceLinks, resolveLink, type Form, type LinkTargets } from './links.js';
import { escapeHtml, relativeLink, renderPage } from './page.js';
import { checkTranslations } from './translation-hashes.js';
import { readYamlFile } from './yaml-file.js';

/** The files that guides are made from. */
type GuideSources = Pick<Companions, 'guides' | 'lifeCycles' | 'decisions'>;

/** What the guides are made from and where they go. */
export interface GuidesOptions {
  /** The bundled description. */
  description: OpenApiDocument;
  /** The same in Chinese; without it the docs are in English alone. */
  descriptionZh?: OpenApiDocument;
  /** Folder of the docs. */
  folder: string;
  /** The guides, and the pictures and decisions that they show. */
  sources: GuideSources;
}

/** The page that shows the decision log; its text is the head of the page. */
const logPage = 'decisions';

/** Names of the guides in reading order, the landing page first. */
function readOrder(root: string): string[] {
  const file = join(root, 'order.yaml');
  const order = readYamlFile(file);
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

/**
 * Writes the landing page and the guides in every language, the guides as pages and as Markdown. A description without guides gets a
 * landing page that is made from the description alone.
 *
 * @throws UserError that names the file and what is wrong with it
 */
export async function buildGuides(options: GuidesOptions): Promise<void> {
  const { description, descriptionZh, folder, sources } = options;
  const descriptions = new Map<Language, OpenApiDocument>([['en', description]]);
  if (descriptionZh !== undefined) descriptions.set('zh-CN', descriptionZh);
  const langs = [...descriptions.keys()];
  const operations = referenceLinks(description);

  const write = async (
    lang: Language,
    name: string,
    page: { title: string; description: string; body: string; aside?: string },
  ) => {
    const path = guidePath(name);
    const other = langs.find((one) => one !== lang);
    const html = renderPage({
      ...page,
      lang,
      path: folderOf(lang) + path,
      ...(other !== undefined && { alternate: folderOf(other) + path }),
      site: descriptions.get(lang)?.info.title ?? '',
    });
    const file = join(folder, folderOf(lang), path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, html);
  };

  const { guides: root, lifeCycles } = sources;
  if (root === undefined) {
    for (const [lang, document] of descriptions) {
      await write(lang, 'index', plainLanding(document, lang, operations));
    }
    return;
  }

  const decisions = sources.decisions.flatMap(readDecisions);
  const all = readAllGuides(root, langs);
  for (const [lang, guides] of all) {
    const anchors = new Map(
      guides.map(({ name, sections, markers }) => {
        const ids = sections.map(({ id }) => id);
        const figures = markers.flatMap(([kind, argument]) =>
          kind === 'life-cycle' && argument !== undefined ? [argument] : [],
        );
        const numbers = name === logPage ? decisions.map(({ number }) => number.toLowerCase()) : [];
        return [name, new Set([...ids, ...figures, ...numbers])] as const;
      }),
    );
    const targets: LinkTargets = { operations, anchors };
    for (const guide of guides) {
      const fill = async (form: Form) => {
        const resolve = (link: string) => resolveLink(link, guide, targets, form);
        const context = { description, root, lifeCycles, guides, decisions, resolve };
        return { resolve, markers: await fillMarkers(guide, form, context) };
      };
      await write(lang, guide.name, {
        title: guide.title,
        description: guide.lead,
        body: guideHtml(guide, { ...(await fill('html')), selfLink: frameWords[lang].link }),
        ...(guide.name !== 'index' && { aside: aside(guide, guides) }),
      });
      if (guide.name === 'index') continue;
      const { resolve, markers } = await fill('md');
      await writeFile(
        join(folder, folderOf(lang), guidePath(guide.name, 'md')),
        guideMarkdown(guide, resolve, markers),
      );
    }
  }
  // Last, so that a text which is broken besides is told of first.
  if (descriptionZh !== undefined) {
    const guides = all.get('en') as Guide[];
    const originals = new Map([
      ...guides.map(({ name, source }) => [name, source] as const),
      ...decisions.map(({ number, title, text }) => [number, `${title} ${text}`] as const),
    ]);
    checkTranslations(join(root, 'zh-CN/hashes.yaml'), originals);
  }
}
