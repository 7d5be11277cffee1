import { escaped } from '../../lib/text.js';
import { remembered } from '../cases/json.js';

/** HTML that needs no escaping any more. */
export interface Html {
  readonly html: string;
}

/** What a template can hold; text is escaped, HTML is not, nothing is left out for undefined. */
export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

/** Marks text as HTML: only for text that this program wrote itself. */
function asHtml(html: string): Html {
  return { html };
}

const compactTexts = new WeakMap<TemplateStringsArray, readonly string[]>();

/**
 * Template for HTML: every text put into it is escaped, for elements and for quoted attributes. The
 * indentation of the template is left out, since a report has thousands of rows.
 */
export function html(template: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const texts = remembered(compactTexts, template, () =>
    template.map((text) => text.replace(/\s*\n\s*/g, '\n')),
  );
  return asHtml(texts.reduce((whole, text, index) => whole + text + rendered(parts[index]), ''));
}

/**
 * Style of every page of a report. Colours are pairs for light and dark, each with a contrast of at
 * least 4.5 to 1; a state is always named by a word as well, never by its colour alone.
 */
const pageStyle = `
:root{color-scheme:light dark;--ground:#fff;--panel:#f4f5f7;--line:#c9ced6;--text:#1b1f24;--quiet:#525a65;--link:#0a4fb3;--good:#0f6630;--bad:#b3141b;--unsure:#7a4a00}
@media (prefers-color-scheme:dark){:root{--ground:#14171b;--panel:#1e2329;--line:#454d58;--text:#e6e9ed;--quiet:#aab2bd;--link:#86b7ff;--good:#6fd08c;--bad:#ff8f8f;--unsure:#f0b95a}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1rem;background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.25rem;margin:2rem 0 .5rem}
h3{font-size:1rem;margin:1rem 0 .25rem}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
code,pre{font:.875em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{margin:.5rem 0;padding:.6rem;background:var(--panel);border:1px solid var(--line);border-radius:4px;white-space:pre-wrap}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9375rem}
caption{text-align:left;color:var(--quiet)}
th,td{padding:.3rem .5rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{background:var(--panel)}
th[scope=row]{background:none;font-weight:600}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
.scroll td,.scroll th{overflow-wrap:normal}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.5rem 0}
dl.facts dt{color:var(--quiet)}
dl.facts dd{margin:0}
details{border:1px solid var(--line);border-radius:4px;margin:.5rem 0;padding:0 .75rem}
details[open]{padding-bottom:.5rem}
summary{padding:.45rem 0;cursor:pointer}
.verdict{padding:.6rem .9rem;border:1px solid currentColor;border-left-width:.5rem;border-radius:4px;font-weight:600}
.good{color:var(--good)}
.bad{color:var(--bad)}
.unsure{color:var(--unsure)}
.quiet{color:var(--quiet)}
@media (max-width:30rem){body{padding:.6rem}dl.facts{grid-template-columns:1fr;gap:0}dl.facts dd{margin-bottom:.35rem}}
@media print{body{max-width:none;padding:0;font-size:.8rem}pre,details{break-inside:avoid}}
`;

/**
 * A self-contained HTML document: nothing in it may be fetched from anywhere, and no script runs.
 *
 * @param style - rules beyond those that all pages share; text of this program
 */
export function page({ title, style, body }: { title: string; style: string; body: Html }): string {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
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
          ${body}
        </body>
      </html>`.html
  }\n`;
}

/**
 * A table that scrolls by itself when it is wider than the page; it can be reached by keyboard.
 *
 * @param caption - what it holds; also read to those who cannot see it
 * @param rows - each a `tr`, as {@link tableRow} makes it
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

/** A cell that stands on the right, with a class that colours it. */
interface NumberCell {
  readonly number: string | number;
  readonly tone?: string;
}

/** A row of a table that its first cell names; numbers stand on the right. */
export function tableRow(name: HtmlPart, ...cells: readonly (HtmlPart | NumberCell)[]): Html {
  const others = cells.map((cell) => {
    const numeric = typeof cell === 'number' ? { number: cell } : cell;
    if (typeof numeric !== 'object' || !('number' in numeric)) return html`<td>${numeric}</td>`;
    const { number, tone } = numeric;
    return html`<td class="${tone === undefined ? 'number' : `number ${tone}`}">${number}</td>`;
  });
  return html`<tr>
    <th scope="row">${name}</th>
    ${others}
  </tr> `;
}

function rendered(part: HtmlPart): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return escaped(part, /[&<>"']/g);
  if (typeof part === 'number') return String(part);
  return 'html' in part ? part.html : part.map(rendered).join('');
}
