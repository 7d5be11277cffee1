import { tryItWords } from '../try-it/words.js';

/** The words of the form in the language of the page. */
export const words = tryItWords[document.documentElement.lang === 'zh-CN' ? 'zh-CN' : 'en'];
