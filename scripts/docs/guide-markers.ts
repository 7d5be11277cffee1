import { join, parse } from 'node:path';
import { UserError } from '../lib/cli.js';
import type { OpenApiDocument } from '../lib/document.js';
import { decisionsHtml, decisionsMarkdown, readGists, type Decision } from './decision-log.js';
import type { Guide } from './guide-text.js';
import { frameWords } from './languages.js';
import { lifeCycleFigure, lifeCycleMarkdown } from './life-cycle.js';
import { readLifeCycle } from './life-cycle-source.js';
import { guidePath, type Form } from './links.js';
import { escapeHtml, relativeLink } from './page.js';

/** What the markers of a guide are filled from. */
export interface MarkerContext {
  description: OpenApiDocument;
  /** Folder of the guides. */
  root: string;
  /** Files of the life cycles, each known by its name. */
  lifeCycles: readonly string[];
  /** All guides of the language. */
  guides: readonly Guide[];
  decisions: readonly Decision[];
  /** The address of a link as guides write it. */
  resolve: (link: string) => string;
}

/** What stands for every marker of a guide, by the marker's words. */
export async function fillMarkers(
  guide: Guide,
  form: Form,
  { description, root, lifeCycles, guides, decisions, resolve }: MarkerContext,
): Promise<Map<string, string>> {
  const filled = new Map<string, string>();
  const { lang } = guide;
  for (const words of guide.markers) {
    const [kind = '', argument] = words;
    let text: string | undefined;
    if (kind === 'life-cycle' && argument !== undefined) {
      const file = lifeCycles.find((path) => parse(path).name === argument);
      if (file === undefined) {
        throw new UserError(`${guide.file}: there is no file of the life cycle "${argument}".`);
      }
      const cycle = readLifeCycle(file, description);
      text =
        form === 'html'
          ? await lifeCycleFigure(cycle, lang, argument, resolve)
          : lifeCycleMarkdown(cycle, lang, argument, resolve);
    } else if (kind === 'guides') {
      text = guideList(guide, guides, form);
    } else if (kind === 'decisions') {
      const file = join(root, `${lang}/decisions.yaml`);
      const gists = lang === 'en' ? undefined : readGists(file, decisions);
      text =
        form === 'html'
          ? decisionsHtml(decisions, frameWords[lang].link, gists)
          : decisionsMarkdown(decisions, gists);
    }
    if (text !== undefined) filled.set(words.join(' '), text);
  }
  return filled;
}

/** All guides but the landing page, each with its lead. */
function guideList(from: Guide, guides: readonly Guide[], form: Form): string {
  const others = guides
    .filter(({ name }) => name !== 'index')
    .map(({ name, title, lead }) => ({
      title,
      lead,
      link: relativeLink(guidePath(from.name, form), guidePath(name, form)),
    }));
  if (form === 'md') {
    return others.map(({ title, lead, link }) => `- [${title}](${link}): ${lead}`).join('\n');
  }
  const items = others.map(
    ({ title, lead, link }) =>
      `<li><a href="${link}">${escapeHtml(title)}</a><br>${escapeHtml(lead)}</li>`,
  );
  return `<ul class="guides">${items.join('\n')}</ul>`;
}
