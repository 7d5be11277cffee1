import type { JsonObject } from '../lib/openapi/document.js';
import { visitObjects } from '../lib/openapi/members.js';
import { step } from '../lib/openapi/pointer.js';

/**
 * Copies a document with every Markdown text passed through a function.
 *
 * @param change takes the text and the JSON pointer of its place
 */
export function withTexts<Document extends JsonObject>(
  document: Document,
  change: (text: string, pointer: string) => string,
): Document {
  const copy = structuredClone(document);
  visitObjects(copy, (object, _kind, path) => {
    if (typeof object['description'] !== 'string') return;
    object['description'] = change(object['description'], `${path.map(step).join('')}/description`);
  });
  return copy;
}

/**
 * Copies a document with the numbers of decisions in its texts made into links to the log; the links
 * are relative to the folder of the language.
 *
 * @param numbers the decisions that the log holds, as the texts write them: `D05`
 */
export function withDecisionLinks<Document extends JsonObject>(
  document: Document,
  numbers: ReadonlySet<string>,
): Document {
  return withTexts(document, (text) =>
    text.replace(/`([A-Z]\d{2,})`/g, (span, number: string) =>
      numbers.has(number) ? `[${span}](guides/decisions.html#${number.toLowerCase()})` : span,
    ),
  );
}

/** A link of its own, which cannot be an element. */
const autolink = /^<(?:https?:\/\/|mailto:)[^\s<>"'`]+>/;

function withoutElements(text: string): string {
  return text.replace(/<(?=[a-z/!?])/gi, (start, offset: number) =>
    autolink.test(text.slice(offset)) ? start : '&lt;',
  );
}

/** A line that holds a backtick which parsers may read differently: escaped, or in a link's target. */
const unclear = /\\`|\]:|\]\([^)`]*`/;

/** A span of code within a line. */
const codeSpan = /((?<!`)(`+)(?!`).*?(?<!`)\2(?!`))/;

/**
 * The lines of a paragraph without HTML. Code is left as it is only where every parser takes it for code:
 * when no line of the paragraph has a backtick that could pair with one of another line, and no cell of a
 * table can end inside.
 */
function inertLines(lines: readonly string[]): string[] {
  // Text, span, ticks of the span, text and so on.
  const parts = lines.map((line) => line.split(codeSpan));
  const isClear = parts.every((line) =>
    line.every((part, index) => index % 3 === 2 || !part.includes(index % 3 === 0 ? '`' : '|')),
  );
  if (!isClear || lines.some((line) => unclear.test(line))) return lines.map(withoutElements);
  return parts.map((line) =>
    line
      .filter((_, index) => index % 3 !== 2)
      .map((part, index) => (index % 2 === 0 ? withoutElements(part) : part))
      .join(''),
  );
}

/** Lines that may begin or end a block of code for one parser, and not for another. */
const unclearFence = /^(?:[\s>*+\d.)-]+(?:```|~~~)|(?:`{3,}(?!`)|~{3,}(?!~))(?![\w-]*[ \t]*$))/m;

/**
 * A text whose HTML is shown as text, and which the renderer of the reference, Markdoc, finds no tag of its
 * own in: a description may come from anywhere. Where it is not sure what is code, HTML in code shows its
 * escapes.
 */
export function inertMarkdown(markdown: string): string {
  // Markdoc looks for tags in code, too.
  const text = markdown.replaceAll('{%', '{\u200b%');
  if (unclearFence.test(text)) return withoutElements(text);
  const done: string[] = [];
  let open: string[] = [];
  let fence: string | undefined;
  const close = () => {
    done.push(...inertLines(open));
    open = [];
  };
  for (const line of text.split('\n')) {
    const mark = /^(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      done.push(line);
      if (mark?.startsWith(fence) === true && line.trim() === mark) fence = undefined;
    } else if (mark !== undefined) {
      close();
      done.push(line);
      fence = mark;
    } else {
      open.push(line);
      if (line.trim() === '') close();
    }
  }
  close();
  return done.join('\n');
}
