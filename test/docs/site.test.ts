import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { serveFolder } from '../../scripts/lib/loopback.js';
import { isNight, sampled } from '../lib/at-night.js';
import { describeWith } from '../lib/describe-with.js';
import { chromium } from '../lib/programs.js';
import { seriousFindings } from './axe.js';
import { openBrowser, watchedPage, type Trace } from './browser.js';
import { copyOfDocs, pathsOf, textAt } from './built.js';

const review = 'createAopWorkflowVersionApprovel';

/** Pages of each kind, in one language or the other. */
const kinds = [
  ['index.html', 'zh-CN/index.html'],
  ['guides/life-cycle.html', 'zh-CN/guides/errors.html'],
  ['operations/showWorkspace.html', `zh-CN/operations/${review}.html`],
  ['reference.html', 'zh-CN/families/workflows.html'],
  ['overview.html', 'zh-CN/tags/workflow-management.html'],
] as const;

/** How a page is looked at: the window gets one width after the other, and is looked at in the last. */
interface Look {
  name: string;
  colours: 'light' | 'dark';
  fonts: 'our' | 'other';
  widths: readonly number[];
}

const widths = [390, 1024, 1440];

/** A page of each kind in a look, and every night in every look. */
const looks: Look[] = !isNight
  ? kinds.map(([one, other], index): Look =>
      index % 2 === 0
        ? { name: one, colours: 'light', fonts: 'our', widths }
        : { name: other, colours: 'dark', fonts: 'other', widths: widths.toReversed() },
    )
  : [...kinds.flat(), 'operations/listWorkflows.html', 'guides/decisions.html'].flatMap((name) =>
      (['light', 'dark'] as const).flatMap((colours) =>
        widths.map((width, index): Look => {
          const fonts = index === 1 ? 'other' : 'our';
          return { name, colours, fonts, widths: [...widths.toReversed(), width] };
        }),
      ),
    );

/** Shows pages beside each other, each as wide as the window, on an empty page. */
async function showInFrames(page: Page, empty: string, addresses: readonly string[]) {
  await page.goto(empty);
  await page.evaluate(
    (all) =>
      Promise.all(
        all.map((address) => {
          const frame = document.createElement('iframe');
          frame.src = address;
          frame.style.cssText = 'width: 100vw; height: 100vh; border: 0';
          document.body.append(frame);
          return new Promise((loaded) => frame.addEventListener('load', loaded));
        }),
      ),
    addresses,
  );
}

