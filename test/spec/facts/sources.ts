import { isObject, type JsonObject } from '../../../scripts/lib/openapi/document.js';
import { pagesOf, type OperationFacts } from '../../../scripts/lib/facts.js';

/**
 * Compares what an operation says of its sources with the facts, one line per disagreement. Pages of
 * the vendor's API reference are compared both ways; further documents are free, and which code is
 * named is the description's choice.
 *
 * @param code the day of the copy that was read, by the name of the code
 */
export function compareSources(
  operation: JsonObject,
  facts: OperationFacts,
  code: Readonly<Record<string, { readonly date: string }>>,
): string[] {
  const { 'x-sources': sources, externalDocs } = operation;
  const named = Array.isArray(sources) ? sources.filter(isObject) : [];
  const cite = ({ url, date }: { url?: unknown; date?: unknown }) => `${url}, ${date ?? 'no date'}`;
  const expected = pagesOf(facts).map(cite);
  const found = named.filter(({ url }) => typeof url === 'string').map(cite);
  const docs = isObject(externalDocs) ? externalDocs['url'] : undefined;
  const read = new Set(facts.src.map((source) => source.split(' ', 1)[0]));
  return [
    ...expected
      .filter((page) => !found.includes(page))
      .map((page) => `x-sources: expected ${page}, found (nothing)`),
    ...found
      .filter((page) => page.includes('/api-secmaster/') && !expected.includes(page))
      .map((page) => `x-sources: expected (nothing), found ${page}`),
    ...named
      .filter(({ url }) => url === undefined)
      .filter(({ document, date }) => {
        const name = String(document);
        return !read.has(name) || code[name]?.date !== date;
      })
      .map(({ document, date }) => `x-sources: expected (nothing), found ${document}, ${date}`),
    ...(expected.length === 0 || pagesOf(facts).some(({ url }) => url === docs)
      ? []
      : [`externalDocs.url: expected one of the pages in x-sources, found ${docs}`]),
  ];
}
