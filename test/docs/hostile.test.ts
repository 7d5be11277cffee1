import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { buildDocs } from '../../scripts/docs/site.js';
import { findCompanions } from '../../scripts/lib/companions.js';
import { describeWith } from '../lib/describe-with.js';
import { chromium } from '../lib/programs.js';
import { launchOffline, watchedPage } from './browser.js';

const element =
  '<hostile-element></hostile-element><img src="http://example.com/x.png" onerror="window.ran = 1">';

/** Texts in which HTML hides from those who look for it. */
const texts = [
  element,
  `<script>window.ran = 1</script><style>*{display:none}</style>${element}`,
  `<meta http-equiv="refresh" content="0;url=http://example.com/">${element}`,
  `[a](javascript:window.ran=1) <a href="javascript:window.ran=1">a</a> ${element}`,
  `<svg onload="window.ran = 1">${element}</svg>`,
  `\\\`${element}\``,
  `a \`\n\` ${element} \``,
  `- \`\`\`\n\`\`\`\n${element}\n\`\`\``,
  `  ~~~\n~~~\n${element}\n~~~`,
  `| a | b |\n| - | - |\n| \`x | ${element} \` |`,
  `[a](https://example.com/\`) ${element} \``,
  `{% html %}${element}{% /html %} \`{% hostile-element %}\``,
  `{% hostile-element %}${element}{% /hostile-element %}`,
];

/** A description that says a hostile text wherever it can say one. */
function hostileDescription() {
  const operation = (text: string, index: number) => ({
    operationId: `operation${index}`,
    tags: ['tag'],
    summary: text,
    description: text,
    externalDocs: { url: 'javascript:window.ran=1', description: text },
    parameters: [
      { name: 'one', in: 'query', description: text, schema: { type: 'string', title: text } },
    ],
    requestBody: {
      description: text,
      content: {
        'application/json': {
          schema: { $ref: `#/components/schemas/Schema${index}` },
          examples: { one: { summary: text, description: text, value: { a: text } } },
        },
      },
    },
    responses: {
      200: {
        description: text,
        headers: { 'X-One': { description: text, schema: { type: 'string' } } },
        content: { 'application/json': { schema: { type: 'string', description: text } } },
      },
    },
  });
  const schema = (text: string) => ({
    type: 'object',
    title: text,
    description: text,
    properties: { a: { type: 'string', description: text, enum: [text], pattern: text } },
  });
  return {
    openapi: '3.1.1',
    info: { title: element, version: element, summary: element, description: texts.join('\n\n') },
    servers: [{ url: 'http://127.0.0.1:4010', description: element }],
    tags: [{ name: 'tag', 'x-displayName': element, description: texts.join('\n\n') }],
    security: [{ token: [] }],
    paths: Object.fromEntries(
      texts.map((text, index) => [`/path-${index}`, { post: operation(text, index) }]),
    ),
    components: {
      schemas: Object.fromEntries(texts.map((text, index) => [`Schema${index}`, schema(text)])),
      securitySchemes: {
        token: { type: 'apiKey', in: 'header', name: 'X-Token', description: texts.join('\n\n') },
      },
    },
  };
}

describeWith(chromium, 'The docs of a hostile description', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hostile-'));
    const bundled = join(folder, 'openapi.json');
    await writeFile(bundled, JSON.stringify(hostileDescription()));
    await writeFile(join(folder, 'openapi.yaml'), JSON.stringify(hostileDescription()));
    [browser] = await Promise.all([
      launchOffline(),
      buildDocs({
        companions: findCompanions(bundled),
        bundled,
        published: folder,
        folder: join(folder, 'docs'),
      }),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  test.each([
    ['index.html', 'main li', []],
    ['plain.html', 'main h3', []],
    [
      'reference.html',
      '[data-testid=search-trigger]',
      texts.map((_, index) => `#/tag/operation${index}`),
    ],
    ['console.html', '.opblock', texts.map((_, index) => `#/tag/operation${index}`)],
  ])('show markup in %s as text, and neither run it nor follow it', async (name, shown, places) => {
    const { page, trace } = await watchedPage(browser);
    const address = pathToFileURL(join(folder, 'docs', name)).href;
    for (const place of ['', ...places]) {
      await page.goto(address + place);
      await page.locator(shown).first().waitFor();
      // The page draws what it shows in steps.
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      const found = await page.evaluate(() => ({
        ran: 'ran' in window,
        elements: [
          ...document.querySelectorAll(
            'hostile-element, img[onerror], img[src^="http"], body meta, a[href^="javascript:" i], svg[onload]',
          ),
        ].map(({ outerHTML }) => outerHTML),
      }));
      expect([place, found]).toEqual([place, { ran: false, elements: [] }]);
    }
    expect(page.url().split('#')[0]).toBe(address);
    expect(trace.requests.filter((request) => !request.startsWith(address))).toEqual([]);
    expect(trace.complaints.filter((line) => line.includes('Content Security Policy'))).toEqual([]);
    await page.close();
  });
});