describeWith(chromium, 'The docs, in a folder without a network', () => {
  let browser: Browser;
  let folder: string;
  let page: Page;
  let trace: Trace;
  const addressOf = (name: string) => `${pathToFileURL(folder).href}/${name}`;

  beforeAll(async () => {
    [browser, folder] = await Promise.all([openBrowser(), copyOfDocs()]);
    await writeFile(join(folder, 'frames.html'), '<!doctype html><title>Frames</title>');
    ({ page, trace } = await watchedPage(browser));
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  test('fit a phone, ask for nothing but their own files, and complain of nothing', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    // The plain edition takes as long as thirty pages, of which it consists.
    const names = sampled(
      pathsOf('.html').filter((name) => isNight || !name.endsWith('plain.html')),
      15,
    );
    const found: [string, string, number][] = [];
    // Several in frames at once, which takes half of what it takes to open one after the other.
    for (let at = 0; at < names.length; at += 8) {
      const some = names.slice(at, at + 8);
      await showInFrames(page, addressOf('frames.html'), some);
      for (const frame of page.frames().slice(1)) {
        const [lang, width] = await frame.evaluate(() => {
          const { lang, scrollWidth } = document.documentElement;
          return [lang, scrollWidth] as const;
        });
        found.push([frame.url(), lang, width]);
      }
    }
    const isChinese = (name: string) => name.startsWith('zh-CN/');
    const expected = names.map((name) => [addressOf(name), isChinese(name) ? 'zh-CN' : 'en', 360]);
    expect(found.sort()).toEqual(expected.sort());
    expect(names.length).toBeGreaterThan(20);
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

  test('ask a server for that font before they are shown, and once', async () => {
    const preloaded = (on: Page) =>
      on
        .locator('link[rel=preload][as=font]')
        .evaluateAll((all) => all.map((one) => (one as HTMLLinkElement).href));
    expect(await preloaded(page)).toEqual([]);
    const server = await serveFolder(folder, 0);
    const visit = await watchedPage(browser);
    try {
      await visit.page.goto(`${server.url}guides/errors.html`);
      const font = `${server.url}assets/inter.woff2`;
      expect(await preloaded(visit.page)).toEqual([font]);
      await visit.page.evaluate(() => document.fonts.ready);
      expect(visit.trace.requests.filter((one) => one === font)).toHaveLength(1);
      expect(visit.trace.complaints).toEqual([]);
    } finally {
      await visit.page.close();
      await server.stop();
    }
  });

  test.each(looks)(
    'can be read by everybody: $name in $colours colours and $fonts fonts, after the window was resized: $widths',
    async ({ name, colours, fonts, widths: all }) => {
      await page.emulateMedia({ colorScheme: colours });
      await page.setViewportSize({ width: all[0]!, height: 900 });
      await page.goto(addressOf(name));
      if (fonts === 'other') {
        // Wider ones than ours.
        await page.evaluate(() => {
          document.documentElement.style.setProperty('--sans', "'DejaVu Sans', serif");
          document.documentElement.style.setProperty('--mono', "'DejaVu Sans Mono', monospace");
        });
      }
      for (const width of all) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      }
      expect(await seriousFindings(page)).toEqual([]);
    },
  );

  test('keep the colours, the place and the language of code that a reader chose', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(addressOf(`operations/${review}.html#errors`));
    await page.locator('.theme').click();
    await page.locator('.samples label', { hasText: 'TypeScript' }).first().click();
    await page.locator('#errors').evaluate((heading) => heading.scrollIntoView());
    await page.locator('.language').click();
    await page.waitForURL(addressOf(`zh-CN/operations/${review}.html#errors`));
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await page.locator('.theme').getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('.samples').innerText()).toContain('createClient');
    await page.evaluate(() => localStorage.clear());
  });

  test('lead from a field to its address, and from what is read to the same place in the other language', async () => {
    await page.goto(addressOf('operations/listAlerts.html'));
    await page
      .locator('main a', { hasText: /^limit$/ })
      .first()
      .click();
    await page.waitForURL(addressOf('operations/listAlerts.html#body.limit'));
    await page.goto(addressOf('guides/errors.html#shapes'));
    await page.locator('#repeat').evaluate((heading) => heading.scrollIntoView());
    // Nor does a focus in the header scroll the page.
    await page.locator('.language').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(addressOf('zh-CN/guides/errors.html#repeat'));
  });

  test.each([
    [`reference.html#/workflow-version-management/${review.toLowerCase()}`],
    [
      `zh-CN/reference.html#/workflow-version-management/${review.toLowerCase()}/t=request&path=content`,
    ],
    [`zh-CN/console.html#/Workflow%20Version%20Management/${review}`],
  ])('lead on from the former address %s', async (former) => {
    const [lang] = /^zh-CN\/|^/.exec(former)!;
    await page.goto(addressOf(former));
    await page.waitForURL(addressOf(`${lang}operations/${review}.html`));
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
    const backgrounds = () =>
      page.evaluate(() =>
        ['main', 'menu'].map(
          (id) => getComputedStyle(document.getElementById(id)!).backgroundColor,
        ),
      );
    const usual = await backgrounds();
    for (const place of ['main', 'menu']) {
      await page.evaluate((id) => (location.hash = id), place);
      expect(await backgrounds()).toEqual(['rgba(0, 0, 0, 0)', usual[1]]);
    }
    await page.locator('.samples input').first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.samples').innerText()).toContain('UN_PASS');
  });

  test('keep a long example beside what explains it: it scrolls, by the keyboard, too, but not on paper', async () => {
    const visit = await watchedPage(browser);
    await visit.page.setViewportSize({ width: 1400, height: 900 });
    await visit.page.goto(addressOf('operations/createAlert.html'));
    const example = visit.page.locator('.samples code:visible').first();
    const heights = () =>
      example.evaluate(({ scrollHeight, clientHeight }) => [scrollHeight, clientHeight] as const);
    const [whole, shown] = await heights();
    expect(whole).toBeGreaterThan(2 * 900);
    expect(shown).toBeLessThan(900);
    await visit.page.locator('.samples .by-language > :checked').first().focus();
    await visit.page.keyboard.press('Tab');
    await visit.page.keyboard.press('End');
    await visit.page.waitForFunction(() => document.activeElement!.scrollTop > 0);
    expect(await seriousFindings(visit.page, '.samples')).toEqual([]);
    await visit.page.emulateMedia({ media: 'print' });
    expect(await example.evaluate((code) => getComputedStyle(code).maxHeight)).toBe('none');
    await visit.page.close();
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
    for (const part of ['"result": "PASS"', '"result": "UN_PASS"', 'createClient']) {
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
      await showInFrames(visit.page, addressOf('frames.html'), [pathToFileURL(file).href]);
      expect(visit.trace.requests).toContain('http://example.com/x.png');
      expect(visit.trace.complaints).not.toEqual([]);
      await visit.page.close();
    });

    test('that the policy stops markup which slipped into a page', async () => {
      const html = textAt('overview.html');
      const file = join(folder, 'slipped.html');
      const markup = '<main><img src="http://example.com/x.png"><script>window.ran = 1</script>';
      await writeFile(file, html.replace(/<main[^>]*>/, markup));
      const visit = await watchedPage(browser);
      await showInFrames(visit.page, addressOf('frames.html'), ['slipped.html']);
      expect(visit.trace.complaints.join()).toMatch(/Content Security Policy/);
      expect(await visit.page.frames()[1]!.evaluate(() => 'ran' in window)).toBe(false);
      await visit.page.close();
    });
  });
});
