/** What a translation lost of its original, and what it has beyond it; each in words. */
export interface Difference {
  lost: string[];
  added: string[];
}

const fence = /^(?<marks>`{3,}|~{3,})[^\n]*\n[\s\S]*?^\k<marks>[^\S\n]*$/gm;
const codeSpan = /(?<!`)(?<marks>`+)(?!`)([\s\S]*?[^`])\k<marks>(?!`)/g;
const linkTarget = /\]\(\s*<?([^)\s>]+)/g;
/** An address ends at a blank, a bracket, a quotation mark, or a character outside of ASCII. */
const address = /\bhttps?:\/\/[^\s<>()[\]"'`\u0080-\uffff]+/g;
const htmlTag = /<\/?([a-z][\w-]*)\b[^>]*>/gi;
const numeral = /\d+(?:[.,]\d+)*/g;

/**
 * Compares the parts of two Markdown texts that no translation changes: code, links, HTML tags and
 * the structure of headings, lists and tables. A number of the original has to stand in the
 * translation too; the translation may have numbers of its own, where the original has words.
 */
export function compareKeptParts(original: string, translation: string): Difference {
  const before = keptParts(original);
  const after = keptParts(translation);
  return {
    lost: [...without(before.parts, after.parts), ...without(before.numbers, after.numbers)],
    added: without(after.parts, before.parts),
  };
}

function keptParts(text: string): { parts: string[]; numbers: string[] } {
  const parts: string[] = [];
  let rest = text;
  const take = (pattern: RegExp, name: (match: RegExpMatchArray) => string, left = ' ') => {
    parts.push(...[...rest.matchAll(pattern)].map(name));
    rest = rest.replace(pattern, left);
  };
  take(fence, (match) => `the code block ${match[0]}`);
  take(codeSpan, (match) => `\`${(match[2] ?? '').replace(/\s+/g, ' ')}\``);
  take(linkTarget, (match) => `the link ${match[1]}`, '](');
  take(address, (match) => `the link ${match[0].replace(/[.,;:!?]+$/, '')}`);
  take(htmlTag, (match) => `the tag <${match[0].startsWith('</') ? '/' : ''}${match[1]}>`);
  take(/^(#{1,6})\s/gm, (match) => `a heading of level ${match[1]?.length}`, '');
  take(/^\s*(?:[-*+]|\d+[.)])\s/gm, () => 'a list item', '');
  take(/^\s*\|/gm, () => 'a table row', '');
  const numbers = [...rest.matchAll(numeral)].map(
    ([match]) => `the number ${match.replace(/,(?=\d{3}\b)/g, '')}`,
  );
  return { parts, numbers };
}

/** The items of a list that another list lacks, as often as they are missing. */
function without(items: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return items.filter((item) => {
    const index = left.indexOf(item);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}
