import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readYaml } from '../yaml-file.js';
import { indexMember, type SearchData } from './engine.js';

/** Where the index of a language lies, from its folder. */
export const indexPath = 'search-index.js';

/**
 * Reads the words that mean the same to readers, in all languages: `synonyms.yaml` beside the guides, a list
 * of lists.
 *
 * @throws UserError that names the file, if it is of another form
 */
export function readSynonyms(guides: string | undefined): string[][] {
  const file = guides === undefined ? '' : join(guides, 'synonyms.yaml');
  if (!existsSync(file)) return [];
  const { content: groups, fail } = readYaml(file);
  const isList = (value: unknown): value is unknown[] => Array.isArray(value);
  if (!isList(groups) || !groups.every((group) => isList(group) && group.length > 1)) {
    return fail('expected a list of lists of words that mean the same.');
  }
  // YAML reads a status such as 429 as a number.
  return groups.map((group) => (group as unknown[]).map(String));
}

/** Writes an index as a script: a page that was opened from a folder may load nothing else. */
export function indexFile(data: SearchData): string {
  return `window.${indexMember}=${JSON.stringify(data).replaceAll('<', String.raw`\u003c`)};\n`;
}
