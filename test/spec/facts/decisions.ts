import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The logs of decisions in a folder: every `decisions.md` but the pages of guides about them. */
export function decisionLogs(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(^|[/\\])decisions\.md$/.test(path) && !/^guides[/\\]/.test(path))
    .sort()
    .map((path) => join(folder, path));
}

/** The paragraphs of a log of decisions: the text below each heading, by the heading's first word. */
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
