import { translatedBundle } from '../lib/companions.js';

/**
 * What each language of the docs is called in itself. Another one needs a line here, a place in
 * `bilingual.ts`, and its words in the tables that TypeScript then finds incomplete.
 */
export const languageNames = { en: 'English', 'zh-CN': '中文' } as const;

/** A language of the docs, as in the attribute `lang`. */
export type Language = keyof typeof languageNames;

/** Languages of the docs, the one of the description first. */
export const languages = Object.keys(languageNames) as readonly Language[];

/** Folder of a language inside the docs, with its slash; the first language has none. */
export function folderOf(lang: Language): string {
  return lang === 'en' ? '' : `${lang}/`;
}

/** Name of the description in a language, in the docs as in the output folder. */
export function descriptionFile(lang: Language): string {
  return lang === 'en' ? 'openapi.json' : translatedBundle(lang);
}
