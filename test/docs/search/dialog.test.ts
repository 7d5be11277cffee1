import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { serveFolder } from '../../../scripts/lib/loopback.js';
import { describeWith } from '../../lib/describe-with.js';
import { chromium } from '../../lib/programs.js';
import { seriousFindings } from '../axe.js';
import { openBrowser, watchedPage, type Trace } from '../browser.js';
import { copyOfDocs, textAt } from '../built.js';

describeWith(chromium, 'The dialog of the search, without a network', () => {
  let browser: Browser;
  let folder: string;
  let page: Page;
  let trace: Trace;
  const addressOf = (name: string) => `${pathToFileURL(folder).href}/${name}`;
  const input = () => page.locator('#search input');
  const search = async (query: string) => {
    await input().fill(query);
    await page.locator('#search [role=option], #search .none:not([hidden])').first().waitFor();
  };

  beforeAll(async () => {
    [browser, folder] = await Promise.all([openBrowser(), copyOfDocs()]);
    ({ page, trace } = await watchedPage(browser));
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  test('opens by a key, is used by keys alone, and gives the focus back', async () => {
    await page.goto(addressOf('operations/listWorkflows.html'));
    await page.locator('.theme').focus();
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.role)).toBe('combobox');
    await search('unpass');
    const chosen = () => input().getAttribute('aria-activedescendant');
    const first = await chosen();
    await page.keyboard.press('ArrowDown');
    expect(await chosen()).not.toBe(first);
    await page.keyboard.press('ArrowUp');
    expect(await chosen()).toBe(first);
    await page.keyboard.press('Escape');
    expect(await page.locator('#search').isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('theme');
    await page.keyboard.press('Control+k');
    await input().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(
      addressOf('operations/createAopWorkflowVersionApprovel.html#body.result'),
    );
    expect(trace.requests.filter((one) => !one.startsWith(addressOf('')))).toEqual([]);
    expect(trace.complaints).toEqual([]);
  });

  test.each([
    ['index.html', 'light', 1280],
    ['zh-CN/operations/listWorkflows.html', 'dark', 390],
  ] as const)(
    'can be read by everybody: %s, %s, %i pixels wide',
    async (name, colorScheme, width) => {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await page.goto(addressOf(name));
      await page.locator('[data-search]').last().click();
      await search('审批');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const box = await page.locator('#search').boundingBox();
      expect(box!.x).toBeGreaterThanOrEqual(0);
      expect(box!.x + box!.width).toBeLessThanOrEqual(width);
      expect(await page.locator('#search mark').count()).toBeGreaterThan(0);
      expect(await seriousFindings(page, '#search')).toEqual([]);
      await search('zzzzzz');
      expect(await page.locator('#search .none').innerText()).toContain('operationId');
      expect(await seriousFindings(page, '#search')).toEqual([]);
    },
  );

  test('is served over HTTP as well, loads the index only when asked, and works on every page', async () => {
    const server = await serveFolder(folder, 0);
    try {
      const visit = await watchedPage(browser);
      for (const name of [
        'guides/errors.html',
        'zh-CN/reference.html',
        'families/workflows.html',
      ]) {
        visit.trace.requests.length = 0;
        await visit.page.goto(server.url + name);
        expect(visit.trace.requests.join()).not.toContain('search-index');
        await visit.page.locator('[data-search]').first().click();
        await visit.page.locator('#search input').fill('20040605');
        await visit.page.locator('#search [role=option]').first().click();
        await visit.page.waitForURL(/errors\.html#code-secmaster\.20040605$/);
        expect(visit.trace.complaints).toEqual([]);
      }
      await visit.page.close();
    } finally {
      await server.stop();
    }
  });

  test('says so when the index cannot be read', async () => {
    const file = join(folder, 'search-index.js');
    writeFileSync(file, 'window.docsSearchIndex = { entries: [{ title: 1 }] };');
    await page.goto(addressOf('index.html'));
    await page.locator('[data-search]').first().click();
    await page.locator('#search .failed').waitFor();
    writeFileSync(file, textAt('search-index.js'));
    await search('rollback');
    expect(await page.locator('#search .failed').isVisible()).toBe(false);
  });

  test('shows markup in a description as text', async () => {
    const hostile =
      '<img src=x onerror="window.ran = 1">rollback</script><script>window.ran = 1</script>';
    const entry = {
      kind: 'field',
      title: hostile,
      text: hostile,
      names: [hostile],
      address: 'a.html',
    };
    const data = JSON.stringify({ entries: [entry], synonyms: [] });
    writeFileSync(join(folder, 'search-index.js'), `window.docsSearchIndex = ${data};`);
    await page.goto(addressOf('index.html'));
    await page.locator('[data-search]').first().click();
    await search('rollback');
    expect(await page.locator('#search [role=option]').innerText()).toContain('<img src=x');
    expect(await page.locator('#search img, #search script').count()).toBe(0);
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
  });

  test('leaves a link to the overview where no script runs', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(addressOf('guides/errors.html'));
    expect(await plain.locator('[data-search]').isVisible()).toBe(false);
    await plain.locator('.top a[href="../overview.html"]').click();
    await plain.waitForURL(addressOf('overview.html'));
    await context.close();
  });
});
