import { readFileSync } from 'node:fs';
import type { Language } from '../../scripts/docs/languages.js';
import type { OpenApiDocument } from '../../scripts/lib/openapi/document.js';
import { wholeBundle } from '../lib/whole-bundle.js';

/** A fresh copy of the bundled description in a language, with all that the docs show of it. */
export function documentIn(lang: Language): OpenApiDocument {
  return JSON.parse(readFileSync(wholeBundle(lang), 'utf8')) as OpenApiDocument;
}
