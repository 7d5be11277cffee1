import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { readDescription, type JsonObject } from '../../scripts/lib/description.js';
import { bundledDescription } from '../lib/files.js';
import { operationsOf } from '../../scripts/contract/operation.js';
import { findChromium, launchOffline, watchedPage } from './browser.js';

const built = fileURLToPath(new URL('../../generated/docs/index.html', import.meta.url));
const executable = findChromium();
const description = readDescription(bundledDescription);
const title = (description.document['info'] as JsonObject)['title'] as string;

const operations = operationsOf(description).map(({ id, pointer }) => {
  const operation = description.at(pointer) as JsonObject;
  const tag = (operation['tags'] as string[])[0] ?? '';
  return {
    id,
    summary: operation['summary'] as string,
    link: `#/${tag.toLowerCase().replaceAll(' ', '-')}/${id.toLowerCase()}`,
  };
});

/** Run in the page: whether the heading with this text is what the reader sees first. */
function isAtTop(text: string): boolean {
  const heading = [...document.querySelectorAll('h2')].find((one) => one.textContent === text);
  const top = heading?.getBoundingClientRect().top ?? -1;
  return top >= 0 && top < window.innerHeight / 2;
}

(executable === undefined ? describe.skip : describe)(
  'The docs, copied away, with no network',
  () => {
    let browser: Browser;
    let folder: string;
    let address: string;

    beforeAll(async () => {
      browser = await launchOffline(executable as string);
      folder = await mkdtemp(join(tmpdir(), 'docs-'));
      const page = join(folder, 'index.html');
      await copyFile(built, page);
      address = pathToFileURL(page).href;
    }, 30_000);
    afterAll(async () => {
      await browser?.close();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    });

    test('open, ask no host for anything and complain of nothing', async () => {
      const { page, trace } = await watchedPage(browser);
      await page.goto(address);
      await page.getByRole('heading', { name: title }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(trace).toEqual({ requests: [address], complaints: [] });
      await page.close();
    }, 30_000);

    test('show each operation at its link', async () => {
      const { page, trace } = await watchedPage(browser);
      for (const { summary, link } of operations) {
        await page.goto('about:blank');
        await page.goto(address + link);
        await page.waitForFunction(isAtTop, summary);
      }
      expect(operations).toHaveLength(18);
      const asked = new Set(trace.requests.map((request) => request.split('#')[0]));
      expect([...asked]).toEqual([address]);
      expect(trace.complaints).toEqual([]);
      await page.close();
    }, 120_000);

    test('find an operation by a word of its text', async () => {
      const { page } = await watchedPage(browser);
      await page.goto(address);
      await page
        .getByText(/^Search/)
        .first()
        .click();
      await page.keyboard.type('approvel');
      await page.getByText('Review a workflow version for release').last().waitFor();
      await page.close();
    }, 30_000);

    test('cannot be made to ask another host by markup that slipped in', async () => {
      const sealed = join(folder, 'slipped.html');
      const html = await readFile(built, 'utf8');
      await writeFile(sealed, html.replace('<body>', '<body><img src="http://example.com/x.png">'));
      const { page, trace } = await watchedPage(browser);
      await page.goto(pathToFileURL(sealed).href);
      await page.getByRole('heading', { name: title }).waitFor();
      expect(trace.complaints.join()).toMatch(/Content Security Policy/);
      await page.close();
    }, 30_000);

    test('and the watch notices a page that does', async () => {
      const leaky = join(folder, 'leaky.html');
      await writeFile(leaky, '<!doctype html><img src="http://example.com/x.png">');
      const { page, trace } = await watchedPage(browser);
      await page.goto(pathToFileURL(leaky).href);
      expect(trace.requests).toContain('http://example.com/x.png');
      expect(trace.complaints).not.toEqual([]);
      await page.close();
    }, 30_000);
  },
);
