import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { serveFolder, type StaticServer } from '../../scripts/lib/static-server.js';
import { describeWith } from '../lib/describe-with.js';
import { chromium } from '../lib/programs.js';
import { builtDocs, mockAddress } from '../lib/shared/shared.js';
import { seriousFindings } from './axe.js';
import { launchOffline, watchedPage } from './browser.js';
import {
  chineseDescription,
  documentedOperations,
  englishDescription,
  type DocumentedOperation,
} from './site.js';
import { patience } from '../lib/patience.js';

const english = documentedOperations(englishDescription);
const chinese = documentedOperations(chineseDescription);
const review = 'createAopWorkflowVersionApprovel';
const languages = [
  { name: 'English', folder: '', operations: english },
  { name: 'Chinese', folder: 'zh-CN/', operations: chinese },
];

/** A page that several tests look at: loading one takes longer than most of what they do with it. */
type SharedPage = Awaited<ReturnType<typeof watchedPage>>;

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

describeWith(chromium, 'The docs, copied away, with no network', () => {
  let browser: Browser;
  let folder: string;
  let server: StaticServer;
  /** The reference of each language, by its folder. */
  const references = new Map<string, SharedPage>();
  const file = (path: string) => pathToFileURL(join(folder, 'some/place')).href + `/${path}`;

  /** Moves a page of the reference to an operation. */
  async function moveTo(page: Page, lang: string, operation: DocumentedOperation): Promise<void> {
    await page.goto(file(`${lang}reference.html`) + operation.link);
    await page.waitForFunction(isAtTop, operation.summary);
  }

  beforeAll(async () => {
    browser = await launchOffline();
    folder = await mkdtemp(join(tmpdir(), 'docs-'));
    await cp(await builtDocs(), join(folder, 'some/place'), { recursive: true });
    server = await serveFolder(folder, 0);
    for (const { folder: lang } of languages) {
      const shared = await watchedPage(browser);
      references.set(lang, shared);
      await shared.page.goto(file(`${lang}reference.html`));
      await shared.page.getByTestId('search-trigger').waitFor();
    }
  });
  afterAll(async () => {
    await server?.stop();
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  describe.each(languages)('in $name', ({ folder: lang, operations }) => {
    const reference = `${lang}reference.html`;

    test('show each operation at its link, with its title, and ask no host for anything', async () => {
      const { page, trace } = await watchedPage(browser);
      const titles = new Set<string>();
      for (const { summary, link } of operations) {
        // Each link is opened cold once; in the other language the page is moved to the next.
        if (lang === '') await page.goto('about:blank');
        await page.goto(file(reference) + link);
        await page.waitForFunction(isAtTop, summary);
        expect(await page.title()).toContain(summary);
        titles.add(await page.title());
      }
      expect(titles.size).toBe(18);
      const asked = new Set(trace.requests.map((request) => request.split('#')[0]));
      expect([...asked]).toEqual([file(reference)]);
      expect(trace.complaints).toEqual([]);
      await page.close();
    });

    /** The reference in this language, as it was left. */
    const shared = () => references.get(lang) as SharedPage;
    const operation = operations.find(({ id }) => id === review) as DocumentedOperation;

    test('find an operation by its English and its Chinese name, inside a word too', async () => {
      const { page, trace } = shared();
      for (const query of ['Review a workflow version', '审核流程', '版本的发', review]) {
        expect((await search(page, query))[0]).toBe(operation.link);
      }
      await page.keyboard.press('Escape');
      expect(trace.complaints).toEqual([]);
    });

    test('can be read by all, light', async () => {
      const { page } = shared();
      await page.goto(file(`${lang}reference.html`));
      expect(await seriousFindings(page)).toEqual([]);
      await moveTo(page, lang, operation);
      expect(await seriousFindings(page)).toEqual([]);
    });

    test('show the code sample of the example that is chosen', async () => {
      const { page, trace } = shared();
      await moveTo(page, lang, operation);
      const sample = page.locator('pre', { hasText: '/approval' });
      const visible = async () =>
        (await sample.evaluateAll((all) => all.map((one) => one.textContent))).join();
      expect(await visible()).toContain('"result": "PASS"');
      const description = operations === english ? englishDescription : chineseDescription;
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
      expect(trace.complaints).toEqual([]);
    });

    test('keep the operation when the language changes, and lead to it in the console', async () => {
      const { page } = shared();
      await moveTo(page, lang, operation);
      const console = page.locator('[data-keeps-place=console]');
      expect(await console.getAttribute('href')).toBe(`console.html${operation.console}`);
      await page.locator('[data-keeps-place=route]').click();
      const other = operations === english ? chinese : english;
      const twin = other.find(({ id }) => id === review) as DocumentedOperation;
      await page.waitForFunction(isAtTop, twin.summary);
    });

    test('send a request from the console to the mock and show its answer, and can be read by all', async () => {
      const { page, trace } = await watchedPage(browser);
      await page.goto(file(`${lang}console.html`) + operation.console);
      await page.locator('.opblock').first().waitFor();
      expect(await seriousFindings(page)).toEqual([]);
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
      expect(hosts.every((one) => one.startsWith(mock))).toBe(true);
      const kept = await page.evaluate(() =>
        JSON.stringify([location.href, localStorage, sessionStorage, document.cookie]),
      );
      expect(kept).not.toContain('secret-of-the-reader');
      expect(trace.complaints).toEqual([]);
      await page.close();
    });

    test('say in the language of the page why a request failed', async () => {
      const { page } = await watchedPage(browser);
      await page.goto(file(`${lang}console.html`) + operation.console);
      // Nobody listens there.
      await page.locator('[data-variable=port]').fill('9');
      await page.locator('.btn.execute').click();
      const answer = page.locator('.live-responses-table');
      await answer.waitFor();
      const isChinese = lang === 'zh-CN/';
      expect(await answer.innerText()).toMatch(isChinese ? /请求失败/ : /Failed to fetch/);
      await page.locator('[data-param-name=workspace_id] input').fill('');
      await page.locator('.btn.execute').click();
      const errors = page.locator('.validation-errors');
      await errors.waitFor();
      expect(await errors.innerText()).toMatch(
        isChinese ? /“workspace_id”：缺少必选参数。/ : /For 'workspace_id': Required field/,
      );
      if (isChinese) expect(await englishWords(page)).toEqual([]);
      await page.close();
    });

    test('tell in the language of the page where a search found a field', async () => {
      const { page } = shared();
      await moveTo(page, lang, operation);
      await search(page, lang === '' ? 'Workflow version ID' : '流程版本ID');
      const found = await page.getByTestId('search-dialog').innerText();
      expect(found).toMatch(lang === '' ? /response 200 fields → / : /响应200的Body参数 → /);
      if (lang !== '') expect(found).not.toMatch(/(fields|examples|parameters) → /);
      expect(await page.getByTestId('color-mode-switcher').first().getAttribute('aria-label')).toBe(
        lang === '' ? 'Switch color mode' : '切换深浅色',
      );
      await page.keyboard.press('Escape');
    });

    test('fit a phone, and can be read by all, dark', async () => {
      const phone = { width: 360, height: 740 };
      const page = await browser.newPage({ viewport: phone, colorScheme: 'dark' });
      page.setDefaultTimeout(patience);
      const widthAt = async (path: string) => {
        await page.setViewportSize(phone);
        await page.goto(file(path));
        await page.waitForLoadState('load');
        return page.evaluate(() => document.documentElement.scrollWidth);
      };
      const findingsAtDesk = async () => {
        await page.setViewportSize({ width: 1280, height: 720 });
        await page.locator('.menu-content a, .opblock').first().waitFor();
        return seriousFindings(page);
      };
      expect(await widthAt(`${lang}index.html`)).toBe(360);
      expect(await widthAt(`${lang}reference.html`)).toBe(360);
      expect(await findingsAtDesk()).toEqual([]);
      await moveTo(page, lang, operation);
      expect(await findingsAtDesk()).toEqual([]);
      expect(await widthAt(`${lang}console.html`)).toBe(360);
      await page.goto('about:blank');
      await page.goto(file(`${lang}console.html`) + operation.console);
      expect(await findingsAtDesk()).toEqual([]);
      // Grown from a phone, and shrunk again.
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 720 });
        expect(await overlappingControls(page)).toEqual([]);
      }
      await page.close();
    });
  });

  test('have the same places in both languages', async () => {
    const [one, other] = await Promise.all(
      [...references.values()].map(({ page }) =>
        page
          .locator('.menu-content a')
          .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? '')),
      ),
    );
    expect(one?.length).toBeGreaterThan(10);
    expect(other).toEqual(one);
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

  test('print where the whole text is', async () => {
    const { page } = references.get('') as SharedPage;
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.docs-print').isVisible()).toBe(true);
    expect(await page.locator('#redoc').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    expect(await page.locator('#redoc').isVisible()).toBe(true);
  });

  test.each(['reference.html', 'console.html'])(
    '%s cannot be made to ask another host by markup that slipped in',
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

  test('and the watch notices a page that does', async () => {
    const leaky = join(folder, 'leaky.html');
    await writeFile(leaky, '<!doctype html><img src="http://example.com/x.png">');
    const { page, trace } = await watchedPage(browser);
    await page.goto(pathToFileURL(leaky).href);
    expect(trace.requests).toContain('http://example.com/x.png');
    expect(trace.complaints).not.toEqual([]);
    await page.close();
  });
});
