import { descriptionFile, folderOf, type Language } from './languages.js';
import { wordsOf } from './words.js';

/** A file that every page leads to, for other programs or as another edition. */
export interface Download {
  /** Its path in the folder of the docs. */
  file: string;
  name: string;
}

/** The id of the list of downloads on every page. */
export const downloadsId = 'downloads';

/** The editions and files of a language, in the order in which every page lists them. */
export function downloadsOf(lang: Language): Download[] {
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
