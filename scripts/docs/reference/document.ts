import { isObject, type JsonObject } from '../../lib/description.js';
import type { OpenApiDocument } from '../../lib/document.js';
import { listOperations } from '../../lib/operation-list.js';
import type { Language } from '../languages.js';
import { withTexts } from '../texts.js';
import { withHeadingIds } from './heading-ids.js';
import { consolePlace } from './routes.js';

/** The link from an operation to its place in the console. */
const tryIt: Record<Language, string> = {
  en: 'Try it in the console',
  'zh-CN': '在调试控制台中调试',
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

/**
 * The description as the reference shows it: headings with the same addresses in every language, and
 * a link from each operation to the console.
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
  for (const { id, hasOwnId, object } of listOperations(copy as unknown as OpenApiDocument)) {
    const [tag] = object.tags ?? [];
    if (!hasOwnId || tag === undefined) continue;
    const link = `[${tryIt[lang]}](console.html#${consolePlace(tag, id)})`;
    object.description = `${object.description ?? ''}\n\n${link}`.trim();
  }
  return copy;
}
