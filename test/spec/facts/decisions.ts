/** The paragraphs of the decision log: the text below each heading, by the heading's first word. */
export function paragraphsOf(markdown: string): { id: string; text: string }[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...lines] = section.split('\n');
      return {
        id: heading.split(/[\s:.,–—]/)[0] ?? '',
        text: lines.join('\n').replace(/^#.*$/gm, '').trim(),
      };
    });
}
