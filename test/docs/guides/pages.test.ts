import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { describeWith } from '../../lib/describe-with.js';
import { chromium } from '../../lib/programs.js';
import { launchOffline, watchedPage } from '../browser.js';
import { buildIntoFolder } from './built-guides.js';
import { patience } from '../../lib/patience.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const everyRule =
  "runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";

/** A page with what it has done so far. */
type WatchedPage = Awaited<ReturnType<typeof watchedPage>>;

/** What a change of the theme can change. */
const coloursOnly = "runOnly: { type: 'rule', values: ['color-contrast'] }";

/** What axe-core gives back, as far as it is read here. */
interface AxeResults {
  violations: { id: string; impact: string; nodes: { target: string[] }[] }[];
}

describeWith(chromium, 'The pages of the guides', () => {
  let browser: Browser;
  let folder: string;
  let names: string[];
  let page: Page;
  const addressOf = (name: string) => pathToFileURL(join(folder, name)).href;

  beforeAll(async () => {
    [browser, folder] = await Promise.all([launchOffline(), buildIntoFolder()]);
    names = (readdirSync(folder, { recursive: true }) as string[])
      .filter((name) => name.endsWith('.html'))
      .sort();
    ({ page } = await watchedPage(browser));
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  /** Serious findings of axe-core on a page as it stands. */
  async function findings(of: Page, only: string): Promise<string[]> {
    // Evaluated by the debugger, which the policy of the page does not bind.
    await of.evaluate(axe);
    const results = await of.evaluate<AxeResults>(
      `axe.run(document, { ${only}, resultTypes: ['violations'] })`,
    );
    return results.violations
      .filter(
        ({ id, impact }) => ['serious', 'critical'].includes(impact) || id === 'heading-order',
      )
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  }

  test('have no serious finding in light and dark, fit a phone, and ask for nothing', async () => {
    const found: Record<string, unknown> = {};
    const check = async (name: string, { page: own, trace: seen }: WatchedPage) => {
      const [requests, complaints] = [seen.requests.length, seen.complaints.length];
      await own.setViewportSize({ width: 1280, height: 900 });
      await own.emulateMedia({ colorScheme: 'light' });
      await own.goto(addressOf(name));
      found[`${name} light`] = await findings(own, everyRule);
      await own.emulateMedia({ colorScheme: 'dark' });
      found[`${name} dark`] = await findings(own, coloursOnly);
      await own.setViewportSize({ width: 360, height: 740 });
      const width = await own.evaluate(() => document.documentElement.scrollWidth);
      found[`${name} phone`] = width > 360 ? [width] : [];
      const asked = seen.requests.slice(requests);
      found[`${name} requests`] = asked.filter((address) => address !== addressOf(name));
      found[`${name} complaints`] = seen.complaints.slice(complaints);
    };
    // A page in use again is cheaper than a new one.
    const left = [...names];
    const lane = async () => {
      const own = await watchedPage(browser);
      for (let name = left.shift(); name !== undefined; name = left.shift()) await check(name, own);
      await own.page.close();
    };
    await Promise.all([lane(), lane()]);
    expect(Object.keys(found)).toHaveLength(5 * 18);
    expect(Object.entries(found).filter(([, list]) => (list as unknown[]).length > 0)).toEqual([]);
  });

  test('are told apart by axe-core from a page with a fault', async () => {
    await page.goto(addressOf('index.html'));
    await page.evaluate(() => document.documentElement.removeAttribute('lang'));
    expect((await findings(page, everyRule)).join()).toMatch(/html-has-lang/);
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('main h2')) {
        one.outerHTML = `<h4>${one.innerHTML}</h4>`;
      }
    });
    expect((await findings(page, everyRule)).join()).toMatch(/heading-order/);
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
