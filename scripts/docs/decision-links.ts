import type { JsonObject } from '../lib/description.js';
import { withTexts } from './texts.js';

/**
 * Copies a document with the numbers of decisions in its texts made into links to the log; the links
 * are relative to the folder of the language.
 *
 * @param numbers the decisions that the log holds, as the texts write them: `D05`
 */
export function withDecisionLinks(document: JsonObject, numbers: ReadonlySet<string>): JsonObject {
  return withTexts(document, (text) =>
    text.replace(/`([A-Z]\d{2,})`/g, (span, number: string) =>
      numbers.has(number) ? `[${span}](guides/decisions.html#${number.toLowerCase()})` : span,
    ),
  );
}
