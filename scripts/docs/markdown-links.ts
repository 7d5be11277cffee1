/**
 * Makes links of a text lead to the Markdown of guides: the description links the pages of guides, but a
 * program that reads Markdown goes on reading it.
 *
 * @param guides - names of the guides that there are as Markdown
 */
export function withGuidesAsMarkdown(markdown: string, guides: ReadonlySet<string>): string {
  return markdown.replace(
    /(\]\((?:\.\.\/)?guides\/([\w-]+)\.)html(?=[#)])/g,
    (link, start: string, name: string) => (guides.has(name) ? `${start}md` : link),
  );
}
