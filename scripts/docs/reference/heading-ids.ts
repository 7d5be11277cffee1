import { UserError } from '../../lib/cli.js';

const heading = /^(#{1,6})[ \t]+(.+?)[ \t#]*$/;

interface Heading {
  line: number;
  level: number;
  text: string;
}

function headingsOf(lines: readonly string[]): Heading[] {
  const found: Heading[] = [];
  let fence: string | undefined;
  lines.forEach((line, index) => {
    const mark = /^[ \t]{0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) {
      if (fence === undefined) fence = mark;
      else if (mark.startsWith(fence)) fence = undefined;
      return;
    }
    const match = fence === undefined ? heading.exec(line) : null;
    if (match?.[1] !== undefined && match[2] !== undefined) {
      found.push({ line: index, level: match[1].length, text: match[2] });
    }
  });
  return found;
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
