import { fingerprint } from './overlay.js';
import type { TranslatedText } from './translate.js';

/** Whether a text is at or below a JSON pointer; `#` is above all. */
export function isBelow(text: string, pointer: string): boolean {
  const above = pointer.replace(/^#/, '').replace(/\/$/, '');
  return text === above || text.startsWith(`${above}/`);
}

/**
 * Records that translations at or below a JSON pointer are up to date again, and changes nothing
 * else of the overlay.
 *
 * @param source the text of the overlay
 * @param pointer of one text, of anything above it, or `#` for all
 * @returns the new text of the overlay, and the pointers of the texts that were accepted
 */
export function acceptTranslations(
  source: string,
  texts: readonly TranslatedText[],
  pointer: string,
): { source: string; accepted: string[] } {
  const stale = texts
    .filter((text) => isBelow(text.pointer, pointer))
    .flatMap(({ pointer: of, english, translation: { recorded } }) => {
      const current = fingerprint(english);
      return recorded === undefined || recorded.value === current
        ? []
        : [{ of, current, range: recorded.range }];
    })
    .sort((a, b) => a.range[0] - b.range[0]);
  let end = 0;
  const pieces = stale.map(({ current, range }) => {
    const piece = `${source.slice(end, range[0])}'${current}'`;
    end = range[1];
    return piece;
  });
  return {
    source: pieces.join('') + source.slice(end),
    accepted: stale.map(({ of }) => of),
  };
}
