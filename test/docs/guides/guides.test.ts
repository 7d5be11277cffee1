import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { parse } from 'yaml';
import { brokenLinks } from '../../../scripts/docs/check-links.js';
import { readAllGuides } from '../../../scripts/docs/guides/guides.js';
import { writeFiles } from '../../../scripts/docs/site.js';
import { languages } from '../../../scripts/docs/languages.js';
import { atNight, testAtNight } from '../../lib/at-night.js';
import { companions } from '../../lib/files.js';
import { docsFolder, textsOf } from '../built.js';
import { filesOfDescription } from '../small-docs.js';
import { specFolder } from './built-guides.js';

/** The landing page and the guides. */
const pages = new Map(
  [...textsOf('.html')].filter(([name]) => /^(zh-CN\/)?(guides\/|index)/.test(name)),
);

describe('The guides', () => {
  test('are there in both languages', () => {
    const names = [...pages.keys()].filter((name) => !name.startsWith('zh-CN/'));
    const order = parse(readFileSync(join(specFolder, 'guides/order.yaml'), 'utf8')) as string[];
    expect(order.length).toBeGreaterThan(10);
    expect(names).toEqual([...order.map((name) => `guides/${name}.html`), 'index.html'].sort());
    expect([...pages.keys()].filter((name) => name.startsWith('zh-CN/'))).toEqual(
      names.map((name) => `zh-CN/${name}`),
    );
  });

  test('have a title of their own, their language, and a link to their translation', () => {
    const titles = new Set<string>();
    for (const [name, html] of pages) {
      const title = /<title>([^<]+)<\/title>/.exec(html)?.[1] ?? '';
      expect(title).not.toBe('');
      titles.add(title);
      const chinese = name.startsWith('zh-CN/');
      expect(html).toContain(`<html lang="${chinese ? 'zh-CN' : 'en'}" `);
      const link = /<a class="language" href="([^"]+)"/.exec(html)?.[1] ?? '';
      const other = chinese ? name.slice('zh-CN/'.length) : `zh-CN/${name}`;
      expect(normalize(join(dirname(name), link))).toBe(other);
    }
    // The site has the same name in both languages until the description is translated.
    expect(titles.size).toBe(pages.size);
  });

  test('let a reader choose between the languages of a request', () => {
    for (const lang of ['', 'zh-CN/']) {
      const page = pages.get(`${lang}guides/release.html`) as string;
      const [, ...choices] = page
        .split('<div class="tabs by-language"')
        .map((part) => [...part.matchAll(/<label[^>]*>([^<]*)/g)].map(([, label]) => label).join());
      expect(choices).toHaveLength(10);
      expect(new Set(choices)).toEqual(new Set(['HTTP,TypeScript']));
      // What a request leads to is no choice.
      expect(pages.get(`${lang}index.html`)).not.toContain('by-language');
      expect(pages.get(`${lang}guides/reviews.html`)).toMatch(/value="curl"[^]*value="TypeScript"/);
    }
  });

  test('have each id once on a page', () => {
    for (const html of pages.values()) {
      const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
      expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    }
  });

  test('show every decision at its anchor, in both languages', () => {
    const log = companions.decisions.map((file) => readFileSync(file, 'utf8')).join('');
    const numbers = [...log.matchAll(/^## ([A-Z]\d\d) /gm)].map((match) => match[1] as string);
    expect(numbers.length).toBeGreaterThan(50);
    for (const lang of ['', 'zh-CN/']) {
      const page = pages.get(`${lang}guides/decisions.html`) as string;
      const anchors = [...page.matchAll(/<h3 id="([a-z]\d\d)">/g)].map((match) => match[1]);
      expect(anchors).toEqual(numbers.map((number) => number.toLowerCase()));
    }
  });

  test('lead from the landing page to the review in one step', () => {
    expect(pages.get('index.html')).toMatch(
      /Approve or reject a version<\/td>\s*<td[^>]*><a href="guides\/release.html#review">/,
    );
    expect(pages.get('zh-CN/index.html')).toMatch(
      /审核流程版本（通过或驳回）<\/td>\s*<td[^>]*><a href="guides\/release.html#review">/,
    );
  });

  test('have the same code in both languages, but for comments', () => {
    const guides = readAllGuides(join(specFolder, 'guides'), languages);
    const codeOf = (lang: (typeof languages)[number]) =>
      guides.get(lang)?.map(({ name, code }) => ({
        name,
        code: code.map((block) => ({
          ...block,
          code: block.code.replaceAll(/^\s*\/\/.*$/gm, ''),
        })),
      }));
    expect(codeOf('zh-CN')).toEqual(codeOf('en'));
  });
});

