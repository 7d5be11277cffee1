import { mkdir } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { defineCommand, UserError } from './lib/cli.js';
import { filesBelow } from './lib/files.js';
import { displayPath } from './lib/openapi/source.js';
import { defaultOut, outOption } from './lib/paths.js';

const command = {
  usage: 'npx tsx scripts/screenshots.ts',
  summary:
    'Takes pictures of the main pages of the built docs: light, dark and as wide as a phone.',
  options: {
    out: { ...outOption, help: 'folder of the build (default generated)' },
    to: { value: 'DIR', default: 'reports/screenshots', help: 'folder for the pictures' },
    operation: { value: 'ID', help: 'operation to show (default the first)' },
    chromium: { value: 'PATH', default: '/usr/bin/chromium', help: 'the browser' },
  },
  failure: 'the docs are not built, or the browser does not start',
} as const;

/** The looks in which each page is shown. */
const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 844 } },
] as const;

/** The pages of which pictures are taken, by names: all guides, and one of each other kind. */
function shownPages(docs: string, operation: string | undefined): Map<string, string> {
  const inside = (folder: string) =>
    filesBelow(join(docs, folder))
      .filter((file) => file.endsWith('.html'))
      .map((file) => `${folder}/${parse(file).name}`);
  const operations = inside('operations');
  const shown = operation === undefined ? operations[0] : `operations/${operation}`;
  if (shown === undefined || !operations.includes(shown)) {
    throw new UserError(`the docs show no operation ${operation ?? 'at all'}.`);
  }
  const others = ['index', 'reference', 'overview', 'plain', ...inside('families').slice(0, 1)];
  return new Map([
    ['operation', `${shown}.html`],
    ...[...others, ...inside('guides')].map(
      (page) => [page.replace('/', '-'), `${page}.html`] as const,
    ),
  ]);
}

defineCommand(
  import.meta.url,
  command,
  async ({ out = defaultOut, to, operation, chromium: executablePath }) => {
    const docs = resolve(out, 'docs');
    if (!existsSync(join(docs, 'reference.html'))) {
      throw new UserError(`${displayPath(docs)} holds no docs; run npm run build.`);
    }
    if (!existsSync(executablePath)) {
      throw new UserError(`there is no Chromium at ${executablePath}; name it with --chromium.`);
    }
    await mkdir(to, { recursive: true });
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    try {
      const folders = ['', ...(existsSync(join(docs, 'zh-CN')) ? ['zh-CN/'] : [])];
      for (const { name: look, ...settings } of looks) {
        const page = await browser.newPage(settings);
        for (const folder of folders) {
          for (const [name, path] of shownPages(docs, operation)) {
            await page.goto(pathToFileURL(docs).href + `/${folder}${path}`);
            await page.evaluate(() => document.fonts.ready);
            await page.screenshot({
              path: join(to, `${folder.slice(0, 2) || 'en'}-${name}-${look}.png`),
            });
          }
        }
        await page.close();
      }
    } finally {
      await browser.close();
    }
    console.log(`pictures in ${displayPath(resolve(to))}`);
  },
);
