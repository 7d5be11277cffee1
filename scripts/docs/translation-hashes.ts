import { createHash } from 'node:crypto';
import { UserError } from '../lib/cli.js';
import { isObject } from '../lib/description.js';
import { displayPath } from '../lib/openapi/source.js';
import { readYamlFile } from './yaml-file.js';

/** What a text is known by, whatever its line breaks and the width of its tables. */
function textHash(text: string): string {
  const words = text.replaceAll(/\s+/g, ' ').replaceAll(/-{3,}/g, '---').trim();
  return createHash('sha256').update(words).digest('hex').slice(0, 12);
}

/**
 * Checks that each translation was made from its original as it is now. The file holds the hash of
 * the original that each text was translated from, by the name of the text.
 *
 * @throws UserError that names every text whose original has changed, with the hash to write once the
 * translation is mended, and every hash that belongs to no text
 */
export function checkTranslations(file: string, originals: ReadonlyMap<string, string>): void {
  const source = readYamlFile(file);
  const recorded = isObject(source) ? source : {};
  const stale = [...originals]
    .filter(([name, text]) => String(recorded[name]) !== textHash(text))
    .map(([name, text]) => `${name}: '${textHash(text)}'`);
  if (stale.length > 0) {
    throw new UserError(
      `${displayPath(file)}: the English text has changed since these were translated; mend the translation, then write:\n${stale.join('\n')}`,
    );
  }
  const stray = Object.keys(recorded).find((name) => !originals.has(name));
  if (stray !== undefined) throw new UserError(`${displayPath(file)}: there is no text ${stray}.`);
}
