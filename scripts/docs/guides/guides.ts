import type { Tokens } from 'marked';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../lib/cli.js';
import { isObject } from '../../lib/openapi/document.js';
import { filesBelow } from '../../lib/files.js';
import { displayPath } from '../../lib/openapi/source.js';
import type { Language } from '../languages.js';
import { plainText } from '../text/markdown-html.js';
import { readYaml } from '../yaml-file.js';
import { textHash, type Decision } from './decision-log.js';
import { logPage, readGuide, type Guide } from './guide.js';

/** Names of the guides in reading order, the landing page first. */
function readOrder(root: string): string[] {
  const { content: order, fail } = readYaml(join(root, 'order.yaml'));
  const isList = Array.isArray(order) && order.every((name) => typeof name === 'string');
  return isList ? ['index', ...order] : fail('expected a list of names.');
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
export function checkTranslations(
  root: string,
  langs: readonly Language[],
  guides: readonly Guide[],
): void {
  const hashes = new Map(guides.map(({ name, source }) => [name, textHash(source)]));
  for (const lang of langs) {
    const { content, fail } = readYaml(join(root, `${lang}/hashes.yaml`));
    const recorded = isObject(content) ? content : {};
    const stale = [...hashes].filter(([name, hash]) => String(recorded[name]) !== hash);
    if (stale.length > 0) {
      const lines = stale.map(([name, hash]) => `${name}: '${hash}'`).join('\n');
      fail(
        `the English text has changed since these were translated; revise the translation, then write:\n${lines}`,
      );
    }
    const stray = Object.keys(recorded).find((name) => !hashes.has(name));
    if (stray !== undefined) fail(`there is no text ${stray}.`);
  }
}

/** The id of a row of a table, if it is about an error code: `SecMaster.20040605`, or the number alone. */
export function errorRowId(first: string): string | undefined {
  return /^([A-Za-z]+\.)?\d{4,}$/.test(first) ? `code-${first.toLowerCase()}` : undefined;
}

/** What a row about an error code may begin with: the code, or its number. */
const namesOf = (code: string) => [code, code.replace(/^.*\./, '')];

/** The row about an error code, in the guide to errors. */
export function errorAnchor(
  code: string,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
): string | undefined {
  return namesOf(code)
    .flatMap((key) => errorRowId(key) ?? [])
    .find((id) => anchors.get('errors')?.has(id));
}

/** The tables of a guide, with the texts of their cells in Markdown. */
function tablesOf({
  tokens,
}: Guide): { header: string[]; rows: { plain: string; text: string }[][] }[] {
  return tokens
    .filter((token) => token.type === 'table')
    .map((token) => ({
      header: (token as Tokens.Table).header.map(({ tokens: inner }) => plainText(inner)),
      rows: (token as Tokens.Table).rows.map((row) =>
        row.map(({ tokens: inner, text }) => ({ plain: plainText(inner), text })),
      ),
    }));
}

/**
 * What to do about errors: the tables of the guide `errors` whose first column has codes or statuses, and
 * one of whose columns has the name for cures. The first row about a status counts.
 *
 * @param column - that name
 * @returns Markdown by code or status, with links as the description writes them
 */
export function readCures(guides: readonly Guide[], column: string): Map<string, string> {
  const cures = new Map<string, string>();
  const guide = guides.find(({ name }) => name === 'errors');
  for (const { header, rows } of guide === undefined ? [] : tablesOf(guide)) {
    const place = header.indexOf(column);
    for (const row of place < 0 ? [] : rows) {
      for (const key of row[0]?.plain.split(/[,、]\s*/) ?? []) {
        if (!cures.has(key)) cures.set(key, fromOutside(row[place]?.text ?? ''));
      }
    }
  }
  return cures;
}

/** What to do about an error by its code, the number of its code, or a status, whichever the guide has first. */
export function cureOf(
  cures: ReadonlyMap<string, string>,
  code: string,
  statuses: readonly string[],
): string | undefined {
  return [...namesOf(code), ...statuses].map((name) => cures.get(name)).find(Boolean);
}

/** A text of the guide `errors` with the links that the description would have to the same places. */
function fromOutside(markdown: string): string {
  return markdown.replace(
    /\]\(([\w-]+(?=\.md))?(?:\.md)?(#[\w-]+)?\)/g,
    (_, name = 'errors', anchor = '') => `](guides/${name}.html${anchor})`,
  );
}

/** The anchors of each guide: sections, pictures, decisions, error codes. */
export function anchorsOf(
  guides: readonly Guide[],
  decisions: readonly Decision[],
): Map<string, Set<string>> {
  return new Map(
    guides.map((guide) => {
      const { name, sections, markers } = guide;
      const ids = sections.map(({ id }) => id);
      const figures = markers.flatMap(([kind, argument]) =>
        kind === 'life-cycle' && argument !== undefined ? [argument] : [],
      );
      const numbers = name === logPage ? decisions.map(({ number }) => number.toLowerCase()) : [];
      const codes = tablesOf(guide).flatMap(({ rows }) =>
        rows.flatMap((row) => errorRowId(row[0]?.plain ?? '') ?? []),
      );
      return [name, new Set([...ids, ...figures, ...numbers, ...codes])] as const;
    }),
  );
}
