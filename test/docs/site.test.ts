import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { serveFolder } from '../../scripts/lib/loopback.js';
import { describeWith } from '../lib/describe-with.js';
import { chromium } from '../lib/programs.js';
import { seriousFindings } from './axe.js';
import { launchOffline, watchedPage, type Trace } from './browser.js';
import { filesOf, textsOf, writtenInto } from './built.js';

const review = 'createAopWorkflowVersionApprovel';

/** A page of each kind; each is looked at in both colours, in one language or the other. */
const kinds = [
  ['index.html', 'zh-CN/index.html'],
  ['guides/life-cycle.html', 'zh-CN/guides/errors.html'],
  ['operations/listWorkflows.html', `zh-CN/operations/${review}.html`],
  ['reference.html', 'zh-CN/families/workflows.html'],
  ['overview.html', 'zh-CN/tags/workflow-management.html'],
] as const;

describeWith(chromium, 'The docs, in a folder without a network', () => {
  let browser: Browser;
  let files: Map<string, string | Uint8Array>;
  let folder: string;
  let names: string[];
  let page: Page;
  let trace: Trace;
  const addressOf = (name: string) => `${pathToFileURL(folder).href}/${name}`;

  beforeAll(async () => {
    files = await filesOf();
    names = [...textsOf(files, '.html').keys()];
    [browser, folder] = await Promise.all([launchOffline(), writtenInto(files)]);
    ({ page, trace } = await watchedPage(browser));
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  test('fit a phone, ask for nothing but their own files, and complain of nothing', async () => {
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
    expect(names.length).toBeGreaterThan(70);
    expect(trace.requests.filter((one) => !one.startsWith(addressOf('')))).toEqual([]);
    expect(trace.complaints).toEqual([]);
  });

  test('are set in the font that lies in the folder', async () => {
    await page.goto(addressOf('index.html'));
    const loaded = await page.evaluate(async () => {
      await document.fonts.ready;
      return [...document.fonts]
        .filter(({ status }) => status === 'loaded')
        .map((one) => one.family);
    });
    expect(loaded).toEqual(expect.arrayContaining(['Inter', 'JetBrains Mono']));
  });

  test.each(
    kinds.flatMap(
      ([one, other]) =>
        [
          [one, 'light', 1280],
          [other, 'dark', 390],
        ] as const,
    ),
  )('can be read by everybody: %s, %s, %i pixels wide', async (name, colorScheme, width) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.goto(addressOf(name));
    expect(await seriousFindings(page, ['best-practice'])).toEqual([]);
  });

  test('keep the colours, the place and the language of code that a reader chose', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(addressOf(`operations/${review}.html#errors`));
    await page.locator('.theme').click();
    await page.locator('.samples label', { hasText: 'TypeScript' }).first().click();
    await page.locator('.language').click();
    expect(page.url()).toBe(addressOf(`zh-CN/operations/${review}.html#errors`));
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await page.locator('.theme').getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('.samples').innerText()).toContain('createSecMasterClient');
    await page.evaluate(() => localStorage.clear());
  });

  test.each([
    [`reference.html#/workflow-version-management/${review.toLowerCase()}`],
    [`reference.html#/workflow-version-management/${review.toLowerCase()}/t=request&path=content`],
    [`console.html#/Workflow%20Version%20Management/${review}`],
  ])('lead on from the former address %s', async (former) => {
    for (const lang of ['', 'zh-CN/']) {
      await page.goto('about:blank');
      await page.goto(addressOf(lang) + former);
      await page.waitForURL(addressOf(`${lang}operations/${review}.html`));
    }
  });

  test('open what is closed around a place that an address leads to', async () => {
    await page.goto(addressOf('operations/listWorkflows.html#200.data.version_id'));
    expect(await page.locator('[id="200.data.version_id"]').isVisible()).toBe(true);
  });

  test('can be used by the keyboard alone, from the link over the menu to the content', async () => {
    await page.goto(addressOf(`operations/${review}.html`));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.locator('.samples input').first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.samples').innerText()).toContain('UN_PASS');
  });

  test('say everything without JavaScript, and on paper', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(addressOf(`operations/${review}.html`));
    const text = await plain.locator('main').innerText();
    for (const part of ['UN_PASS', 'curl', 'SecMaster.20040605', 'X-Auth-Token']) {
      expect(text).toContain(part);
    }
    expect(await plain.locator('.theme').isVisible()).toBe(false);
    await plain.emulateMedia({ media: 'print' });
    const printed = await plain.locator('main').innerText();
    for (const part of ['"result": "PASS"', '"result": "UN_PASS"', 'createSecMasterClient']) {
      expect(printed).toContain(part);
    }
    await context.close();
  });

  test('work below a path of a server', async () => {
    const server = await serveFolder(join(folder, '..'), 0);
    try {
      const visit = await watchedPage(browser);
      await visit.page.goto(`${server.url}${folder.split('/').at(-1)}/`);
      await visit.page.locator('a[href="reference.html"]').first().click();
      await visit.page.locator('.operations a').first().click();
      expect(await visit.page.locator('h1').innerText()).not.toBe('');
      expect(visit.trace.complaints).toEqual([]);
      await visit.page.close();
    } finally {
      await server.stop();
    }
  });

  describe('are watched well enough', () => {
    let other: string;
    beforeAll(async () => {
      other = await mkdtemp(join(tmpdir(), 'leaky-'));
    });
    afterAll(() => rm(other, { recursive: true }));

    test('that a page which asks another host is noticed', async () => {
      const file = join(other, 'leaky.html');
      await writeFile(file, '<!doctype html><img src="http://example.com/x.png">');
      const visit = await watchedPage(browser);
      await visit.page.goto(pathToFileURL(file).href);
      expect(visit.trace.requests).toContain('http://example.com/x.png');
      expect(visit.trace.complaints).not.toEqual([]);
      await visit.page.close();
    });

    test('that the policy stops markup which slipped into a page', async () => {
      const html = String(files.get('overview.html'));
      const file = join(folder, 'slipped.html');
      const markup = '<main><img src="http://example.com/x.png"><script>window.ran = 1</script>';
      await writeFile(file, html.replace(/<main[^>]*>/, markup));
      const visit = await watchedPage(browser);
      await visit.page.goto(pathToFileURL(file).href);
      expect(visit.trace.complaints.join()).toMatch(/Content Security Policy/);
      expect(await visit.page.evaluate(() => 'ran' in window)).toBe(false);
      await visit.page.close();
    });
  });
});
