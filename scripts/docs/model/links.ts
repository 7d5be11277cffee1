import { isSafe } from '../text/links.js';
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
export function link({ name, url }: { name?: string | undefined; url?: string | undefined }): Link {
  // A description may come from anywhere.
  return { text: name ?? url ?? '', ...(url !== undefined && isSafe(url) && { url }) };
}

/** The text of an object with the page that it names beside it: Markdown. */
export function withDocs({
  description = '',
  externalDocs: page,
}: {
  description?: string;
  externalDocs?: ExternalDocs;
}): string {
  if (page === undefined) return description;
  return `${description}\n\n${linkText(link({ name: page.description, url: page.url }))}`.trim();
}
