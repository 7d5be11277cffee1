import type { OpenApiDocument } from '../lib/document.js';
import {
  fieldsOf,
  formsOf,
  limitsOf,
  resolveSchema,
  valueText,
  type SchemaObject,
  type TypeName,
} from './schema-fields.js';
import type { DocsWords } from './words.js';

/** A value as code that no table or text breaks. */
export function code(value: string): string {
  const text = value.replaceAll('\n', ' ');
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

/** A block of code, fenced by more ticks than it holds. */
export function codeBlock(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

/** A text on one line, as a cell needs it: `<br>` between its paragraphs and before list items. */
function cellText(text: string): string {
  return text
    .trim()
    .replace(/\n\s*\n\s*|\n(?=\s*(?:[-*]|\d+\.)\s)/g, '<br>')
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|');
}

/** A table of Markdown. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellText).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What limits a value, and its examples, as one text. */
export function limitsText(
  schema: SchemaObject,
  words: DocsWords,
  examples: readonly unknown[] = [],
): string {
  const lines = limitsOf(schema).map(
    ({ keyword, values }) =>
      `${words.limits[keyword]}${words.colon}${values.map(code).join(words.comma)}`,
  );
  const shown = [...examples, ...(schema.examples ?? []), schema.example].filter(
    (value) => value !== undefined,
  );
  if (shown.length > 0) {
    lines.push(
      `${words.example}${words.colon}${shown.map((value) => code(valueText(value))).join(words.comma)}`,
    );
  }
  return lines.join('\n\n');
}

/** The name of a type; of one that has a name of its own, what it is as well. */
export function typeText(type: TypeName, schema: SchemaObject, words: DocsWords): string {
  const kind = typeof schema.type === 'string' && schema.type !== 'array' ? schema.type : undefined;
  return type.schema === undefined || kind === undefined || type.text === kind
    ? code(type.text)
    : `${code(type.text)}${words.inBrackets(kind)}`;
}

/**
 * A schema with all its members down to the last, whatever schemas they are in.
 *
 * @param above - the forms that it stands in: one that contains itself is named and not printed again
 */
export function schemaText(
  document: OpenApiDocument,
  given: SchemaObject,
  words: DocsWords,
  above: readonly SchemaObject[] = [],
): string {
  const schema = resolveSchema(document, given);
  const rows = fieldsOf(document, schema, true).map(({ path, type, required, schema: member }) => [
    code(path),
    typeText(type, member, words),
    required ? words.yes : words.no,
    [member.description ?? '', limitsText(member, words)]
      .filter((text) => text !== '')
      .join('\n\n'),
  ]);
  const header = [words.member, words.type, words.isRequired, words.description];
  const forms = formsOf(document, schema, true);
  const [first] = forms;
  return [
    limitsText(schema, words),
    schema.additionalProperties === false ? words.closed : '',
    rows.length === 0 ? '' : table(header, rows),
    first === undefined ? '' : `${words.forms[first.keyword]}${words.colon}`.trim(),
    ...forms.flatMap(({ path, title, schema: form }) => [
      `**${title}**${path === '' ? '' : words.inBrackets(code(path))}`,
      resolveSchema(document, form).description ?? '',
      above.includes(form) ? '' : schemaText(document, form, words, [...above, form]),
    ]),
  ]
    .filter((part) => part.trim() !== '')
    .join('\n\n');
}
