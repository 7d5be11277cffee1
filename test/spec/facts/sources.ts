import { isObject, type JsonObject } from '../../../scripts/lib/description.js';
import type { Reference, ReferenceOperation } from './reference.js';
import { lookUp } from './reference.js';

/**
 * Compares what an operation says of its sources with the reference, one line per disagreement.
 * Pages of the vendor's API reference are compared both ways; further documents are free.
 */
export function compareSources(
  operation: JsonObject,
  { sources }: ReferenceOperation,
  reference: Reference,
): string[] {
  const named = Array.isArray(operation['x-sources'])
    ? operation['x-sources'].filter(isObject)
    : [];
  const cites = (url: unknown, date: unknown) => `${String(url)}, ${String(date ?? 'no date')}`;
  const expectedPages = sources.pages.map(({ url, date }) => cites(url, date));
  const foundPages = named
    .filter(({ url }) => typeof url === 'string')
    .map(({ url, date }) => cites(url, date));
  const code = sources.code.map((document) => ({
    document,
    date: lookUp(reference.codeSources, document, 'source').date,
  }));
  const docs = isObject(operation['externalDocs']) ? operation['externalDocs']['url'] : undefined;
  return [
    ...expectedPages
      .filter((page) => !foundPages.includes(page))
      .map((page) => `x-sources: expected ${page}, found (nothing)`),
    ...foundPages
      .filter((page) => page.includes('/api-secmaster/') && !expectedPages.includes(page))
      .map((page) => `x-sources: expected (nothing), found ${page}`),
    ...code
      .filter(
        (source) =>
          !named.some(({ document, date }) => document === source.document && date === source.date),
      )
      .map(({ document, date }) => `x-sources: expected ${document}, ${date}, found (nothing)`),
    ...(sources.pages.some(({ url }) => url === docs)
      ? []
      : [`externalDocs.url: expected one of the pages in x-sources, found ${docs}`]),
  ];
}
