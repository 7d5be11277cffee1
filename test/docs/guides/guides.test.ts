import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, normalize } from 'node:path';
import { checkLinks } from '../../../scripts/docs/check-links.js';
import { guideFiles, readAllGuides } from '../../../scripts/docs/guides.js';
import { languages } from '../../../scripts/docs/languages.js';
import { referenceLinks } from '../../../scripts/docs/links.js';
import { markdownPath } from '../../../scripts/docs/markdown.js';
import { listOperations } from '../../../scripts/lib/operation-list.js';
import { companions } from '../../lib/files.js';
import { buildIntoFolder, document, specFolder } from './built-guides.js';

/** Parts of the docs that other steps build. */
const elsewhere =
  /^(zh-CN\/)?((reference|console|plain)\.html|llms\.txt)$|^(openapi(\.zh-CN)?\.(json|yaml)|[\w-]+\.arazzo\.yaml)$/;

const references = new Set(
  [...referenceLinks(document).values()].map((link) => link.split('#')[1]),
);

let folder: string;
let pages: Map<string, string>;

beforeAll(async () => {
  folder = await buildIntoFolder();
  const names = readdirSync(folder, { recursive: true }) as string[];
  const files = names.filter((name) => name.endsWith('.html')).sort();
  pages = new Map(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('The guides', () => {
  test('are there in both languages', () => {
    const names = [...pages.keys()].filter((name) => !name.startsWith('zh-CN/'));
    expect(names).toEqual([
      'guides/contract-tests.html',
      'guides/decisions.html',
      'guides/disagreements.html',
      'guides/errors.html',
      'guides/get-started.html',
      'guides/life-cycle.html',
      'guides/limits.html',
      'guides/release.html',
      'guides/sandbox.html',
      'guides/sign-in.html',
      'guides/try-it.html',
      'index.html',
    ]);
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
      expect(html).toContain(`<html lang="${chinese ? 'zh-CN' : 'en'}">`);
      const link = /<a class="language" href="([^"]+)"/.exec(html)?.[1] ?? '';
      const other = chinese ? name.slice('zh-CN/'.length) : `zh-CN/${name}`;
      expect(normalize(join(dirname(name), link))).toBe(other);
    }
    // The site has the same name in both languages until the description is translated.
    expect(titles.size).toBe(pages.size);
  });

  test('link only to pages and anchors that exist', () => {
    const broken: string[] = [];
    let checked = 0;
    for (const [name, html] of pages) {
      for (const [, link = ''] of html.matchAll(/ href="([^"]*)"/g)) {
        if (/^(https:|data:)/.test(link)) continue;
        checked += 1;
        const [path = '', anchor] = link.split('#', 2);
        const target = path === '' ? name : normalize(join(dirname(name), path));
        const page = pages.get(target);
        const ok =
          page === undefined
            ? elsewhere.test(target) &&
              (!target.endsWith('reference.html') || anchor === undefined || references.has(anchor))
            : anchor === undefined || page.includes(` id="${anchor}"`);
        if (!ok) broken.push(`${name}: ${link}`);
      }
    }
    expect(broken).toEqual([]);
    expect(checked).toBeGreaterThan(800);
  });

  test('have each id once on a page', () => {
    for (const html of pages.values()) {
      const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
      expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    }
  });

  test('name every operation with a link to it', () => {
    const all = [...pages.values()].join('');
    expect([...references].filter((link) => !all.includes(`#${link}"`))).toEqual([]);
  });

  test('show every decision at its anchor, in Chinese with its gist before the original', () => {
    const log = companions.decisions.map((file) => readFileSync(file, 'utf8')).join('');
    const numbers = [...log.matchAll(/^## ([A-Z]\d\d) /gm)].map((match) => match[1] as string);
    expect(numbers.length).toBeGreaterThan(50);
    for (const lang of ['', 'zh-CN/']) {
      const page = pages.get(`${lang}guides/decisions.html`) as string;
      const anchors = [...page.matchAll(/<h3 id="([a-z]\d\d)">/g)].map((match) => match[1]);
      expect(anchors).toEqual(numbers.map((number) => number.toLowerCase()));
    }
    expect(pages.get('zh-CN/guides/decisions.html')?.match(/<blockquote lang="en">/g)).toHaveLength(
      numbers.length,
    );
  });

  test('lead from the landing page to the review in one step', () => {
    expect(pages.get('index.html')).toMatch(
      /Approve or reject a version<\/td>\s*<td><a href="guides\/release.html#review">/,
    );
    expect(pages.get('zh-CN/index.html')).toMatch(
      /审核流程版本（通过或驳回）<\/td>\s*<td><a href="guides\/release.html#review">/,
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

test('A second build writes the same bytes', async () => {
  const again = await buildIntoFolder();
  try {
    for (const [name, html] of pages) {
      expect(readFileSync(join(again, name), 'utf8')).toBe(html);
    }
  } finally {
    await rm(again, { recursive: true });
  }
});

test('A description without guides gets a landing page that leads to its operations', async () => {
  const sources = { guides: undefined, lifeCycles: [], decisions: [] };
  const files = await guideFiles(new Map([['en', document]]), sources);
  expect([...files.keys()]).toEqual(['index.html']);
  const html = files.get('index.html') ?? '';
  for (const link of references) expect(html).toContain(`href="reference.html#${link}"`);
  expect(html).not.toContain('class="language"');
});

describe('The check of the finished docs', () => {
  let site: string;

  beforeAll(async () => {
    site = await mkdtemp(join(tmpdir(), 'site-'));
    await cp(folder, site, { recursive: true });
    for (const lang of ['', 'zh-CN/']) {
      for (const name of ['reference.html', 'console.html', 'plain.html', 'llms.txt']) {
        await writeFile(
          join(site, lang + name),
          '<a href="made-while-running">x</a>'.slice(0, name === 'plain.html' ? 0 : undefined),
        );
      }
    }
    for (const { id } of listOperations(document)) {
      for (const lang of languages) {
        const file = join(site, markdownPath(id, lang));
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, `# ${id}`);
      }
    }
    for (const name of [
      'openapi.json',
      'openapi.yaml',
      'openapi.zh-CN.json',
      ...companions.workflows.map((file) => basename(file)),
    ]) {
      await writeFile(join(site, name), '');
    }
  });
  afterAll(() => rm(site, { recursive: true, force: true }));

  test('passes what is whole', () => expect(() => checkLinks(site)).not.toThrow());

  test.each([
    ['a file', '<a href="gone.html">x</a>'],
    ['an anchor here', '<a href="#gone">x</a>'],
    ['an anchor elsewhere', '<a href="../index.html#gone">x</a>'],
    ['a file outside of the docs', '<a href="../../index.html">x</a>'],
  ])('names a link to %s that is not there', async (_, html) => {
    await mkdir(join(site, 'guides'), { recursive: true });
    await writeFile(join(site, 'guides/extra.html'), html);
    const link = /href="([^"]+)"/.exec(html)?.[1];
    expect(() => checkLinks(site)).toThrow(`lead nowhere:\nguides/extra.html: ${link}`);
    await rm(join(site, 'guides/extra.html'));
  });

  test.each([
    ['operations/extra.md', '[x](gone.md)'],
    ['operations/extra.md', '[x](../guides/sign-in.md#gone)'],
    ['operations/extra.md', '[x](../guides/sign-in.html#gone)'],
    ['guides/extra.md', '[x](#gone)'],
    ['zh-CN/llms.txt', '- [x](guides/gone.md): y'],
  ])('names a link in Markdown that leads nowhere: %s, %s', async (name, text) => {
    const file = join(site, name);
    const former = existsSync(file) ? readFileSync(file) : undefined;
    await writeFile(file, `Code is no link: \`[x](no.md)\`\n\n${text}\n`);
    const link = /\]\((.+)\)/.exec(text)?.[1];
    expect(() => checkLinks(site)).toThrow(new RegExp(`lead nowhere:\n${name}: ${link}$`));
    await (former === undefined ? rm(file) : writeFile(file, former));
  });
});
