import { Marked, type Token, type Tokens } from 'marked';

/** Writes code as HTML with a class for each kind of word. */
export type Highlight = (code: string, language: string) => string;

/** How a text becomes HTML. */
export interface MarkdownOptions {
  /** Turns the target of a link into an address; undefined leaves the text of the link alone. */
  resolve: (href: string) => string | undefined;
  highlight: Highlight;
  /** Added to the level of each heading. */
  headingOffset?: number;
  /** The id of a heading, if it is to have one; `number` counts the headings of the text from 1. */
  headingId?: (heading: { raw: string; number: number }) => string | undefined;
  /** Label of the link from a heading to itself. */
  headingLabel?: (title: string) => string;
  /** HTML in place of a paragraph, by its text. */
  figures?: ReadonlyMap<string, string>;
  /** HTML of blocks of code that follow each other and say the same in several languages. */
  codeTabs?: (panels: readonly CodePanel[]) => string;
  /** The id of a row of a table, by the text of its first cell. */
  rowId?: (first: string) => string | undefined;
}

/** Blocks of code in one language, of which a reader chooses one. */
interface CodePanel {
  label: string;
  html: string;
}

/** The languages of requests: other code, such as JSON, is what they lead to. */
const requestLabels = new Map([
  ['http', 'HTTP'],
  ['sh', 'curl'],
  ['ts', 'TypeScript'],
]);

/** Makes a text safe inside an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** What a text stands for that has escapes of HTML; the last one may stand before what looks like another. */
export function unescapeHtml(html: string): string {
  return html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** Text of tokens without markup. */
export function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if ('tokens' in token && token.tokens !== undefined) return plainText(token.tokens);
      // The lexer leaves a few escapes in texts.
      return 'text' in token ? unescapeHtml(String(token.text)) : '';
    })
    .join('');
}

/** A long name that may break where its words meet: `current_<wbr>approval_<wbr>version_<wbr>id`. */
function breakable(html: string): string {
  if (html.length < 16) return html;
  const broken = html.replaceAll(/(?<!^)[_/.](?=\w)/g, '$&<wbr>');
  return broken === html ? html.replaceAll(/[a-z](?=[A-Z])/g, '$&<wbr>') : broken;
}

/** The id that a heading gives itself: `## Review {#review}`. */
export const headingIdentity = /\s*\{#([a-z][a-z0-9-]*)\}\s*$/;

/** A block of code, with its caption; the script of the page adds the button that copies it. */
export function codeHtml(code: string, language: string, highlight: Highlight): string {
  return `<pre class="code"><code>${highlight(code.replace(/\n$/, ''), language)}\n</code></pre>`;
}

/** The label of a block of code, if it is a request. */
function requestLabel(token: Token): string | undefined {
  if (token.type !== 'code') return undefined;
  return requestLabels.get((token as Tokens.Code).lang?.split(/\s+/)[0] ?? '');
}

/** Puts blocks of code that follow each other into one token, if they are requests in several languages. */
function withTabs(tokens: readonly Token[]): Token[] {
  const result: Token[] = [];
  for (let start = 0; start < tokens.length;) {
    let end = start;
    while (end < tokens.length && (tokens[end]?.type === 'space' || requestLabel(tokens[end]!))) {
      end += 1;
    }
    const run = tokens.slice(start, Math.max(end, start + 1));
    const code = run.filter(({ type }) => type === 'code');
    const isChoice = new Set(code.map(requestLabel)).size > 1;
    result.push(...(isChoice ? [{ type: 'tabs', raw: '', tokens: code }] : run));
    start += run.length;
  }
  return result;
}

/**
 * Writes Markdown as HTML. Markup in it is shown as text and images become their text: a description may
 * come from anywhere.
 */
export function markdownHtml(markdown: string, options: MarkdownOptions): string {
  const { resolve, highlight, headingOffset = 0, figures, codeTabs } = options;
  let headings = 0;
  let section = '';
  const marked = new Marked({
    gfm: true,
    extensions: [
      {
        name: 'tabs',
        renderer({ tokens = [] }) {
          const panels = new Map<string, string>();
          for (const token of tokens) {
            const label = requestLabel(token) ?? '';
            panels.set(label, (panels.get(label) ?? '') + this.parser.parse([token]));
          }
          return codeTabs?.([...panels].map(([label, html]) => ({ label, html })));
        },
      },
    ],
    renderer: {
      // A line break in a cell of a table; other HTML can only be meant as text.
      html: ({ text }) => (text === '<br>' ? text : escapeHtml(text)),
      image: ({ text }) => escapeHtml(text),
      codespan: ({ text }) => `<code>${breakable(escapeHtml(text))}</code>`,
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        const address = resolve(href);
        return address === undefined ? inner : `<a href="${escapeHtml(address)}">${inner}</a>`;
      },
      heading({ depth, tokens, text: raw }) {
        const level = Math.min(6, depth + headingOffset);
        const html = this.parser.parseInline(tokens).replace(headingIdentity, '');
        section = plainText(tokens).replace(headingIdentity, '');
        headings += 1;
        const id = options.headingId?.({ raw, number: headings });
        if (id === undefined) return `<h${level}>${html}</h${level}>\n`;
        const label = escapeHtml(options.headingLabel?.(section) ?? section);
        return `<h${level} id="${id}">${html}<a class="self" href="#${id}" aria-label="${label}">#</a></h${level}>\n`;
      },
      code: ({ text, lang = '' }) => `${codeHtml(text, lang.split(/\s+/)[0] ?? '', highlight)}\n`,
      table(token) {
        const titles = token.header.map(({ tokens }) => escapeHtml(plainText(tokens)));
        const head = token.header.map(
          ({ tokens }) => `<th scope="col">${this.parser.parseInline(tokens)}</th>`,
        );
        const rows = token.rows.map((row) => {
          const id = options.rowId?.(plainText(row[0]?.tokens ?? []));
          const cells = row.map((cell: Tokens.TableCell, index) => {
            const html = this.parser.parseInline(cell.tokens);
            return `<td data-label="${titles[index] ?? ''}">${html}</td>`;
          });
          return `<tr${id === undefined ? '' : ` id="${escapeHtml(id)}"`}>${cells.join('')}</tr>`;
        });
        const name = section === '' ? '' : ` aria-label="${escapeHtml(section)}"`;
        return `<table${name}><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table>\n`;
      },
      paragraph({ raw, tokens }) {
        const figure = figures?.get(raw.trim());
        if (figure !== undefined) return `${figure}\n`;
        // What begins with a term in bold is about that: "**Refused** when …".
        const term = tokens[0]?.type === 'strong' ? ' class="term"' : '';
        return `<p${term}>${this.parser.parseInline(tokens)}</p>\n`;
      },
    },
  });
  const tokens = marked.lexer(markdown);
  return marked.parser(codeTabs === undefined ? tokens : withTabs(tokens)).trim();
}

/** The same for a text on one line, without a paragraph around it. */
export function lineHtml(markdown: string, options: MarkdownOptions): string {
  return markdownHtml(markdown, options).replace(
    /^<p(?: class="term")?>([^]*)<\/p>$/,
    (whole, inner: string) => (inner.includes('<p') ? whole : inner),
  );
}
