import { linkText } from '../text/markdown.js';

/** A named address. */
export interface Link {
  text: string;
  url?: string;
}

/** External Documentation Object. */
export interface ExternalDocs {
  url: string;
  description?: string;
}

/** An address of a description as a reader may follow it. */
export function link(url?: string, name = url ?? ''): Link {
  // A description may come from anywhere.
  return { text: name, ...(url !== undefined && isSafe(url) && { url }) };
}

/** The page that an object names beside its text. */
export function docsLink(page: ExternalDocs | undefined): Link | undefined {
  return page && link(page.url, page.description);
}

/** The text of an object with the page that it names beside it: Markdown. */
export function withDocs({
  description = '',
  externalDocs,
}: {
  description?: string;
  externalDocs?: ExternalDocs;
}): string {
  const page = docsLink(externalDocs);
  return page === undefined ? description : `${description}\n\n${linkText(page)}`.trim();
}

/** Whether a link of a description leads to a place that a reader may be sent to. */
export function isSafe(href: string): boolean {
  return /^(https?:|mailto:)/i.test(href) || !/^[^/?#]*:/.test(href.replace(/[\s\p{Cc}]/gu, ''));
}
