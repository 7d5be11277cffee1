import { parse } from 'node:path';
import { UserError } from '../lib/cli.js';
import type { OpenApiDocument } from '../lib/openapi/document.js';
import { decisionsMarkdown, type Decision } from './decision-log.js';
import { marker, type Guide } from './guide-text.js';
import { lifeCycleFigure, lifeCycleTable, lifeCycleText } from './life-cycle.js';
import { readLifeCycle } from './life-cycle-source.js';
import type { Form } from './links.js';

/** What the markers of a guide are filled from. */
export interface MarkerContext {
  description: OpenApiDocument;
  /** Files of the life cycles, each known by its name. */
  lifeCycles: readonly string[];
  /** All guides of the language. */
  guides: readonly Guide[];
  /** The log of decisions in the language. */
  decisions: readonly Decision[];
}

/** A guide whose markers are filled. */
export interface FilledGuide {
  /** Markdown with the links of guides; on a page, the markers of pictures still stand in it. */
  text: string;
  /** HTML of each picture, by the words of its marker. */
  figures: Map<string, string>;
}

/**
 * Fills the markers of a guide: the list of guides, the log of decisions, pictures with their tables.
 *
 * @throws UserError that names a marker which stands for nothing
 */
export async function fillMarkers(
  guide: Guide,
  form: Form,
  { description, lifeCycles, guides, decisions }: MarkerContext,
): Promise<FilledGuide> {
  const { lang } = guide;
  const figures = new Map<string, string>();

  const fill = async (raw: string, words: string): Promise<string> => {
    const [kind, argument] = words.split(' ');
    if (kind === 'guides') {
      const others = guides.filter(({ name }) => name !== 'index');
      return others
        .map(({ name, title, lead }) => `- [${title}](${name}.md)  \n  ${lead}`)
        .join('\n');
    }
    if (kind === 'decisions') return decisionsMarkdown(decisions);
    if (kind !== 'life-cycle' || argument === undefined) {
      throw new UserError(`${guide.file}: nothing stands for the marker ${raw}.`);
    }
    const file = lifeCycles.find((path) => parse(path).name === argument);
    if (file === undefined) {
      throw new UserError(`${guide.file}: there is no file of the life cycle "${argument}".`);
    }
    const cycle = readLifeCycle(file, description);
    if (form === 'html') figures.set(words, await lifeCycleFigure(cycle, lang, argument));
    const picture = form === 'html' ? raw : lifeCycleText(cycle, lang, argument);
    return `${picture}\n\n${lifeCycleTable(cycle, lang)}`;
  };

  const parts: string[] = [];
  for (const { type, raw } of guide.tokens) {
    const words = type === 'paragraph' ? marker.exec(raw.trim())?.[1] : undefined;
    parts.push(words === undefined ? raw : await fill(raw.trim(), words));
  }
  return { text: parts.join(''), figures };
}
