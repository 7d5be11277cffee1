import { Marked, type Token, type Tokens } from 'marked';
import { UserError } from '../../lib/cli.js';
import { displayPath } from '../../lib/openapi/source.js';
import type { Language } from '../languages.js';
import { withLinks } from '../text/markdown.js';
import { headingIdentity, plainText } from '../text/markdown-html.js';

/** A block of code in a guide. */
export interface CodeBlock {
  /** The word after the fence, such as `ts`. */
  language: string;
  /** Words after the language. */
  flags: string[];
  code: string;
}

/** A heading below the title. */
interface Section {
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
  /** The YAML between two lines of hyphens at the top, which programs read; mostly empty. */
  frontMatter: string;
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

/** YAML in front of a guide, with the lines around it. */
const frontMatterBlock = /^---\n[^]*?\n---\n\s*/;

/** What stands for a picture or a list: `{{life-cycle version}}`. */
export const marker = /^\{\{([a-z0-9 -]+)\}\}$/;

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
  const [frontMatter = ''] = frontMatterBlock.exec(text) ?? [];
  const tokens = parser.lexer(text.slice(frontMatter.length));
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
      const id = headingIdentity.exec(heading.text)?.[1];
      const title = plainText(heading.tokens).replace(headingIdentity, '');
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
  return {
    ...{ name, lang, file, source: text, frontMatter, title, lead },
    ...{ sections, code, markers, tokens },
  };
}

/** Writes the text of a guide as Markdown for programs: links lead to what the docs hold. */
export function guideMarkdown(text: string, resolve: (link: string) => string | undefined): string {
  // What follows the language of a block of code is for the tests of the guides.
  const plain = text.replace(/^(`{3,}[\w-]+)[ \t].*/gm, '$1');
  return `${withLinks(plain, resolve).trim()}\n`;
}
