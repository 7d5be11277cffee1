import { join } from 'node:path';
import { descriptionFile, type Language } from '../../scripts/docs/languages.js';
import { wholeDescription } from './shared/shared.js';

const folder = await wholeDescription();

/** Path of the description in a language, with what its published bundle leaves out. */
export function wholeBundle(lang: Language = 'en'): string {
  return join(folder, descriptionFile(lang));
}
