import { descriptionFile, folderOf, type Language } from './languages.js';
import { wordsOf } from './words.js';

/** The id of the list of downloads on every page. */
export const downloadsId = 'downloads';

/**
 * What every page of a language leads to, for other programs or as another edition: files by their paths
 * in the folder of the docs, in order.
 */
export function downloadsOf(lang: Language): { file: string; name: string }[] {
  const words = wordsOf[lang];
  const description = descriptionFile(lang);
  return [
    { file: `${folderOf(lang)}plain.html`, name: words.plain },
    { file: `${folderOf(lang)}redoc.html`, name: words.singleFile },
    { file: `${folderOf(lang)}llms.txt`, name: 'llms.txt' },
    { file: description, name: description },
    { file: 'openapi.yaml', name: 'openapi.yaml' },
  ];
}
