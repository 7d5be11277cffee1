import { posix } from 'node:path';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { folderOf, type Language } from '../languages.js';
import type { Operation, Site } from '../model/site.js';
import { relativeLink } from '../paths.js';
import type { Highlight } from '../text/markdown-html.js';
import { linkNames, resolveLink, type LinkTargets } from '../text/links.js';
import { codeHtml, lineHtml, markdownHtml, type MarkdownOptions } from '../text/markdown-html.js';
import { wordsOf } from '../words.js';

/** What the pages of one language are made from. */
export interface Docs {
  site: Site;
  /** The other languages that the docs are there in. */
  otherLangs: readonly Language[];
  targets: LinkTargets;
  highlight: Highlight;
  /** The guides in reading order, for menus. */
  guides: readonly { name: string; title: string; lead: string }[];
  /** What to do about an error, by its code or its status: Markdown of the guide to errors. */
  cures: ReadonlyMap<string, string>;
  /** Titles of the decisions, by their numbers. */
  decisions: ReadonlyMap<string, string>;
  /** Steps of life cycles, and the neighbours of each operation in the flows. */
  steps: ReadonlyMap<string, OperationSteps>;
  /** Whether the pages can send requests to a sandbox inside of them. */
  hasSandbox: boolean;
}

/** Where an operation stands in the lives of things, and in the flows of calls. */
export interface OperationSteps {
  cycles: CycleSteps[];
  previous: Operation[];
  next: Operation[];
}

/** The steps of one life cycle that an operation takes. */
interface CycleSteps {
  /** Anchor of the picture in the guide that shows it, and the name of that guide. */
  name: string;
  guide: string | undefined;
  title: string;
  /** SVG in which the steps stand out. */
  picture: string;
  /** The steps in words: Markdown. */
  lines: string[];
}

/** The HTML of the texts that were written so far. */
const writtenTexts = new WeakMap<Docs, Map<string, string>>();

/** The page that is being written. */
export type Page = ReturnType<typeof newPage>;

/**
 * Begins a page.
 *
 * @param path - from the folder of the language
 * @param self - the operation that the page is about
 */
export function newPage(docs: Docs, path: string, self?: Operation) {
  const { highlight, targets } = docs;
  const { lang } = docs.site;

  /** What a text is as HTML. Many texts are on many pages, and links differ by the folder alone. */
  function written(
    write: typeof markdownHtml,
    markdown: string,
    more: Partial<MarkdownOptions>,
  ): string {
    const text = linkNames(markdown, targets, self);
    const make = () => {
      const resolve = (href: string) => resolveLink(href, { path, lang, form: 'html' }, targets);
      return write(text, { highlight, resolve, ...more });
    };
    // The ids of headings are the page's own.
    if (more.headingId !== undefined) return make();
    const known = writtenTexts.get(docs) ?? new Map<string, string>();
    writtenTexts.set(docs, known);
    const key = [write.name, more.headingOffset, posix.dirname(path), text].join('\0');
    const html = known.get(key) ?? make();
    known.set(key, html);
    return html;
  }

  return {
    docs,
    lang,
    words: wordsOf[lang],
    path,
    self,
    /** The address of another page; its path is from the folder of the language. */
    to: (target: string) => relativeLink(path, target),
    /** The address of a file of the docs, in any language; its path is from their root. */
    toFile: (file: string) => relativeLink(folderOf(lang) + path, file),
    /** A Markdown text of the description as HTML. */
    html: (markdown: string, more: Partial<MarkdownOptions> = {}) =>
      written(markdownHtml, markdown, { headingOffset: 2, ...more }),
    /** The same for a text on one line. */
    line: (markdown: string) => written(lineHtml, markdown, {}),
    code: (text: string, language: string) => codeHtml(text, language, highlight),
  };
}

/** The page that components are written for. */
export const PageContext = createContext<Page | undefined>(undefined);

/** The page that the component is written for. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === undefined) throw new Error('A component stands outside of a page.');
  return page;
}
