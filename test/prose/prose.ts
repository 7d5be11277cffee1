import dictionary from 'dictionary-en-gb';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRetext from 'remark-retext';
import retextEnglish from 'retext-english';
import retextIndefiniteArticle from 'retext-indefinite-article';
import retextRepeatedWords from 'retext-repeated-words';
import retextSpell from 'retext-spell';
import { unified, type Plugin } from 'unified';
import type { Node } from 'unist';
import { VFile } from 'vfile';

/** A word or phrase that has a better one. */
export interface Term {
  /** Source of a regular expression for whole words. */
  not: string;
  use: string;
}

/** What a text is held against. */
export interface Rules {
  /** Words that are right although no dictionary has them, one a line. */
  words: string;
  terms: readonly Term[];
}

interface Branch extends Node {
  children?: Branch[];
}

/** Whatever a sentence can end with, and marks of Markdown or brackets behind it. */
const sentenceEnd = /[.:;?!][)*_"”]*$/;

/** Reports terms that have a better one, wherever they stand outside of code. */
const checkTerms: Plugin<[readonly Term[]], Branch> = (terms) => (tree, file) => {
  const text = String(file);
  const visit = (node: Branch): void => {
    if (node.type !== 'SentenceNode') {
      node.children?.forEach(visit);
      return;
    }
    const { start, end } = node.position ?? {};
    const sentence = text.slice(start?.offset, end?.offset).replaceAll(/(`+)[^]*?\1/g, 'x');
    for (const { not, use } of terms) {
      const found = new RegExp(`\\b(?:${not})\\b`).exec(sentence);
      if (found !== null) file.message(`Write "${use}", not "${found[0]}"`, node);
    }
  };
  visit(tree);
};

/** Reports paragraphs that break off: what stands in headings and tables may be less than a sentence. */
const checkEnds: Plugin<[], Branch> = () => (tree, file) => {
  const text = String(file);
  const visit = (node: Branch): void => {
    if (node.type === 'table' || node.type === 'heading') return;
    if (node.type === 'paragraph') {
      const { start, end } = node.position ?? {};
      const paragraph = text.slice(start?.offset, end?.offset).trim();
      // A link, a picture or a marker alone is a label; an item of a list may be a word or a value.
      const isLabel = /^(\[[^\]]*\]\([^)]*\)|\{\{.*\}\}|!\[.*\))$|^[a-z`]/.test(paragraph);
      if (!isLabel && !sentenceEnd.test(paragraph)) {
        file.message('The sentence has no end', node);
      }
      return;
    }
    node.children?.forEach(visit);
  };
  visit(tree);
};

/**
 * Makes a check of English prose in Markdown: spelling, repeated words, articles, terms, sentences
 * that break off. Code is passed over.
 *
 * @returns what is wrong with a text, each with its line
 */
export function proseCheck({ words, terms }: Rules): (markdown: string) => Promise<string[]> {
  const ends = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(checkEnds as Plugin)
    .freeze();
  const english = unified()
    .use(retextEnglish)
    .use(checkTerms as Plugin<[readonly Term[]]>, terms)
    .use(retextRepeatedWords)
    .use(retextIndefiniteArticle)
    // Suggestions cost more than all else.
    .use(retextSpell, { dictionary, personal: words, max: 0 });
  const wording = unified()
    .use(remarkParse)
    .use(remarkRetext, english as never)
    .freeze();
  return async (markdown) => {
    const text = markdown
      // The same number of lines, so that those of findings are right.
      .replace(/^---\n[^]*?\n---\n/, (matter) => matter.replaceAll(/.+/g, ''))
      .replaceAll(/ \{#[\w-]+\}$/gm, '')
      // Numbers of decisions, groups of statuses, and Chinese are in no dictionary.
      .replaceAll(/\b[A-Z]\d\d\b|\b[2-5]xx\b|[\u3400-\u9fff]+/g, '0');
    // Tables are passed over, so their cells are read as sentences.
    const cells = text.replaceAll(/^\|.*\|$/gm, (row) => row.replaceAll(/\|| -+(?= )/g, '.'));
    const findings: string[] = [];
    // Most texts have no tables, and are parsed once for both.
    const tree = ends.parse(text);
    for (const [processor, read, parsed] of [
      [ends, text, tree],
      [wording, cells, cells === text ? tree : wording.parse(cells)],
    ] as const) {
      const file = new VFile(read);
      await processor.run(parsed, file);
      findings.push(...file.messages.map(({ line, reason }) => `${line ?? 1}: ${reason}.`));
    }
    return findings;
  };
}
