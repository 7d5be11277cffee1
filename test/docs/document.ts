import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Language } from '../../scripts/docs/languages.js';
import type { OpenApiDocument } from '../../scripts/lib/document.js';
import { bundledDescription } from '../lib/files.js';

/** A fresh copy of the bundled description in a language. */
export function documentIn(lang: Language): OpenApiDocument {
  const translated = fileURLToPath(
    new URL(`../../generated/openapi.${lang}.json`, import.meta.url),
  );
  const file = lang === 'en' || !existsSync(translated) ? bundledDescription : translated;
  return JSON.parse(readFileSync(file, 'utf8')) as OpenApiDocument;
}
