import { join } from 'node:path';
import { translatedBundle } from '../../scripts/lib/companions.js';
import { bundledWhole } from './shared/shared.js';

const folder = await bundledWhole();

/** Path of the description in a language, with what its published bundle leaves out. */
export function wholeBundle(lang = 'en'): string {
  return join(folder, lang === 'en' ? 'openapi.json' : translatedBundle(lang));
}
