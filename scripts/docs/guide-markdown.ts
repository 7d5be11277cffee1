import { UserError } from '../lib/cli.js';
import { marker, type Guide } from './guide-text.js';

/** Code of any kind, which is left as it is, or the target of a link. */
const codeOrTarget = /(`+)[^]*?[^`]\1(?!`)|\]\(([^)\s]+)\)/g;

/**
 * Writes a guide as Markdown for programs: links lead to what the docs hold, markers are filled, and
 * headings keep their ids.
 *
 * @param markers - Markdown of each marker, by its words
 */
export function guideMarkdown(
  guide: Guide,
  resolve: (link: string) => string,
  markers: ReadonlyMap<string, string>,
): string {
  const parts = guide.tokens.map((token) => {
    // What follows the language of a block of code is for the tests of the guides.
    if (token.type === 'code') return token.raw.replace(/^(`{3,}[\w-]+)[ \t].*/, '$1');
    const words = token.type === 'paragraph' ? marker.exec(token.raw.trim())?.[1] : undefined;
    if (words === undefined) {
      return token.raw.replace(codeOrTarget, (whole, _ticks, link?: string) =>
        link === undefined ? whole : `](${resolve(link)})`,
      );
    }
    const filled = markers.get(words);
    if (filled !== undefined) return filled;
    throw new UserError(`${guide.file}: nothing stands for the marker {{${words}}}.`);
  });
  return `${parts.join('').trim()}\n`;
}
