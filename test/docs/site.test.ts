import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { serveFolder, type StaticServer } from '../../scripts/lib/loopback.js';
import { describeWith } from '../lib/describe-with.js';
import { chromium } from '../lib/programs.js';
import { builtDocs, mockAddress } from '../lib/shared/shared.js';
import { seriousFindings } from './axe.js';
import { launchOffline, watchedPage, type Trace } from './browser.js';
import {
  chineseDescription,
  documentedOperations,
  englishDescription,
  type DocumentedOperation,
} from './site.js';

const english = documentedOperations(englishDescription);
const chinese = documentedOperations(chineseDescription);
const review = 'createAopWorkflowVersionApprovel';
// Each language is looked at in one of the colours: what is checked does not depend on both at once.
const languages = [
  { name: 'English', folder: '', operations: english, other: chinese, colorScheme: 'light' },
  { name: 'Chinese', folder: 'zh-CN/', operations: chinese, other: english, colorScheme: 'dark' },
] as const;
const phone = { width: 360, height: 740 };
const desk = { width: 1280, height: 720 };

/** Run in the page: whether the heading with this text is what the reader sees first. */
function isAtTop(text: string): boolean {
  const heading = [...document.querySelectorAll('h2')].find((one) => one.textContent === text);
  const top = heading?.getBoundingClientRect().top ?? -1;
  return top >= 0 && top < window.innerHeight / 2;
}

/** Words of the console's own, in texts and labels that are no names and no code. */
async function englishWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const name = /^[a-z_]+$|^[A-Z]+$|^[/{]|^https?:|^English$|^X-|^(get|post|put|delete) /;
    const texts = [...document.querySelectorAll('#main *:not(script, code, pre, textarea, option)')]
      .filter((one) => one.checkVisibility() && one.closest('pre, code, .microlight') === null)
      .flatMap((one) => [
        one.getAttribute('aria-label'),
        one.getAttribute('title'),
        one.getAttribute('placeholder'),
        ...[...one.childNodes].map(({ nodeType, nodeValue }) => (nodeType === 3 ? nodeValue : '')),
      ])
      .map((text) => (text ?? '').replaceAll('\u200b', '').trim());
    const isEnglish = (text: string) => /[A-Za-z]{3}/.test(text) && !/\p{Script=Han}/u.test(text);
    return [...new Set(texts)].filter((text) => isEnglish(text) && !name.test(text));
  });
}

/**
 * Controls that lie over each other anywhere on a page, as it passes from its top to its end, as far
 * as neither holds the other.
 */
async function overlappingControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = [...document.querySelectorAll('a[href], button, input, select, textarea')]
      .filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && box.height > 1);
    const found = new Set<string>();
    // In steps that carry no control past another one unseen.
    const step = Math.min(...controls.map(({ box }) => box.height));
    for (let top = 0; top < document.documentElement.scrollHeight; top += step) {
      scrollTo({ top, behavior: 'instant' });
      const seen = controls
        .map(({ element }) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.bottom > 0 && box.top < innerHeight);
      seen.forEach(({ element, box }, index) => {
        for (const { element: other, box: beside } of seen.slice(index + 1)) {
          const width = Math.min(box.right, beside.right) - Math.max(box.left, beside.left);
          const height = Math.min(box.bottom, beside.bottom) - Math.max(box.top, beside.top);
          if (width <= 1 || height <= 1) continue;
          if (element.contains(other) || other.contains(element)) continue;
          found.add(`${element.outerHTML} / ${other.outerHTML}`.slice(0, 300));
        }
      });
    }
    return [...found];
  });
}

async function search(page: Page, query: string): Promise<string[]> {
  await page.keyboard.press('Escape');
  await page.getByTestId('search-trigger').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('search-dialog').locator('input').fill(query);
  const hits = page.getByTestId('search-dialog').locator('a');
  await hits.first().waitFor();
  return hits.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
}

