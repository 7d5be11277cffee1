import { UserError } from '../../lib/cli.js';
import type { OpenApiDocument } from '../../lib/openapi/document.js';
import { listOperations } from '../../lib/operation-list.js';
import type { Language } from '../languages.js';
import { code } from '../blocks.js';
import type { DocsOperation } from '../operation-parts.js';
import type { RequestHeader } from '../request-headers.js';
import { inertMarkdown, withTexts } from '../texts.js';
import { docsWords, type DocsWords } from '../words.js';
import { consolePlace } from './routes.js';

/** The link from an operation to its place in the console. */
const tryIt: Record<Language, string> = {
  en: 'Try it in the console',
  'zh-CN': '在线调试',
};

interface Heading {
  line: number;
  level: number;
  text: string;
}

function headingsOf(lines: readonly string[]): Heading[] {
  let fence: string | undefined;
  return lines.flatMap((text, line) => {
    const mark = /^[ \t]{0,3}(`{3,}|~{3,})/.exec(text)?.[1];
    if (mark !== undefined) {
      if (fence === undefined) fence = mark;
      else if (mark.startsWith(fence)) fence = undefined;
    }
    const [, signs = '', title = ''] = /^(#{1,6})[ \t]+(.+?)[ \t#]*$/.exec(text) ?? [];
    return signs === '' || fence !== undefined ? [] : [{ line, level: signs.length, text: title }];
  });
}

function idOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

/**
 * Gives the headings of a text ids that come from the text in the first language, so that a link
 * leads to the same section in every language.
 *
 * @param prefix what the renderer puts in front of a section's id
 * @throws UserError if the two texts have not the same headings in number and level
 */
export function withHeadingIds(text: string, first: string, prefix: string, place: string): string {
  const lines = text.split('\n');
  const own = headingsOf(lines);
  const others = headingsOf(first.split('\n'));
  if (own.map(({ level }) => level).join() !== others.map(({ level }) => level).join()) {
    throw new UserError(
      `${place} has ${own.length} headings in one language and ${others.length} in the other, or of other levels: make them the same.`,
    );
  }
  own.forEach(({ line, level, text: title }, index) => {
    const id = idOf(others[index]?.text ?? title);
    lines[line] = `${'#'.repeat(level)} ${title}{% id="${prefix}${id}" %}`;
  });
  return lines.join('\n');
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
 * The description as the reference shows it: texts without HTML, headings with the same addresses in every language, and
 * in each operation the headers of its requests and a link to the console.
 *
 * @param first the description in the first language
 * @throws UserError if headings differ between the languages
 */
export function referenceDocument(
  document: OpenApiDocument,
  first: OpenApiDocument,
  lang: Language,
): OpenApiDocument {
  const texts = new Map<string, string>();
  withTexts(first, (text, pointer) => {
    texts.set(pointer, text);
    return text;
  });
  const copy = withTexts(document, (text, pointer) => {
    const prefix = pointer === '/info/description' ? 'section/' : '';
    const original = texts.get(pointer) ?? text;
    // The ids come last: they are tags of the renderer.
    return withHeadingIds(inertMarkdown(text), original, prefix, pointer);
  });
  const { info } = copy;
  if (info.summary !== undefined) info.summary = inertMarkdown(info.summary);
  for (const { id, hasOwnId, object } of listOperations(copy) as DocsOperation[]) {
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
