import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { languages, type Language } from '../../../scripts/docs/languages.js';
import { firstSentence } from '../../../scripts/docs/first-sentence.js';
import { responsesOf, type DocsOperation } from '../../../scripts/docs/operation-parts.js';
import { plainPage, writePlain } from '../../../scripts/docs/plain.js';
import { withRequestHeaders } from '../../../scripts/docs/request-headers.js';
import { withSamples } from '../../../scripts/docs/samples/samples.js';
import { readSampleSettings } from '../../../scripts/docs/samples/settings.js';
import { docsWords } from '../../../scripts/docs/words.js';
import type { OpenApiDocument } from '../../../scripts/lib/document.js';
import { listOperations } from '../../../scripts/lib/operation-list.js';
import { describeWith } from '../../lib/describe-with.js';
import { chromium } from '../../lib/programs.js';
import { launchOffline, watchedPage } from '../browser.js';
import { documentIn } from '../document.js';
import { everythingSaid } from './described.js';
import { htmlFaults, letters, partsById, visibleText } from './page-text.js';
import { companions } from '../../lib/files.js';

const settings = readSampleSettings(companions.samples);
const documents = new Map(
  languages.map((lang) => [
    lang,
    withRequestHeaders(withSamples(documentIn(lang), lang, settings), lang, settings),
  ]),
);
const pages = new Map(
  languages.map((lang) => [lang, plainPage(documents.get(lang) as OpenApiDocument, lang)]),
);
const pageIn = (lang: Language) => pages.get(lang) as string;

/** What the description says and the page does not. */
function missing(document: OpenApiDocument, page: string): string[] {
  const text = visibleText(page).replace(/\s+/g, ' ');
  const lettersOfPage = letters(text);
  return everythingSaid(document)
    .filter(({ kind, text: said, place }) => {
      if (place.includes('/x-codeSamples')) return false;
      if (kind === 'text') return !lettersOfPage.includes(letters(said));
      // An address of a link is not visible, but there.
      return !text.includes(said.replace(/\s+/g, ' ')) && !page.includes(`href="${said}"`);
    })
    .map(({ place, text: said }) => `${place}: ${said.slice(0, 60)}`);
}

describe.each([...languages])('The plain edition (%s)', (lang) => {
  test('holds everything that the description says', () => {
    const document = documentIn(lang);
    expect(everythingSaid(document).length).toBeGreaterThan(1_100);
    expect(missing(document, pageIn(lang))).toEqual([]);
  });

  test('holds what belongs to an operation or a schema in its own part', () => {
    const document = documents.get(lang) as OpenApiDocument;
    const parts = partsById(pageIn(lang), 3);
    for (const { id, path, method, parameters, object } of listOperations(
      document,
    ) as DocsOperation[]) {
      const part = visibleText(parts.get(`operation-${id}`) ?? '');
      expect(part).toContain(`${method.toUpperCase()} ${path}`);
      expect(letters(part)).toContain(letters(object.description ?? ''));
      for (const { parameter } of parameters) expect(part).toContain(parameter.name);
      for (const response of responsesOf(document, { object } as DocsOperation)) {
        expect(part).toContain(response.status);
        // Of an answer that many operations give, its meaning stands beside the link to it.
        expect(letters(part)).toContain(letters(firstSentence(response.description)));
        if (response.component === undefined && response.headers.length > 0) {
          expect(parts.get(`operation-${id}`)).toContain(`<h5>${docsWords[lang].headers}</h5>`);
        }
      }
      expect(part).toContain('SECMASTER_TOKEN');
      for (const header of ['X-Auth-Token', 'Authorization', 'X-Sdk-Date', 'Content-Type']) {
        expect(parts.get(`operation-${id}`)).toContain(`<th scope="row"><code>${header}</code>`);
      }
      for (const { source } of object['x-codeSamples'] ?? []) {
        expect(part).toContain(source.trimEnd());
      }
    }
    const schemas = document.components?.['schemas'] as Record<string, object>;
    for (const [name, schema] of Object.entries(schemas)) {
      expect(missing(schema as OpenApiDocument, parts.get(`schema-${name}`) ?? '')).toEqual([]);
    }
  });

  test('is HTML without faults and without script', () => {
    expect(htmlFaults(pageIn(lang))).toEqual([]);
    expect(pageIn(lang)).not.toMatch(/<script|<img|<iframe|\son[a-z]+=/i);
    expect(pageIn(lang)).toContain("default-src 'none'; script-src 'none'");
  });

  test('lacks something when a member, a value, a text or an example is taken out of it', () => {
    const page = pageIn(lang);
    for (const [from, place] of [
      [/approve_role/g, /AopWorkflowInfo\/properties\/approve_role/],
      [/HEMOSTASIS/g, /enum: HEMOSTASIS/],
      [/brute force login/g, /examples\/createWorkflowInstanceRequest\/value/],
      [/errorSignatureRefused|verify aksk signature fail/g, /examples\/errorSignatureRefused/],
    ] as const) {
      expect(missing(documentIn(lang), page.replaceAll(from, '')).join('\n')).toMatch(place);
    }
  });
});