describeWith(chromium, 'The docs, copied to another place, without a network', () => {
  let browser: Browser;
  let folder: string;
  let server: StaticServer;
  /** The links in the side bar of the reference, by language. */
  const listed: string[][] = [];
  const file = (path: string) => pathToFileURL(join(folder, 'some/place')).href + `/${path}`;

  beforeAll(async () => {
    browser = await launchOffline();
    folder = await mkdtemp(join(tmpdir(), 'docs-'));
    await cp(await builtDocs(), join(folder, 'some/place'), { recursive: true });
    server = await serveFolder(folder, 0);
  });
  afterAll(async () => {
    await server?.stop();
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  /** Opens a page of the docs at the width of a phone, as wide as its text needs; then makes it wide. */
  async function open(path: string, colorScheme: 'light' | 'dark') {
    const { page, trace } = await watchedPage(browser);
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(phone);
    await page.goto(file(path));
    await page.waitForLoadState('load');
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.setViewportSize(desk);
    return { page, trace, width };
  }

  // Loading a page takes longer than most of what is done with it: the tests of a group share one, and
  // leave it for the next.
  describe.each(languages)('The reference in $name', (language) => {
    const { folder: lang, operations, other, colorScheme } = language;
    const operation = operations.find(({ id }) => id === review) as DocumentedOperation;
    let page: Page;
    let trace: Trace;
    let width: number;

    async function moveTo({ link, summary }: DocumentedOperation): Promise<void> {
      await page.goto(file(`${lang}reference.html`) + link);
      await page.waitForFunction(isAtTop, summary);
    }

    beforeAll(async () => {
      ({ page, trace, width } = await open(`${lang}reference.html`, colorScheme));
      await page.getByTestId('search-trigger').waitFor();
    });
    afterAll(() => page.close());

    test('fits a phone', () => expect(width).toBe(phone.width));

    test(`can be read by everybody at its beginning, ${colorScheme}`, async () => {
      await page.locator('.menu-content a').first().waitFor();
      expect(await seriousFindings(page)).toEqual([]);
    });

    test('lists the same places in both languages', async () => {
      const links = await page
        .locator('.menu-content a')
        .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
      expect(links.length).toBeGreaterThan(10);
      listed.push(links);
      expect(links).toEqual(listed[0]);
    });

    test(`can be read by everybody at an operation, ${colorScheme}`, async () => {
      await moveTo(operation);
      expect(await seriousFindings(page)).toEqual([]);
    });

    test('shows an operation at its link when it is opened there', async () => {
      const cold = await watchedPage(browser);
      await cold.page.goto(file(`${lang}reference.html`) + operation.link);
      await cold.page.waitForFunction(isAtTop, operation.summary);
      expect(await cold.page.title()).toContain(operation.summary);
      expect(cold.trace.complaints).toEqual([]);
      await cold.page.close();
    });

    test('moves to each operation, with its title, and asks no host for anything', async () => {
      const titles = new Set<string>();
      for (const one of operations) {
        // What is drawn at an address does not depend on the language.
        if (lang === '') await moveTo(one);
        else await page.goto(file(`${lang}reference.html`) + one.link);
        expect(await page.title()).toContain(one.summary);
        titles.add(await page.title());
      }
      expect(titles.size).toBe(operations.length);
      const asked = trace.requests.map((one) => one.split('#')[0]);
      expect([...new Set(asked)]).toEqual([file(`${lang}reference.html`)]);
      expect(trace.complaints).toEqual([]);
    });

    test('finds an operation by its English and its Chinese name, inside a word too', async () => {
      for (const query of ['Review a workflow version', '审核流程', '版本的发', review]) {
        expect((await search(page, query))[0]).toBe(operation.link);
      }
      await page.keyboard.press('Escape');
    });

    test('names in its own language where a search found a field', async () => {
      await search(page, lang === '' ? 'Workflow version ID' : '流程版本ID');
      const found = await page.getByTestId('search-dialog').innerText();
      expect(found).toMatch(lang === '' ? /response 200 fields → / : /响应200的Body参数 → /);
      if (lang !== '') expect(found).not.toMatch(/(fields|examples|parameters) → /);
      expect(await page.getByTestId('color-mode-switcher').first().getAttribute('aria-label')).toBe(
        lang === '' ? 'Switch color mode' : '切换深浅色',
      );
      await page.keyboard.press('Escape');
    });

    test('shows the code sample of the example that is chosen', async () => {
      await moveTo(operation);
      const sample = page.locator('pre', { hasText: '/approval' });
      const visible = async () =>
        (await sample.evaluateAll((all) => all.map((one) => one.textContent))).join();
      expect(await visible()).toContain('"result": "PASS"');
      const description = lang === '' ? englishDescription : chineseDescription;
      const [approved, rejected] = ['Pass', 'Reject'].map((end) => {
        const name = `/components/examples/${review}Request${end}/summary`;
        return description.at(name) as string;
      }) as [string, string];
      await page.getByRole('button', { name: approved }).first().click();
      await page.getByText(rejected, { exact: true }).first().click();
      await page.waitForFunction(() =>
        [...document.querySelectorAll('pre')].some((one) =>
          /approval[^]*"result": "UN_PASS"/.test(one.textContent ?? ''),
        ),
      );
    });

    test('says on paper where the whole text is', async () => {
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.docs-print').isVisible()).toBe(true);
      expect(await page.locator('#redoc').isVisible()).toBe(false);
      await page.emulateMedia({ media: 'screen' });
      expect(await page.locator('#redoc').isVisible()).toBe(true);
    });

    test('leads to the operation in the console and in the other language', async () => {
      const console = page.locator('[data-keeps-place=console]');
      expect(await console.getAttribute('href')).toBe(`console.html${operation.console}`);
      expect(trace.complaints).toEqual([]);
      await page.locator('[data-keeps-place=route]').click();
      const twin = other.find(({ id }) => id === review) as DocumentedOperation;
      await page.waitForFunction(isAtTop, twin.summary);
    });
  });

  describe.each(languages)('The console in $name', (language) => {
    const { folder: lang, operations, colorScheme } = language;
    const operation = operations.find(({ id }) => id === review) as DocumentedOperation;
    let page: Page;
    let trace: Trace;
    let width: number;

    beforeAll(async () => {
      ({ page, trace, width } = await open(`${lang}console.html`, colorScheme));
      await page.goto('about:blank');
      await page.goto(file(`${lang}console.html`) + operation.console);
      await page.locator('.btn.execute').waitFor();
    });
    afterAll(() => page.close());

    test('fits a phone', () => expect(width).toBe(phone.width));

    test(`can be read by everybody, ${colorScheme}`, async () => {
      expect(await seriousFindings(page)).toEqual([]);
    });

    // The names of the controls are longer in English.
    if (lang === '') {
      test('keeps its controls apart when it grew from a phone, and when it shrank', async () => {
        for (const narrow of [1280, 390]) {
          await page.setViewportSize({ width: narrow, height: 720 });
          expect(await overlappingControls(page)).toEqual([]);
        }
        await page.setViewportSize(desk);
      });
    }

    test('sends a request to the mock, shows its response, and keeps no credential', async () => {
      const { port } = new URL(await mockAddress());
      await page.locator('[data-variable=port]').fill(port);
      await page.locator('.auth-wrapper .authorize').first().click();
      await page.locator('.auth-container input').first().fill('secret-of-the-reader');
      await page.locator('.auth-btn-wrapper .authorize').click();
      await page.locator('.auth-btn-wrapper .btn-done').click();
      await page.locator('.btn.execute').click();
      const answer = page.locator('.live-responses-table');
      await answer.waitFor();
      expect(await answer.innerText()).toMatch(/200[^]*"result": "PASS"/);
      const hosts = trace.requests.filter((one) => !one.startsWith('file:'));
      const mock = `${await mockAddress()}/`;
      expect(hosts.length).toBeGreaterThan(0);
      expect(hosts.every((one) => one.startsWith(mock))).toBe(true);
      const kept = await page.evaluate(() =>
        JSON.stringify([location.href, localStorage, sessionStorage, document.cookie]),
      );
      expect(kept).not.toContain('secret-of-the-reader');
      expect(trace.complaints).toEqual([]);
    });

    test('says in its own language why a request failed', async () => {
      // Nobody listens there.
      await page.locator('[data-variable=port]').fill('9');
      await page.locator('.btn.execute').click();
      const answer = page.locator('.live-responses-table');
      const isChinese = lang === 'zh-CN/';
      await answer.getByText(isChinese ? /请求失败/ : /Failed to fetch/).waitFor();
      await page.locator('[data-param-name=workspace_id] input').fill('');
      await page.locator('.btn.execute').click();
      const errors = page.locator('.validation-errors');
      await errors.waitFor();
      expect(await errors.innerText()).toMatch(
        isChinese ? /“workspace_id”：缺少必选参数。/ : /For 'workspace_id': Required field/,
      );
      if (isChinese) expect(await englishWords(page)).toEqual([]);
    });
  });

  test('work below a path of a server', async () => {
    const { page, trace } = await watchedPage(browser);
    await page.goto(`${server.url}some/place/`);
    await page.locator('a[href^="reference.html"]').first().click();
    await page.getByTestId('search-trigger').waitFor();
    await page.locator('a[href^="console.html"]').first().click();
    await page.locator('.opblock').first().waitFor();
    expect(trace.complaints).toEqual([]);
    await page.close();
  });

  test.each(['reference.html', 'console.html'])(
    'let markup in %s neither ask another host nor run',
    async (name) => {
      const slipped = join(folder, 'slipped.html');
      const html = await readFile(join(await builtDocs(), name), 'utf8');
      const image = '<body><img src="http://example.com/x.png"><script>alert(1)</script>';
      await writeFile(
        slipped,
        html.replace('<body>', () => image),
      );
      const { page, trace } = await watchedPage(browser);
      await page.goto(pathToFileURL(slipped).href);
      expect(trace.complaints.join()).toMatch(/Content Security Policy/);
      expect(trace.complaints.join()).toMatch(/script/);
      await page.close();
    },
  );

  test('are watched well enough that a page which asks another host is noticed', async () => {
    const leaky = join(folder, 'leaky.html');
    await writeFile(leaky, '<!doctype html><img src="http://example.com/x.png">');
    const { page, trace } = await watchedPage(browser);
    await page.goto(pathToFileURL(leaky).href);
    expect(trace.requests).toContain('http://example.com/x.png');
    expect(trace.complaints).not.toEqual([]);
    await page.close();
  });
});
