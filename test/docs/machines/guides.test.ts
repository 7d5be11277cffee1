import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { marked } from 'marked';
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withGuidesAsMarkdown } from '../../../scripts/docs/markdown.js';
import { folderOf, languages } from '../../../scripts/docs/languages.js';
import { buildIntoFolder } from '../guides/built-guides.js';
import { letters, visibleText } from '../plain/page-text.js';

let folder: string;

beforeAll(async () => {
  folder = await buildIntoFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const namesIn = (path: string, ending: string) =>
  readdirSync(join(folder, path))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));

/** The text between two places of a page. */
function between(html: string, start: string, end: string): string {
  return html.slice(html.indexOf(start), html.lastIndexOf(end));
}

/** The letters of a page's own part, without its pictures and the legends below them. */
function pageLetters(html: string): string {
  const body = between(html, '<h1>', '</main>')
    .replaceAll(/<figure\b[^]*?<\/figure>/g, '')
    .replaceAll(/<a class="self"[^]*?<\/a>/g, '');
  return letters(visibleText(body));
}

describe.each([...languages])('The guides as Markdown (%s)', (lang) => {
  const own = `${folderOf(lang)}guides`;
  const read = (name: string) => readFileSync(join(folder, own, name), 'utf8');

  test('are the same as those for readers', () => {
    expect(namesIn(own, '.md')).toEqual(namesIn(own, '.html'));
    expect(namesIn(own, '.md').length).toBe(11);
  });

  test('say what the pages say, in the same order', () => {
    for (const name of namesIn(own, '.md')) {
      const page = pageLetters(read(`${name}.html`));
      // What stands in place of a picture is not on the page.
      const markdown = read(`${name}.md`).replaceAll(/^\*\*.+\*\* \{#[a-z]+\}$[^]*?(?=^\|)/gm, '');
      const html = marked.parse(markdown.replaceAll(/ \{#[\w-]+\}$/gm, ''), { async: false });
      expect([name, letters(visibleText(html))]).toEqual([name, page]);
    }
  });

  test('say in words what a picture shows', () => {
    const text = read('life-cycle.md');
    for (const id of ['version', 'instance'])
      expect(text).toMatch(new RegExp(`\\{#${id}\\}$`, 'm'));
    for (const state of ['publish_failed', 'TERMINATING']) expect(text).toContain(`- \`${state}\``);
  });

  test('keep the ids of sections, and no link or marker that only the build knows', () => {
    for (const name of namesIn(own, '.md')) {
      const text = read(`${name}.md`);
      const ids = [...text.matchAll(/^#{2,} .+ \{#([\w-]+)\}$/gm)].map(([, id]) => id);
      const shown = [...read(`${name}.html`).matchAll(/<h[2-6] id="([\w-]+)"/g)];
      expect(ids).toEqual(
        shown.map(([, id]) => id).filter((id) => id !== 'guides-menu' && id !== 'page-menu'),
      );
      expect(text).not.toMatch(/\{\{|\]\((operation|decision|site):/);
      expect(text).not.toMatch(/^```\S+ /m);
      expect(text).not.toMatch(/\]\([^)]*guides\/[\w-]+\.html|\]\([\w-]+\.html/);
    }
  });
});

test.each([
  ['[a](guides/one.html)', '[a](guides/one.md)'],
  ['[a](../guides/one.html#b)', '[a](../guides/one.md#b)'],
  ['[a](guides/two.html)', '[a](guides/two.html)'],
  ['[a](https://x.example/guides/one.html)', '[a](https://x.example/guides/one.html)'],
])('A link to a guide: %s', (text, linked) => {
  expect(withGuidesAsMarkdown(text, new Set(['one']))).toBe(linked);
});
