import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { bundle } from '../../scripts/bundle.js';
import { translatedBundle } from '../../scripts/lib/companions.js';
import { defaultSpec } from '../../scripts/lib/paths.js';
import { writeTranslations } from '../../scripts/translate.js';
import { companions } from './files.js';

const folder = mkdtempSync(join(tmpdir(), 'whole-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const english = join(folder, 'openapi.json');
await bundle(defaultSpec, companions, folder);
await writeTranslations(companions.overlays, english, folder);

/**
 * Path of the description in a language, with what its published bundle leaves out: bundled and
 * translated anew.
 */
export function wholeBundle(lang = 'en'): string {
  return lang === 'en' ? english : join(folder, translatedBundle(lang));
}
