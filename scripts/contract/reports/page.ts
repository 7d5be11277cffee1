import { createHash } from 'node:crypto';
import { pageStyle } from './page-style.js';
import { visible } from './text.js';

/** HTML that needs no escaping any more. */
export interface Html {
  readonly html: string;
}

/** What a template can hold; text is escaped, HTML is not, nothing is left out for undefined. */
export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

/** Marks text as HTML: only for text that this program wrote itself. */
export function asHtml(html: string): Html {
  return { html };
}

const compactTexts = new WeakMap<TemplateStringsArray, readonly string[]>();

/**
 * Template for HTML: every text put into it is escaped, for elements and for quoted attributes. The
 * indentation of the template is left out, since a report has thousands of rows.
 */
export function html(template: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const texts =
    compactTexts.get(template) ?? template.map((text) => text.replace(/\s*\n\s*/g, '\n'));
  compactTexts.set(template, texts);
  return asHtml(texts.reduce((whole, text, index) => whole + text + rendered(parts[index]), ''));
}

/** Escapes text for an element or a quoted attribute of HTML; what cannot be seen is made visible. */
function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** What a page of a report needs besides its body. */
export interface PageParts {
  readonly title: string;
  readonly body: Html;
  /** Rules beyond those that all pages share; text of this program. */
  readonly style?: string;
  /** Script of this program; the page must be of use without it. */
  readonly script?: string;
}

/**
 * A self-contained HTML document: nothing in it may be fetched from anywhere, and no script runs but
 * the one given, which its policy names by hash.
 */
export function page({ title, body, style = '', script }: PageParts): string {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    ...(script === undefined ? [] : [`script-src 'sha256-${sha256(script)}'`]),
    // The empty icon, which keeps browsers from asking the host for one.
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `${
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content="${asHtml(policy)}" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="referrer" content="no-referrer" />
          <link rel="icon" href="data:," />
          <title>${title}</title>
          <style>
            ${asHtml(pageStyle + style)}
          </style>
        </head>
        <body>
          ${body}${script === undefined ? undefined : asHtml(`\n<script>${script}</script>`)}
        </body>
      </html>`.html
  }\n`;
}

/**
 * A table that scrolls by itself when it is wider than the page; it can be reached by keyboard.
 *
 * @param caption what it holds; also told to those who cannot see it
 * @param rows each a `tr` with its cells
 */
export function table(caption: string, heads: readonly string[], rows: readonly Html[]): Html {
  return html`
    <div class="scroll" role="region" aria-label="${caption}" tabindex="0">
      <table>
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            ${heads.map((head) => html`<th scope="col">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  `;
}

function rendered(part: HtmlPart): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  return 'html' in part ? part.html : part.map(rendered).join('');
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64');
}
