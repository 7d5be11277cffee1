/**
 * Takes Redocly's output without its framed notices (end of support of a Node.js version, news of
 * a release), which say nothing about the description.
 */
export function readableRedoclyOutput(output: string): string {
  return output
    .split(/\r?\n/)
    .filter((line) => !/^\s*[╔║╚]/.test(line))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
