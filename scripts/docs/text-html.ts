import { Marked } from 'marked';
import { escapeHtml } from './page.js';

/** How a text of a description becomes HTML. */
export interface TextOptions {
  /** Added to the level of each heading. */
  headingOffset?: number;
  /** Begins the id of each heading; a number follows, so that ids do not depend on the language. */
  headingIds?: string;
  /** Told of each heading. */
  onHeading?: (heading: { id: string; html: string }) => void;
}

/** Whether a link leads to a place that a reader may be sent to. */
function isSafe(href: string): boolean {
  return /^(https?:|mailto:|#)/i.test(href) || !/^[^/?#]*:/.test(href.replace(/[\s\p{Cc}]/gu, ''));
}

/**
 * Writes the Markdown of a description as HTML. Markup in it is shown as text, images become their
 * text, and a link that would run a script becomes its text: a description may come from anywhere.
 */
export function textHtml(markdown: string, options: TextOptions = {}): string {
  const { headingOffset = 0, headingIds, onHeading } = options;
  let headings = 0;
  const marked = new Marked({
    gfm: true,
    renderer: {
      html({ text }) {
        return escapeHtml(text);
      },
      image({ text }) {
        return escapeHtml(text);
      },
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        return isSafe(href) ? `<a href="${escapeHtml(href)}">${inner}</a>` : inner;
      },
      heading({ depth, tokens }) {
        const level = Math.min(6, depth + headingOffset);
        const html = this.parser.parseInline(tokens);
        if (headingIds === undefined) return `<h${level}>${html}</h${level}>\n`;
        headings += 1;
        const id = `${headingIds}-${headings}`;
        onHeading?.({ id, html });
        return `<h${level} id="${id}">${html}</h${level}>\n`;
      },
    },
  });
  return marked.parse(markdown, { async: false }).trim();
}

/** The same for a text on one line, without a paragraph around it. */
export function lineHtml(markdown: string): string {
  return textHtml(markdown).replace(/^<p>([^]*)<\/p>$/, (whole, inner: string) =>
    inner.includes('<p>') ? whole : inner,
  );
}
