/** Writing of Markdown for programs. */

/** A value as code that no table or text breaks. */
export function code(value: string): string {
  const text = value.replaceAll('\n', ' ');
  return text.includes('`') ? `${fenceOf(text)} ${text} ${fenceOf(text)}` : `\`${text}\``;
}

/** More ticks than a text holds in a row, and more than a number. */
function fenceOf(text: string, least = 0): string {
  const ticks = text.match(/`+/g) ?? [];
  return '`'.repeat(Math.max(least, ...ticks.map(({ length }) => length)) + 1);
}

/** A link with the text of a description, which may hold anything. */
export function linkText({ text, url }: { text: string; url?: string }): string {
  const shown = text.replace(/[[\]\\`*_<]/g, '\\$&');
  return url === undefined
    ? shown
    : `[${shown}](${url.replaceAll(/[\s()<>]/g, encodeURIComponent)})`;
}

/** A block of code, fenced by more ticks than it holds. */
export function codeBlock(text: string, language: string): string {
  const fence = fenceOf(text, 2);
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

/** A table. */
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

/** Code of any kind, which is left as it is, or the target of a link. */
const codeOrTarget = /^(`{3,}|~{3,})[^]*?^\1|(?<!`)(`+)(?!`)[^]*?(?<!`)\2(?!`)|\]\(([^)\s]+)\)/gm;

/** A text with its links made into addresses; what is undefined stays as it is. */
export function withLinks(markdown: string, resolve: (link: string) => string | undefined): string {
  return markdown.replace(codeOrTarget, (whole, _fence, _ticks, link: string | undefined) =>
    link === undefined ? whole : `](${resolve(link) ?? link})`,
  );
}
