import type { TypeName } from './schema-fields.js';
import { lineHtml, textHtml } from './text-html.js';
import { escapeHtml } from './page.js';
import type { DocsWords } from './words.js';

/**
 * A part of what the docs say of a description. The plain edition shows parts as HTML, the files for
 * programs as Markdown. All texts are Markdown.
 */
export type Block =
  | { kind: 'heading'; level: number; text: string; id?: string }
  /** The name of what follows, too small for a table of contents. */
  | { kind: 'label'; text: string }
  | { kind: 'text'; text: string }
  /** What a type is called, below a heading. */
  | { kind: 'type'; text: string }
  | { kind: 'list'; items: readonly string[] }
  /** What limits a value. */
  | { kind: 'limits'; items: readonly string[] }
  | { kind: 'code'; text: string; language: string }
  | { kind: 'table'; header: readonly string[]; rows: readonly (readonly string[])[] }
  | { kind: 'fields'; caption: string; rows: readonly FieldRow[] }
  /** Alternatives, the title of each with what it consists of. */
  | { kind: 'forms'; text: string; forms: readonly { title: string; blocks: readonly Block[] }[] };

/** A parameter, a header or a member of a body. */
export interface FieldRow {
  name: string;
  type: TypeName;
  /** What its type is without the name that it has in the document. */
  kind?: string | undefined;
  required: boolean;
  /** What may be sent in its place; empty if nothing may. */
  instead?: string;
  /** Marks such as "read only". */
  marks?: readonly string[];
  description: string;
  limits: readonly string[];
}

/** A value as code that no table or text breaks. */
export function code(value: string): string {
  const text = value.replaceAll('\n', ' ');
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

/** A block of code, fenced by more ticks than it holds. */
function codeBlock(text: string, language: string): string {
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

/** Parts of a text with a blank line between them, without those that are empty. */
export function paragraphs(parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');
}

function blockMarkdown(block: Block, words: DocsWords): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${block.text.trim()}`;
    case 'label':
      return `### ${block.text}`;
    case 'text':
    case 'type':
      return block.text;
    case 'list':
      return block.items.map((item) => `- ${item}`).join('\n');
    case 'limits':
      return block.items.join('\n\n');
    case 'code':
      return codeBlock(block.text, block.language);
    case 'table':
      return table(block.header, block.rows);
    case 'fields': {
      const header = [words.member, words.type, words.isRequired, words.description];
      const rows = block.rows.map(({ name, type, kind, required, instead, ...row }) => [
        code(name),
        code(type.text) + (kind === undefined ? '' : words.inBrackets(kind)),
        (required ? words.yes : words.no) + (instead ? words.instead(instead) : ''),
        paragraphs([row.description, ...row.limits]),
      ]);
      return table(header, rows);
    }
    case 'forms': {
      const forms = block.forms.flatMap(({ title, blocks }) => [
        title,
        blocksMarkdown(blocks, words),
      ]);
      return paragraphs([block.text, ...forms]);
    }
  }
}

/** Writes blocks as Markdown. */
export function blocksMarkdown(blocks: readonly Block[], words: DocsWords): string {
  return paragraphs(blocks.map((block) => blockMarkdown(block, words)));
}

function listHtml(items: readonly string[], attributes = ''): string {
  if (items.length === 0) return '';
  return `<ul${attributes}>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}

function limitsHtml(limits: readonly string[]): string {
  return listHtml(limits.map(lineHtml), ' class="limits"');
}

function fieldHtml(row: FieldRow, words: DocsWords): string {
  const { name, type, required, instead, marks = [], description, limits } = row;
  const others = instead ? words.instead(lineHtml(instead)) : '';
  const must = [(required ? words.required : words.optional) + others, ...marks];
  return [
    `<tr><th scope="row"><code>${escapeHtml(name)}</code><br>`,
    `<span class="type">${lineHtml(typeLink(type))}</span>${words.separator}<span class="must">${must.join(words.separator)}</span></th>`,
    `<td>${textHtml(description)}${limitsHtml(limits)}</td></tr>`,
  ].join('');
}

/** The name of a type, as a link to the part of the page that describes it. */
export function typeLink({ text, schema }: TypeName): string {
  const name = text.replace(/[\\`*_[\]<&~]/g, '\\$&');
  return schema === undefined ? name : `[${name}](#schema-${schema})`;
}

function blockHtml(block: Block, words: DocsWords): string {
  switch (block.kind) {
    case 'heading': {
      const id = block.id === undefined ? '' : ` id="${escapeHtml(block.id)}"`;
      return `<h${block.level}${id}>${lineHtml(block.text)}</h${block.level}>`;
    }
    case 'label':
      return `<p><strong>${lineHtml(block.text)}</strong></p>`;
    case 'text':
      // Texts stand below a heading of the third level at least.
      return textHtml(block.text, { headingOffset: 3 });
    case 'type':
      return `<p class="type">${escapeHtml(block.text)}</p>`;
    case 'list':
      return listHtml(block.items.map(lineHtml));
    case 'limits':
      return limitsHtml(block.items);
    case 'code':
      return `<pre><code>${escapeHtml(block.text)}</code></pre>`;
    case 'table':
      return textHtml(table(block.header, block.rows));
    case 'fields':
      return [
        `<table aria-label="${escapeHtml(block.caption)}"><thead><tr><th scope="col">${words.member}</th>`,
        `<th scope="col">${words.description}</th></tr></thead>`,
        `<tbody>${block.rows.map((row) => fieldHtml(row, words)).join('\n')}</tbody></table>`,
      ].join('\n');
    case 'forms': {
      const items = block.forms.map(
        ({ title, blocks }) => lineHtml(title) + blocksHtml(blocks, words),
      );
      return `<p>${block.text}</p>${listHtml(items)}`;
    }
  }
}

/** Writes blocks as HTML. */
export function blocksHtml(blocks: readonly Block[], words: DocsWords): string {
  return blocks
    .map((block) => blockHtml(block, words))
    .filter((html) => html !== '')
    .join('\n');
}
