import { isObject, type JsonObject } from '../../lib/description.js';
import { withHeadingIds } from './heading-ids.js';
import { withTexts } from './texts.js';

/** What the reference adds to the description. */
export interface Additions {
  /** Numbers of decisions that the guides hold, as the texts write them: `D05`. */
  readonly decisions: ReadonlySet<string>;
}

/** Link to a decision, from the reference. */
function decisionLink(number: string): string {
  return `[\`${number}\`](guides/decisions.html#${number.toLowerCase()})`;
}

function textAt(document: JsonObject, pointer: string): string | undefined {
  const value = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (node, key) =>
        isObject(node) ? node[key] : Array.isArray(node) ? node[Number(key)] : undefined,
      document,
    );
  return typeof value === 'string' ? value : undefined;
}

/**
 * The description as the reference shows it: headings with the same addresses in every language, and
 * numbers of decisions as links.
 *
 * @param first the description in the first language
 * @throws UserError if headings differ between the languages
 */
export function referenceDocument(
  document: JsonObject,
  first: JsonObject,
  { decisions }: Additions,
): JsonObject {
  return withTexts(document, (text, pointer) => {
    const linked = text.replace(/`([A-Z]\d{2,})`/g, (span, number: string) =>
      decisions.has(number) ? decisionLink(number) : span,
    );
    const prefix = pointer === '/info/description' ? 'section/' : '';
    return withHeadingIds(linked, textAt(first, pointer) ?? linked, prefix, pointer);
  });
}
