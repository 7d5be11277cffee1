import { posix } from 'node:path';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { folderOf, type Language } from '../languages.js';
import type { Operation, Site } from '../model/site.js';
import { relativeLink } from '../paths.js';
import type { Highlight } from '../text/markdown-html.js';
import { linkNames, resolveLink, type LinkTargets } from '../text/links.js';
import { codeHtml, lineHtml, markdownHtml, type MarkdownOptions } from '../text/markdown-html.js';
import { wordsOf, type Words } from '../words.js';

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
export class Page {
  readonly docs: Docs;
  readonly lang: Language;
  readonly words: Words;
  /** From the folder of the language. */
  readonly path: string;
  readonly self: Operation | undefined;

  constructor(docs: Docs, path: string, self?: Operation) {
    this.docs = docs;
    this.lang = docs.site.lang;
    this.words = wordsOf[docs.site.lang];
    this.path = path;
    this.self = self;
  }

  /** The address of another page; its path is from the folder of the language. */
  to(path: string): string {
    return relativeLink(this.path, path);
  }

  /** The address of a file of the docs, in any language; its path is from their root. */
  toFile(path: string): string {
    return relativeLink(folderOf(this.lang) + this.path, path);
  }

  /** A Markdown text of the description as HTML. */
  html(markdown: string, more: Partial<MarkdownOptions> = {}): string {
    return this.#written(markdownHtml, markdown, { headingOffset: 2, ...more });
  }

  /** The same for a text on one line. */
  line(markdown: string): string {
    return this.#written(lineHtml, markdown, {});
  }

  /** What a text is as HTML. Many texts are on many pages, and links differ by the folder alone. */
  #written(write: typeof markdownHtml, markdown: string, more: Partial<MarkdownOptions>): string {
    const { docs, path, lang } = this;
    const { highlight, targets } = docs;
    const text = linkNames(markdown, targets, this.self);
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

  code(text: string, language: string): string {
    return codeHtml(text, language, this.docs.highlight);
  }
}

/** The page that components are written for. */
export const PageContext = createContext<Page | undefined>(undefined);

/** The page that the component is written for. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === undefined) throw new Error('A component stands outside of a page.');
  return page;
}
