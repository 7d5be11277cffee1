import { existsSync, readFileSync } from 'node:fs';
import { UserError } from '../../lib/cli.js';
import { sha256 } from '../../lib/files.js';
import { displayPath } from '../../lib/openapi/source.js';
import type { Language } from '../languages.js';

/** One decision of the log. */
export interface Decision {
  /** `D05`; its anchor is the same in lower case. */
  number: string;
  title: string;
  /** Markdown. */
  text: string;
  /** Of a translation: the hash of the English that it was made from. */
  translated?: string | undefined;
}

/**
 * Reads the log of decisions in a language: `## D05 Title`, then paragraphs. The translation of
 * `decisions.md` lies beside it, in `decisions.zh-CN.md`.
 *
 * @throws UserError for a heading of another form, a number that is there twice, and a translation that
 * is missing, too many, or made from an English text that has changed
 */
export function readDecisions(files: readonly string[], lang: Language): Decision[] {
  const places = new Map<string, string>();
  return files.flatMap((file) => {
    const log =
      lang === 'en' ? readLog(file) : readTranslation(file, file.replace(/(?=\.md$)/, `.${lang}`));
    for (const { number } of log) {
      const other = places.get(number);
      if (other !== undefined) {
        const where = other === file ? 'twice' : `and in ${displayPath(other)}`;
        throw new UserError(`${displayPath(file)}: ${number} is there ${where}; choose another.`);
      }
      places.set(number, file);
    }
    return log;
  });
}

function readLog(file: string): Decision[] {
  return readFileSync(file, 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [, number, title, translated, text] =
        /^([A-Z]\d\d) (.+)\n\s*(?:<!-- x-english: (\w+) -->)?([^]*)$/.exec(part) ?? [];
      if (number === undefined || title === undefined || text === undefined) {
        throw new UserError(
          `${displayPath(file)}: a heading is not of the form "## D05 Title": ${part.split('\n', 1)[0]}`,
        );
      }
      return { number, title: title.trim(), text: text.trim(), translated };
    });
}

function readTranslation(original: string, file: string): Decision[] {
  const shown = displayPath(file);
  if (!existsSync(file)) {
    throw new UserError(`there is no file ${shown}: the translation of ${displayPath(original)}.`);
  }
  const log = readLog(file);
  const originals = readLog(original);
  for (const [place, { number }] of originals.entries()) {
    const found = log[place]?.number;
    if (found !== number) {
      throw new UserError(`${shown}: expected ${number} here, found ${found ?? 'nothing'}.`);
    }
  }
  const stray = log[originals.length]?.number;
  if (stray !== undefined) throw new UserError(`${shown}: there is no decision ${stray}.`);
  const stale = originals.flatMap(({ number, title, text }, place) => {
    const hash = textHash(`${title} ${text}`);
    return hash === log[place]?.translated ? [] : `## ${number}\n<!-- x-english: ${hash} -->`;
  });
  if (stale.length > 0) {
    throw new UserError(
      `${shown}: the English text has changed since these were translated; revise the translation, then write below the heading:\n${stale.join('\n')}`,
    );
  }
  return log;
}

/** Writes the log as Markdown, each decision with its anchor. */
export function decisionsMarkdown(decisions: readonly Decision[]): string {
  return decisions
    .map(
      ({ number, title, text }) => `### ${number} ${title} {#${number.toLowerCase()}}\n\n${text}`,
    )
    .join('\n\n');
}

/** What a text is known by, whatever its line breaks and the width of its tables. */
export function textHash(text: string): string {
  const words = text.replaceAll(/\s+/g, ' ').replaceAll(/-{3,}/g, '---').trim();
  return sha256(words).slice(0, 12);
}
