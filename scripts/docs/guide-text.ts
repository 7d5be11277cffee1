import { Marked, type Token, type Tokens } from 'marked';
import { UserError } from '../lib/cli.js';
import { displayPath } from '../lib/openapi/source.js';
import type { Language } from './languages.js';
import { escapeHtml } from './page.js';

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

/** What a guide needs to become HTML. */
export interface GuideContext {
  resolve: (link: string) => string;
  /** HTML of each marker, by its words. */
  markers: ReadonlyMap<string, string>;
  /** Begins the label of a heading's own link. */
  selfLink: string;
}

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

/** Takes `{#id}` off the end of a heading. */
function takeId(heading: Tokens.Heading): string | undefined {
  const id = identified.exec(heading.text)?.[1];
  const last = heading.tokens.at(-1);
  if (id !== undefined && last?.type === 'text') {
    last.raw = last.raw.replace(identified, '');
    (last as Tokens.Text).text = (last as Tokens.Text).text.replace(identified, '');
  }
  return id;
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
      const id = takeId(heading);
      const title = plainText(heading.tokens);
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

/** Writes a guide as HTML. */
export function guideHtml(guide: Guide, context: GuideContext): string {
  let next = 0;
  let current = guide.title;
  const parser = new Marked({
    gfm: true,
    renderer: {
      heading({ depth, tokens }) {
        const inner = this.parser.parseInline(tokens);
        if (depth === 1) return `<h1>${inner}</h1>\n`;
        const { id, text } = guide.sections[next++] as Section;
        current = text;
        const label = escapeHtml(context.selfLink + text);
        return `<h${depth} id="${id}">${inner}<a class="self" href="#${id}" aria-label="${label}">#</a></h${depth}>\n`;
      },
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        return `<a href="${escapeHtml(context.resolve(href))}">${inner}</a>`;
      },
      code({ text, lang }) {
        const language = escapeHtml((lang ?? '').split(/\s+/)[0] ?? '');
        return `<pre tabindex="0"><code class="language-${language}">${escapeHtml(text)}\n</code></pre>\n`;
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
        const words = marker.exec(raw.trim())?.[1];
        if (words === undefined) return `<p>${this.parser.parseInline(tokens)}</p>\n`;
        const html = context.markers.get(words);
        if (html !== undefined) return `${html}\n`;
        throw new UserError(`${guide.file}: nothing stands for the marker {{${words}}}.`);
      },
    },
  });
  return parser.parser(guide.tokens);
}
