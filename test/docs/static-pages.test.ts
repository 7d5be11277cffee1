import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { describeWith } from '../lib/describe-with.js';
import { chromium } from '../lib/programs.js';
import { builtDocs } from '../lib/shared/shared.js';
import { seriousFindings } from './axe.js';
import { launchOffline, watchedPage, type Trace } from './browser.js';
import { patience } from '../lib/patience.js';

/** A page of each kind, in both colours between them, for what costs most to check. */
const kinds = new Map([
  ['index.html', 'light'],
  ['guides/life-cycle.html', 'light'],
  ['plain.html', 'light'],
  ['guides/decisions.html', 'dark'],
  ['zh-CN/index.html', 'dark'],
  ['zh-CN/guides/release.html', 'dark'],
] as const);

describeWith(chromium, 'The static pages', () => {
  let browser: Browser;
  let folder: string;
  let page: Page;
  let trace: Trace;
  const addressOf = (name: string) => pathToFileURL(join(folder, name)).href;

  beforeAll(async () => {
    [browser, folder] = await Promise.all([launchOffline(), builtDocs()]);
    ({ page, trace } = await watchedPage(browser));
  });
  afterAll(() => browser?.close());

  test('fit a phone, ask for nothing, complain of nothing, and say their language', async () => {
    const names = (readdirSync(folder, { recursive: true }) as string[]).filter(
      (name) => name.endsWith('.html') && !/(reference|console)\.html$/.test(name),
    );
    expect(names).toHaveLength(26);
    await page.setViewportSize({ width: 360, height: 740 });
    const found: unknown[] = [];
    for (const name of names) {
      await page.goto(addressOf(name));
      const { lang, scrollWidth } = await page.evaluate(() => ({
        lang: document.documentElement.lang,
        scrollWidth: document.documentElement.scrollWidth,
      }));
      found.push([name, lang, scrollWidth]);
    }
    expect(found).toEqual(
      names.map((name) => [name, name.startsWith('zh-CN/') ? 'zh-CN' : 'en', 360]),
    );
    expect(trace.requests).toEqual(names.map(addressOf));
    expect(trace.complaints).toEqual([]);
  });

  test.each([...kinds])('can be read by everybody: %s, %s', async (name, colorScheme) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.goto(addressOf(name));
    expect(await seriousFindings(page, ['best-practice'])).toEqual([]);
  });

  test('differ for axe-core from a page with a fault', async () => {
    await page.goto(addressOf('index.html'));
    await page.evaluate(() => document.documentElement.removeAttribute('lang'));
    expect((await seriousFindings(page, ['best-practice'])).join()).toMatch(/html-has-lang/);
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('main h2')) {
        one.outerHTML = `<h4>${one.innerHTML}</h4>`;
      }
    });
    expect((await seriousFindings(page, ['best-practice'])).join()).toMatch(/heading-order/);
  });

  test('keep the reader at the same section when he changes the language', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${addressOf('guides/release.html')}#review`);
    await page.getByRole('link', { name: '中文' }).click();
    expect(page.url()).toBe(`${addressOf('zh-CN/guides/release.html')}#review`);
    await page.getByRole('link', { name: 'English' }).click();
    expect(page.url()).toBe(`${addressOf('guides/release.html')}#review`);
  });

  test('turn dark at a switch, and stay so on the next page', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(addressOf('index.html'));
    const back = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await back();
    const button = page.getByRole('button', { name: 'Dark mode' });
    expect(await button.getAttribute('aria-pressed')).toBe('false');
    await button.click();
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    const dark = await back();
    expect(dark).not.toBe(light);
    await page.goto(addressOf('guides/errors.html'));
    expect(await back()).toBe(dark);
    await page.getByRole('button', { name: 'Dark mode' }).click();
    expect(await back()).toBe(light);
    await page.evaluate(() => localStorage.clear());
  });

  test('lead by keyboard past the menu, and everything is in reach', async () => {
    await page.goto(addressOf('guides/release.html'));
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  });

  test('can be read without JavaScript, and do not offer a switch then', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const silent = await context.newPage();
    silent.setDefaultTimeout(patience);
    await silent.goto(addressOf('index.html'));
    expect(await silent.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
    expect(await silent.locator('.theme').isVisible()).toBe(false);
    await context.close();
  });

  test('let markup that slipped in neither load nor run', async () => {
    const { page: victim, trace: seen } = await watchedPage(browser);
    await victim.route('**/index.html', async (route) => {
      const html = readFileSync(join(folder, 'index.html'), 'utf8').replace(
        '</main>',
        '<img src="http://example.com/x.png"><script>document.title = "run"</script><p style="color:red" id="styled">x</p></main>',
      );
      await route.fulfill({ body: html, contentType: 'text/html' });
    });
    await victim.goto('http://127.0.0.1:1/index.html');
    expect(await victim.title()).not.toBe('run');
    expect(seen.complaints.filter((line) => line.includes('Content Security Policy'))).toHaveLength(
      3,
    );
    await victim.close();
  });
});
