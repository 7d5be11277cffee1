import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { Coverage } from '../../../scripts/contract/coverage/index.js';
import { htmlReport } from '../../../scripts/contract/reports/html.js';
import { openBrowser, watchedPage, type Trace } from '../../docs/browser.js';
import { describeWith } from '../../lib/describe-with.js';
import { chromium } from '../../lib/programs.js';
import { lowContrast } from './contrast.js';
import { nasty, nastyResult, planted } from './nasty.js';
import { jsonAnswer, oneCase, reportOn, result } from './results.js';

const coverage: Coverage = {
  operations: [
    {
      operationId: 'listThings',
      method: 'GET',
      path: `/v1/{a_rather_long_parameter}/${'segment'.repeat(20)}`,
      covered: true,
      items: [
        { kind: 'parameter', name: 'query limit', covered: true },
        { kind: 'parameter', name: `query ${nasty}`, covered: false },
        { kind: 'status', name: '200', covered: true },
        { kind: 'response-member', name: `200 ${'member.'.repeat(40)}`, covered: true },
        { kind: 'request-example', name: 'missingOne', covered: false },
        { kind: 'response-value', name: '200 success = false', covered: false },
      ],
    },
    { operationId: nasty, method: 'PUT', path: nasty, covered: false, items: [] },
  ],
  levels: [
    { level: 1, name: 'paths', covered: 1, total: 2, missing: [nasty] },
    { level: 2, name: 'operations', covered: 2, total: 2, missing: [] },
  ],
};

const { run, causes, notes } = reportOn(
  [
    result({
      answer: jsonAnswer(200, {}),
      notes: [{ name: 'transition_refused', message: `It was refused: ${nasty}` }],
    }),
    result({
      case: oneCase({ id: 'listThings: skipped', expected: { kind: 'refused', statuses: [400] } }),
      outcome: 'skipped',
      reason: 'The server does not choose its answer.',
    }),
    result({ outcome: 'inconclusive', reason: nasty, case: oneCase({ id: 'listThings: gone' }) }),
    nastyResult,
    result({
      case: oneCase({ id: 'listThings: long' }),
      outcome: 'broken',
      findings: [{ name: 'missing_allow', message: 'x'.repeat(400), pointer: '/a'.repeat(200) }],
      curl: `curl --data-raw '${'{"a":1}'.repeat(200)}'`,
    }),
  ],
  {
    target: `https://host.example/${'path'.repeat(40)}`,
    stopped: `The server is gone: ${nasty}`,
    skippedFor: { 'The server does not choose its answer.': 1 },
    inconclusiveFor: { [nasty]: 1 },
  },
);

const text = htmlReport({ run, coverage, causes, notes, leftOut: [nasty] });

describe('htmlReport', () => {
  it('the HTML report forbids itself everything but its own style', () => {
    expect(text).toMatch(
      /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; [^"]*" \/>/,
    );
    expect(text).not.toMatch(/<script|<iframe|@import|url\(/i);
    expect(text.match(/(?:src|href)="[^"#]*"/g)).toEqual(['href="data:,"']);
  });

  it('the HTML report holds no header of an answer', () => {
    expect(text).not.toContain(planted);
  });

  it('the HTML report of 10,000 cases is small enough to open', () => {
    const { run: many } = reportOn(
      Array.from({ length: 10_000 }, (_, index) =>
        result({
          case: oneCase({
            operationId: `operation${index % 18}`,
            id: `operation${index % 18} negative a body member at some depth has the wrong type ${index}`,
            expected: { kind: 'refused', statuses: [400] },
          }),
          answer: jsonAnswer(400, {}),
          curl: `curl --data-raw '${'x'.repeat(500)}'`,
        }),
      ),
    );
    expect(
      htmlReport({ run: many, coverage, causes: [], notes: [], leftOut: [] }).length,
    ).toBeLessThan(3_000_000);
  });
});

describeWith(chromium, 'htmlReport in Chromium', () => {
  let browser: Browser;
  let folder: string;
  let page: Page;
  let trace: Trace;
  let address: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'report-'));
    const file = join(folder, 'report.html');
    writeFileSync(file, text);
    address = pathToFileURL(file).href;
    browser = await openBrowser();
    ({ page, trace } = await watchedPage(browser));
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(address);
    // Everything is opened, so that it is laid out and measured too.
    await page.evaluate(() =>
      document.querySelectorAll('details').forEach((one) => (one.open = true)),
    );
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  it('the HTML report requests nothing, logs no error and runs nothing of a server', async () => {
    expect(trace).toEqual({ requests: [address], complaints: [] });
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await page.locator('script, img, iframe').count()).toBe(0);
  });

  it('the HTML report shows hostile text as text', async () => {
    expect(await page.locator('.finding').first().innerText()).toContain(
      '</script><script>window.hacked=1</script>',
    );
  });

  it('the HTML report shows the verdict, the target, the seed, findings with curl, and what is missing', async () => {
    const shown = await page.locator('main').innerText();
    for (const part of [
      'The contract is broken: 3 findings in 2 of 3 judged cases. The run broke off: The server is gone',
      run.target,
      '42',
      '2026-01-02T03:04:05.678Z',
      '1.234 s',
      'The server does not choose its answer.',
      'invalid_accepted (F206): an invalid request was accepted',
      'They differ from a reading of the sources',
      'transition_refused: a transition that the life cycle has was refused',
      run.results[4]?.curl ?? '',
      '✓ query limit',
      '✗ missingOne (missing)',
      '– 200 success = false (not seen)',
      ': 2 missing',
      '50.0 %',
      'never answered',
    ]) {
      expect(shown).toContain(part);
    }
  });

  it('the HTML report does not scroll sideways on a phone', async () => {
    const { scrollWidth, clientWidth } = await page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
      clientWidth: document.documentElement.clientWidth,
    }));
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  });

  it.each(['light', 'dark'] as const)(
    'the HTML report has enough contrast in %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(lowContrast, 4.5)).toEqual([]);
      // The measure itself: everything fails a contrast that no colours have.
      expect((await page.evaluate(lowContrast, 22)).length).toBeGreaterThan(20);
    },
  );

  it('the HTML report leads from a broken case in the list to its finding, by keyboard', async () => {
    const link = page.locator('a', { hasText: 'broken' }).first();
    await link.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator(':target').innerText()).toContain('curl --data-raw');
    const links = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')].every(
        ({ hash }) => document.getElementById(hash.slice(1)) !== null,
      ),
    );
    expect(links).toBe(true);
    const ids = await page.evaluate(() =>
      [...document.querySelectorAll('[id]')].map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});
