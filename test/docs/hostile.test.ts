import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { buildDocs } from '../../scripts/docs/site.js';
import { findCompanions } from '../../scripts/lib/companions.js';
import { describeWith } from '../lib/describe-with.js';
import { patience } from '../lib/patience.js';
import { chromium } from '../lib/programs.js';
import { openBrowser, watchedPage } from './browser.js';

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
      openBrowser(),
      buildDocs({
        companions: findCompanions(bundled),
        bundled,
        published: folder,
        folder: join(folder, 'docs'),
        print: (line) => expect(line).toBe(''),
      }),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  test('show markup as text on every page, and neither run it nor follow it', async () => {
    const docs = join(folder, 'docs');
    const names = (readdirSync(docs, { recursive: true }) as string[]).filter((name) =>
      name.endsWith('.html'),
    );
    expect(names.length).toBeGreaterThan(texts.length);
    const root = pathToFileURL(docs).href;
    const { page, trace } = await watchedPage(browser);
    for (const name of names) {
      await page.goto(`${root}/${name}`);
      await page.waitForLoadState('load');
      const found = await page.evaluate(() => ({
        ran: 'ran' in window,
        elements: [
          ...document.querySelectorAll(
            'hostile-element, img[onerror], img[src^="http"], body meta, a[href^="javascript:" i], svg[onload]',
          ),
        ].map(({ outerHTML }) => outerHTML),
      }));
      // Of addresses in other members the renderer makes links, and it has a wordmark of its own, once it
      // has drawn the page: its policy lets neither run nor load.
      if (name === 'redoc.html') {
        const isOwn = (one: string) => one.startsWith('<a ') || one.includes('alt="redocly logo"');
        found.elements = found.elements.filter((one) => !isOwn(one));
      }
      expect([name, found]).toEqual([name, { ran: false, elements: [] }]);
      expect(page.url()).toBe(`${root}/${name}`);
    }
    const outside = () => trace.requests.filter((request) => !request.startsWith(root));
    // That the policy has refused one is reported a moment later.
    const end = performance.now() + patience / 2;
    while (outside().length > 0 && performance.now() < end) await page.waitForTimeout(20);
    expect(outside()).toEqual([]);
    await page.close();
  });
});
