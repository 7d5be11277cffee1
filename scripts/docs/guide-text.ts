import { Marked, type Token, type Tokens } from 'marked';
import { UserError } from '../lib/cli.js';
import { displayPath } from '../lib/openapi/source.js';
import type { Language } from './languages.js';
import { escapeHtml } from './page.js';
import { frameWords } from './words.js';

/** A block of code in a guide. */
export interface CodeBlock {
  /** The word after the fence, such as `ts`. */
  language: string;
  /** Words after the language. */
  flags: string[];
  code: string;
}

/** A heading below the title. */
export interface Section {
  level: number;
  id: string;
  text: string;
}

/** A guide that was read but not yet written as HTML. */
export interface Guide {
  name: string;
  lang: Language;
  /** For messages. */
  file: string;
  /** The text as it was read. */
  source: string;
  title: string;
  /** The first paragraph without its markup. */
  lead: string;
  sections: Section[];
  code: CodeBlock[];
  /** What stands in place of a picture or a list, in order: `["life-cycle", "version"]`. */
  markers: string[][];
  tokens: Token[];
}

/** The page that shows the decision log; its text is the head of the page. */
export const logPage = 'decisions';

const identified = /\s*\{#([a-z][a-z0-9-]*)\}\s*$/;

/** What stands for a picture or a list: `{{life-cycle version}}`. */
export const marker = /^\{\{([a-z0-9 -]+)\}\}$/;

/** Text of tokens without markup. */
function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if ('tokens' in token && token.tokens !== undefined) return plainText(token.tokens);
      return 'text' in token ? unescapeEntities(String(token.text)) : '';
    })
    .join('');
}

/** Undoes the few escapes that the lexer leaves in texts. */
function unescapeEntities(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

/**
 * Reads a guide: one title (`# …`), sections with ids of their own (`## … {#id}`), no HTML, no images.
 *
 * @throws UserError that names the file and what is wrong
 */
export function readGuide(text: string, name: string, lang: Language, path: string): Guide {
  const file = displayPath(path);
  const fail = (complaint: string): never => {
    throw new UserError(`${file}: ${complaint}`);
  };
  const parser = new Marked({ gfm: true });
  const tokens = parser.lexer(text);
  const titles: string[] = [];
  const sections: Section[] = [];
  const code: CodeBlock[] = [];
  const markers: string[][] = [];
  let lead = '';
  void parser.walkTokens(tokens, (token) => {
    if (token.type === 'html') fail(`HTML is not for guides: ${token.raw.trim().slice(0, 60)}`);
    if (token.type === 'image') fail(`images are not for guides: ${token.raw}`);
    if (token.type === 'code') {
      const [language = '', ...flags] = ((token as Tokens.Code).lang ?? '').split(/\s+/);
      if (language === '') fail(`a block of code does not say its language: ${token.raw}`);
      code.push({ language, flags, code: (token as Tokens.Code).text });
    }
    if (token.type === 'paragraph') {
      const words = marker.exec(token.raw.trim())?.[1]?.split(' ');
      if (words !== undefined) markers.push(words);
      else lead ||= plainText((token as Tokens.Paragraph).tokens).replaceAll('\n', ' ');
    }
    if (token.type === 'heading') {
      const heading = token as Tokens.Heading;
      const id = identified.exec(heading.text)?.[1];
      const title = plainText(heading.tokens).replace(identified, '');
      if (heading.depth === 1) titles.push(title);
      else if (id === undefined) fail(`the heading "${title}" has no id: write {#id} behind it.`);
      else if (sections.some((section) => section.id === id)) fail(`the id ${id} is there twice.`);
      else sections.push({ level: heading.depth, id, text: title });
    }
  });
  const [title, second] = titles;
  if (title === undefined) return fail('there is no title: begin with "# ".');
  if (second !== undefined) fail(`there is a second title: ${second}`);
  if (lead === '') fail('there is no first paragraph that says what the page is about.');
  return { name, lang, file, source: text, title, lead, sections, code, markers, tokens };
}

/**
 * Writes the text of a guide as HTML.
 *
 * @param text - what the guide says, with the markers of pictures alone
 * @param figures - HTML of each picture, by the words of its marker
 */
export function guideHtml(
  { lang, title }: Guide,
  text: string,
  resolve: (link: string) => string,
  figures: ReadonlyMap<string, string>,
): string {
  let current = title;
  const parser = new Marked({
    gfm: true,
    renderer: {
      // A line break in a cell of a table; other HTML can only be meant as text.
      html: ({ text: html }) => (html === '<br>' ? html : escapeHtml(html)),
      image: ({ raw }) => escapeHtml(raw),
      heading({ depth, tokens, text: heading }) {
        const inner = this.parser.parseInline(tokens).replace(identified, '');
        if (depth === 1) return `<h1>${inner}</h1>\n`;
        const id = identified.exec(heading)?.[1] ?? '';
        current = plainText(tokens).replace(identified, '');
        const label = escapeHtml(frameWords[lang].link + current);
        return `<h${depth} id="${id}">${inner}<a class="self" href="#${id}" aria-label="${label}">#</a></h${depth}>\n`;
      },
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        return `<a href="${escapeHtml(resolve(href))}">${inner}</a>`;
      },
      code({ text: code, lang: info }) {
        const language = escapeHtml((info ?? '').split(/\s+/)[0] ?? '');
        return `<pre tabindex="0"><code class="language-${language}">${escapeHtml(code)}\n</code></pre>\n`;
      },
      table(token) {
        const cells = (row: Tokens.TableCell[], tag: string) =>
          row.map(
            (cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag.split(' ')[0]}>`,
          );
        const rows = token.rows.map((row) => `<tr>${cells(row, 'td').join('')}</tr>`);
        return [
          `<div class="wide" tabindex="0" role="group" aria-label="${escapeHtml(current)}">`,
          `<table><thead><tr>${cells(token.header, 'th scope="col"').join('')}</tr></thead>`,
          `<tbody>${rows.join('\n')}</tbody></table></div>\n`,
        ].join('\n');
      },
      paragraph({ raw, tokens }) {
        const figure = figures.get(marker.exec(raw.trim())?.[1] ?? '');
        return figure === undefined ? `<p>${this.parser.parseInline(tokens)}</p>\n` : `${figure}\n`;
      },
    },
  });
  return parser.parse(text, { async: false });
}

/** Code of any kind, which is left as it is, or the target of a link. */
const codeOrTarget = /(`+)[^]*?[^`]\1(?!`)|\]\(([^)\s]+)\)/g;

/** Writes the text of a guide as Markdown for programs: links lead to what the docs hold. */
export function guideMarkdown(text: string, resolve: (link: string) => string): string {
  const parts = new Marked({ gfm: true }).lexer(text).map((token) =>
    token.type === 'code'
      ? // What follows the language of a block of code is for the tests of the guides.
        token.raw.replace(/^(`{3,}[\w-]+)[ \t].*/, '$1')
      : token.raw.replace(codeOrTarget, (whole, _ticks, link?: string) =>
          link === undefined ? whole : `](${resolve(link)})`,
        ),
  );
  return `${parts.join('').trim()}\n`;
}
