import { isObject, type JsonObject } from '../../lib/description.js';
import type { OpenApiDocument } from '../../lib/document.js';
import { listOperations } from '../../lib/operation-list.js';
import type { Language } from '../languages.js';
import { code } from '../markdown-table.js';
import type { DocsOperation } from '../operation-parts.js';
import type { RequestHeader } from '../request-headers.js';
import { withTexts } from '../texts.js';
import { docsWords, type DocsWords } from '../words.js';
import { withHeadingIds } from './heading-ids.js';
import { consolePlace } from './routes.js';

/** The link from an operation to its place in the console. */
const tryIt: Record<Language, string> = {
  en: 'Try it in the console',
  'zh-CN': '在线调试',
};

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

/** The headers of a request as a list in Markdown, which the narrow column holds; empty if there are none. */
function headerList(headers: readonly RequestHeader[], words: DocsWords): string {
  if (headers.length === 0) return '';
  const items = headers.map(({ name, required, instead, description }) => {
    const must = required ? words.required : words.optional;
    const others = instead === '' ? '' : words.instead(instead);
    const text = description.replaceAll('\n\n', words.betweenSentences);
    return `- ${code(name)}${words.separator}${must}${others}${words.colon}${text}`;
  });
  return `**${words.parameters.header}**\n\n${items.join('\n')}`;
}

/**
 * The description as the reference shows it: headings with the same addresses in every language, and
 * in each operation the headers of its requests and a link to the console.
 *
 * @param first the description in the first language
 * @throws UserError if headings differ between the languages
 */
export function referenceDocument(
  document: JsonObject,
  first: JsonObject,
  lang: Language,
): JsonObject {
  const copy = withTexts(document, (text, pointer) => {
    const prefix = pointer === '/info/description' ? 'section/' : '';
    return withHeadingIds(text, textAt(first, pointer) ?? text, prefix, pointer);
  });
  for (const { id, hasOwnId, object } of listOperations(
    copy as unknown as OpenApiDocument,
  ) as DocsOperation[]) {
    const [tag] = object.tags ?? [];
    const headers = headerList(object['x-request-headers'] ?? [], docsWords[lang]);
    const link =
      hasOwnId && tag !== undefined
        ? `[${tryIt[lang]}](console.html#${consolePlace(tag, id)})`
        : '';
    object.description = [object.description ?? '', headers, link]
      .filter((part) => part !== '')
      .join('\n\n')
      .trim();
    // The renderer shows what it does not know.
    delete object['x-request-headers'];
  }
  return copy;
}
