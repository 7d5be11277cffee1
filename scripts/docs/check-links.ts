import { marked, type Tokens } from 'marked';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { unescapeHtml } from './text/markdown-html.js';

/** The page of a tool, whose links lead to places that it makes while it runs. */
const dynamicPage = /(^|\/)redoc\.html$/;

/** Links and anchors of a page. */
interface PageLinks {
  links: Set<string>;
  ids: Set<string>;
}

function readPage(file: string): PageLinks {
  // Scripts and styles hold texts that only look like links.
  const html = readFileSync(file, 'utf8').replaceAll(/<(script|style)\b.*?<\/\1>/gs, '');
  const valuesOf = (attribute: RegExp): Set<string> =>
    new Set([...html.matchAll(attribute)].map(([, value = '']) => unescapeHtml(value)));
  return { links: valuesOf(/\shref="([^"]*)"/g), ids: valuesOf(/\sid="([^"]*)"/g) };
}

/** Links of a text in Markdown, and the ids of its headings: `{#id}`. */
function readMarkdown(file: string): PageLinks {
  const text = readFileSync(file, 'utf8');
  const links = new Set<string>();
  void marked.walkTokens(marked.lexer(text), (token) => {
    if (token.type === 'link') links.add((token as Tokens.Link).href);
  });
  return {
    links,
    ids: new Set([...text.matchAll(/\{#([a-z][a-z0-9-]*)\}$/gm)].map(([, id]) => id as string)),
  };
}

/** What a part of an address stands for; as it is written if that is no encoding. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * The relative links of every finished page and of every text in Markdown that lead to no file of the docs,
 * or to no anchor that is there, one line each. Anchors of pages that are drawn by a script cannot be seen.
 */
export function brokenLinks(folder: string): string[] {
  const names = (readdirSync(folder, { recursive: true }) as string[])
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.html$|\.md$|llms\.txt$/.test(name) && !dynamicPage.test(name));
  const pages = new Map(
    names.map((name) => [
      name,
      (name.endsWith('.html') ? readPage : readMarkdown)(join(folder, name)),
    ]),
  );
  const broken: string[] = [];
  for (const [name, { links }] of pages) {
    for (const link of links) {
      if (/^[a-z]+:/i.test(link)) continue;
      const [path = '', anchor = ''] = link.split('#', 2).map(decoded);
      const target = path === '' ? name : posix.normalize(posix.join(posix.dirname(name), path));
      const page = pages.get(target);
      const found =
        page !== undefined || (!target.startsWith('..') && existsSync(join(folder, target)));
      const anchored = page === undefined || anchor === '' || page.ids.has(anchor);
      if (!found || !anchored) broken.push(`${name}: ${link}`);
    }
  }
  return broken;
}