test('The plain editions have the same anchors in both languages', () => {
  const anchors = languages.map((lang) =>
    [...pageIn(lang).matchAll(/ id="([^"]*)"/g)].map((match) => match[1]),
  );
  expect(anchors[1]).toEqual(anchors[0]);
  expect(anchors[0]).toContain('operation-createAopWorkflowVersionApprovel');
});

test('The check of HTML sees faults', () => {
  expect(htmlFaults('<p>one<ul></ul></p>')).toEqual(['<ul> inside <p>']);
  expect(htmlFaults('<b><i></b></i>')).not.toEqual([]);
  expect(htmlFaults('<b id="x"></b><b id="x"></b>')).toEqual(['id x twice']);
  expect(htmlFaults('<p>')).toEqual(['left open: p']);
  expect(htmlFaults('<p>a < b</p>')).toEqual(['a stray <: < b']);
  expect(htmlFaults('<a href="#nowhere"></a>')).toEqual(['#nowhere leads nowhere']);
});

test('A hostile description stays text', () => {
  const hostile = '<script>alert(1)</script> "><img src=x onerror=alert(1)> </code></td></table>';
  const links = '[one](javascript:alert(1)) [two](JaVaScRiPt:alert(1)) [three](data:text/html,x)';
  const named = '"><img src=x>';
  const page = plainPage(
    {
      openapi: '3.1.1',
      info: { title: hostile, version: hostile, description: `${hostile}\n\n${links}` },
      servers: [{ url: `http://${named}`, description: hostile }],
      tags: [{ name: hostile, description: hostile }],
      paths: {
        [`/${named}`]: {
          post: {
            operationId: named,
            summary: hostile,
            description: hostile,
            tags: [hostile],
            externalDocs: { url: 'https://x"><script>', description: hostile },
            parameters: [
              { name: named, in: 'query', description: hostile, schema: { enum: [hostile] } },
            ],
            requestBody: {
              content: {
                [named]: {
                  schema: { type: hostile, properties: { [named]: { pattern: hostile } } },
                  examples: { [named]: { summary: hostile, value: hostile } },
                },
              },
            },
            responses: { [named]: { description: hostile } },
          },
        },
      },
      components: { schemas: { [named]: { title: hostile, description: hostile } } },
    } as never,
    'en',
  );
  expect(htmlFaults(page)).toEqual([]);
  expect(page).not.toMatch(/<script|<img|href="(javascript|data):[^,]/i);
});

describeWith(chromium, 'The plain edition in a browser', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await launchOffline();
    folder = await mkdtemp(join(tmpdir(), 'plain-'));
    await Promise.all(
      languages.map((lang) => writePlain(documents.get(lang) as OpenApiDocument, lang, folder)),
    );
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  test.each([
    ['en', 'plain.html', 'light'],
    ['zh-CN', 'zh-CN/plain.html', 'dark'],
  ] as const)('can be used by everybody: %s, %s, %s', async (lang, path, colorScheme) => {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
    const { page, trace } = await watchedPage(browser);
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 360, height: 740 });
    const address = pathToFileURL(join(folder, path)).href;
    await page.goto(address);
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(trace).toEqual({ requests: [address], complaints: [] });
    await page.evaluate(axe);
    const findings = await page.evaluate(async () => {
      const run = (window as unknown as { axe: { run: (o: object) => Promise<AxeResult> } }).axe
        .run;
      const { violations } = await run({
        resultTypes: ['violations'],
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
      });
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
    expect(findings).toEqual([]);
    await page.close();
  });
});

interface AxeResult {
  violations: { id: string; nodes: { html: string }[] }[];
}
