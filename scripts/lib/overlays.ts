import { readdirSync } from 'node:fs';
import { dirname, join, parse, resolve } from 'node:path';

/** A translation of a description. */
export interface LanguageOverlay {
  /** Language tag (BCP 47), the name of the file: `zh-CN`. */
  language: string;
  /** Path of the overlay. */
  path: string;
}

/** The translations of a description: `overlays/<language>.yaml` beside it, by name. */
export function languageOverlays(spec: string): LanguageOverlay[] {
  const folder = join(dirname(resolve(spec)), 'overlays');
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => ({ language: parse(name).name, path: join(folder, name) }));
}

/** Name of the translated bundle. */
export function translatedBundle(language: string): string {
  return `openapi.${language}.json`;
}
