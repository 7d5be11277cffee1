import { UserError } from '../../lib/cli.js';
import type { Form } from '../paths.js';
import { decisionsMarkdown, type Decision } from './decision-log.js';
import { marker, type Guide } from './guide.js';
import { figure, lifeCycleLegend, lifeCycleTable, lifeCycleText } from './life-cycle.js';
import type { LifeCycle } from './life-cycle-source.js';
import { objectLegend, objectText, type ObjectMap } from './object-map.js';

/** What the markers of a guide are filled from. */
export interface MarkerContext {
  lifeCycles: ReadonlyMap<string, LifeCycle>;
  objects: ObjectMap | undefined;
  /** All guides of the language. */
  guides: readonly Guide[];
  /** The log of decisions in the language. */
  decisions: readonly Decision[];
}

/**
 * Fills the markers of a guide: the list of guides, the log of decisions, pictures with their tables.
 *
 * @returns Markdown with the links of guides, in which the markers of pictures still stand on a page, and
 *   the HTML of each picture, by its marker
 * @throws UserError that names a marker which stands for nothing
 */
export async function fillMarkers(
  guide: Guide,
  form: Form,
  { lifeCycles, objects, guides, decisions }: MarkerContext,
): Promise<{ text: string; figures: Map<string, string> }> {
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
    if (kind === 'objects' && objects !== undefined) {
      const text = objectText(objects, lang, form);
      if (form === 'md') return text;
      figures.set(raw, await figure(objects.drawing, lang, kind, objectLegend[lang]));
      return `${raw}\n\n${text}`;
    }
    if ((kind !== 'life-cycle' && kind !== 'picture') || argument === undefined) {
      throw new UserError(`${guide.file}: nothing stands for the marker ${raw}.`);
    }
    const cycle = lifeCycles.get(argument);
    if (cycle === undefined) {
      throw new UserError(`${guide.file}: there is no file of the life cycle "${argument}".`);
    }
    const hasTable = kind === 'life-cycle';
    if (form === 'html') {
      figures.set(raw, await figure(cycle, lang, argument, lifeCycleLegend(lang, hasTable)));
    }
    if (!hasTable) return raw;
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
