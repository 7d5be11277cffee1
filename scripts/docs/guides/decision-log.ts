import { readFileSync } from 'node:fs';
import { UserError } from '../../lib/cli.js';
import { isObject } from '../../lib/openapi/document.js';
import { displayPath, parseFile } from '../../lib/openapi/source.js';

/** One decision of the log. */
export interface Decision {
  /** `D05`; its anchor is the same in lower case. */
  number: string;
  title: string;
  /** Markdown. */
  text: string;
}

/** A decision in another language, in short. */
export interface Gist {
  title: string;
  gist: string;
}

/**
 * Reads the decisions of a log in Markdown: `## D05 Title`, then paragraphs.
 *
 * @throws UserError for a heading of another form, or a number that is there twice
 */
export function readDecisions(file: string): Decision[] {
  const shown = displayPath(file);
  const seen = new Set<string>();
  return readFileSync(file, 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [, number, title, text] = /^([A-Z]\d\d) (.+)\n([^]*)$/.exec(part) ?? [];
      if (number === undefined || title === undefined || text === undefined) {
        throw new UserError(
          `${shown}: a heading is not of the form "## D05 Title": ${part.split('\n', 1)[0]}`,
        );
      }
      if (seen.has(number)) throw new UserError(`${shown}: ${number} is there twice.`);
      seen.add(number);
      return { number, title: title.trim(), text: text.trim() };
    });
}

/**
 * Reads what each decision says in another language.
 *
 * @throws UserError that names a decision without its gist, or a gist without its decision
 */
export function readGists(file: string, decisions: readonly Decision[]): Map<string, Gist> {
  const shown = displayPath(file);
  const source = parseFile(file).document.toJS() as unknown;
  const given = isObject(source) ? source : {};
  const gists = new Map<string, Gist>();
  for (const { number } of decisions) {
    const value = given[number];
    const { title, gist } = isObject(value) ? value : {};
    if (typeof title !== 'string' || typeof gist !== 'string' || title === '' || gist === '') {
      throw new UserError(`${shown}: ${number} has no title or no gist.`);
    }
    gists.set(number, { title, gist });
  }
  const stray = Object.keys(given).find((number) => !gists.has(number));
  if (stray !== undefined) throw new UserError(`${shown}: there is no decision ${stray}.`);
  return gists;
}

/** Writes the log as Markdown, each decision with its anchor; with gists, the original follows each of them. */
export function decisionsMarkdown(
  decisions: readonly Decision[],
  gists?: ReadonlyMap<string, Gist>,
): string {
  return decisions
    .map(({ number, title, text }) => {
      const gist = gists?.get(number);
      const heading = `### ${number} ${gist?.title ?? title} {#${number.toLowerCase()}}`;
      const body = gist === undefined ? text : `${gist.gist}\n\n${text.replace(/^/gm, '> ')}`;
      return `${heading}\n\n${body}`;
    })
    .join('\n\n');
}
