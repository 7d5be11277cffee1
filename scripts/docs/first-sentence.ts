/** The first sentence of a text, on one line. */
export function firstSentence(markdown: string): string {
  const [paragraph = ''] = markdown.trim().split(/\n\s*\n/);
  const line = paragraph.replace(/\s+/g, ' ');
  return /^.*?(?:[.](?=\s|$)|。)/.exec(line)?.[0] ?? line;
}