testAtNight('A second build of the docs makes the same files', async () => {
  const { filesOf } = await import('../made.js');
  const made = await filesOf();
  expect(made.size).toBeGreaterThan(150);
  const different = [...made].filter(
    ([name, content]) => !readFileSync(join(docsFolder, name)).equals(Buffer.from(content)),
  );
  expect(different.map(([name]) => name)).toEqual([]);
});

test('A description without guides gets a landing page that leads to its operations', async () => {
  const responses = { 200: { description: 'Fine.' } };
  const made = await filesOfDescription({
    paths: {
      '/x': { get: { operationId: 'listX', tags: ['x'], responses } },
      '/y': { put: { operationId: 'updateY', responses } },
    },
  });
  expect([...made.keys()].filter((name) => name.includes('guides/'))).toEqual([]);
  const html = String(made.get('index.html'));
  for (const id of ['listX', 'updateY']) expect(html).toContain(`href="operations/${id}.html"`);
});

describe('The check of the finished docs', () => {
  /** Docs of a few files, with links of each kind. */
  const files = new Map([
    ['index.html', '<h1 id="top">x</h1><a href="guides/sign-in.html#token">x</a>'],
    [
      'guides/sign-in.html',
      '<h2 id="token">x</h2><a href="../index.html">x</a><a href="#token">x</a>',
    ],
    ['guides/sign-in.md', '## Token {#token}\n\n[x](../operations/list.md), [y](#token)\n'],
    ['operations/list.md', '[x](../guides/sign-in.md#token), [y](../openapi.json)\n'],
    ['zh-CN/llms.txt', '- [x](../operations/list.md): y\n'],
    ['operations/list.html', '<p id="query.at&lt;">x</p><a href="#query.at%3C">x</a>'],
    ['families/宠物.html', '<h2 id="100%">x</h2><a href="%E5%AE%A0%E7%89%A9.html#100%">x</a>'],
    ['openapi.json', '{}'],
  ]);
  let site: string;

  beforeAll(async () => {
    site = await mkdtemp(join(tmpdir(), 'docs-'));
    await writeFiles(site, files);
  });
  afterAll(() => rm(site, { recursive: true, force: true }));

  test('passes what is whole', () => expect(brokenLinks(site)).toEqual([]));

  test.each([
    ['a file', '<a href="gone.html">x</a>'],
    ['an anchor elsewhere', '<a href="../index.html#gone">x</a>'],
    ['a file outside of the docs', '<a href="../../index.html">x</a>'],
    ...atNight(['an anchor here', '<a href="#gone">x</a>']),
  ])('names a link to %s that is not there', async (_, html) => {
    await writeFile(join(site, 'guides/extra.html'), html);
    const link = /href="([^"]+)"/.exec(html)?.[1];
    expect(brokenLinks(site)).toEqual([`guides/extra.html: ${link}`]);
    await rm(join(site, 'guides/extra.html'));
  });

  test.each([
    ['operations/extra.md', '[x](../guides/sign-in.md#gone)'],
    ['zh-CN/llms.txt', '- [x](guides/gone.md): y'],
    ...atNight(
      ['operations/extra.md', '[x](gone.md)'],
      ['operations/extra.md', '[x](../guides/sign-in.html#gone)'],
      ['guides/extra.md', '[x](#gone)'],
    ),
  ])('names a link in Markdown that leads nowhere: %s, %s', async (name, text) => {
    const file = join(site, name);
    const former = files.get(name) ?? '';
    await writeFile(file, `Code is no link: \`[x](no.md)\`\n\n${text}\n`);
    const link = /\]\((.+)\)/.exec(text)?.[1];
    expect(brokenLinks(site)).toEqual([`${name}: ${link}`]);
    await (former === '' ? rm(file) : writeFile(file, former));
  });
});
