import { mkdir, mkdtemp, readFile, rm, writeFile, copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { docsFiles, writeFiles } from '../../scripts/docs/site.js';
import { findCompanions } from '../../scripts/lib/companions.js';
import { defineCommand, UserError } from '../../scripts/lib/cli.js';
import { isObject, type OpenApiDocument } from '../../scripts/lib/openapi/document.js';
import { defaultBundle, redoclyConfig } from '../../scripts/lib/paths.js';
import { runTool, toolPath } from '../../scripts/lib/process.js';
import { serveFolder } from '../../scripts/lib/loopback.js';
import { launchOffline } from '../docs/browser.js';
import { chromium } from '../lib/programs.js';
import { installPeers } from './install-peers.js';
import { repeated, type Probe } from './repeated.js';

const command = {
  usage: 'npx tsx test/bench/docs.ts',
  summary:
    'Compares the pages of operations with Redoc, Scalar and Swagger UI on the same description: bytes, time until the list of operations is visible, time until an operation reached by its link is readable, heap.',
  options: {
    bundle: { value: 'PATH', help: 'bundled document (default generated/openapi.json)' },
    sizes: {
      value: 'N,N',
      default: '18,100,400',
      help: 'operations to shorten or repeat the description to; 0 for the description as it is',
    },
    rounds: { value: 'N', default: '3', help: 'rounds; the median counts' },
  },
  failure: 'a contestant cannot be built, or one shows an operation nearly as fast as this project',
} as const;

/** A page to measure. */
interface Contestant {
  name: string;
  /** Writes the page into a folder, with all that it needs. */
  build(document: OpenApiDocument, folder: string): Promise<void>;
  /** The page with the list of operations, if it is not `index.html`. */
  list?: string;
  /** Address of an operation. */
  link(probe: Probe): string;
  /** Whether its list stands below the overview, so that it counts as soon as it is there. */
  listBelow?: true;
}

/** What one page needs. */
interface Figures {
  gzip: number;
  list: number;
  deep: number;
  heap: number;
}

/** A file of a peer, whose package may keep it to itself. */
const peer = (path: string) => fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));

/** A name as Redoc and Scalar write it in an address. */
const slug = (name: string) => name.trim().toLowerCase().replace(/\s+/g, '-');

async function plainPage(
  folder: string,
  document: OpenApiDocument,
  files: Record<string, string>,
  body: string,
): Promise<void> {
  await writeFile(join(folder, 'openapi.json'), JSON.stringify(document));
  for (const [name, from] of Object.entries(files)) await copyFile(from, join(folder, name));
  await writeFile(
    join(folder, 'index.html'),
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Docs</title><link rel="icon" href="data:,"></head><body>${body}</body></html>`,
  );
}

const contestants: readonly Contestant[] = [
  {
    name: 'this project',
    async build(document, folder) {
      const bundled = join(folder, 'openapi.json');
      await writeFile(bundled, JSON.stringify(document));
      const companions = findCompanions(bundled, { config: redoclyConfig });
      // The guides speak of operations that a part of the description does not have.
      const own = {
        ...companions,
        guides: undefined,
        decisions: [],
        lifeCycles: [],
        workflows: [],
      };
      await writeFiles(folder, await docsFiles({ companions: own, bundled, published: folder }));
    },
    list: 'reference.html',
    link: ({ id }) => `operations/${id}.html`,
  },
  {
    name: 'Redoc 3, redocly build-docs',
    async build(document, folder) {
      const source = join(folder, '..', 'source.json');
      await writeFile(source, JSON.stringify(document));
      const { code, output } = await runTool(toolPath('@redocly/cli', 'redocly'), [
        ...['build-docs', source, '--inlineBundle', '--output', join(folder, 'index.html')],
        ...['--config', redoclyConfig],
      ]);
      if (code !== 0) throw new UserError(`redocly build-docs failed:\n${output}`);
    },
    link: ({ tag, id }) => `index.html#/${slug(tag)}/${id.toLowerCase()}`,
  },
  {
    name: 'Redoc 2',
    build: (document, folder) =>
      plainPage(
        folder,
        document,
        { 'redoc.js': peer('redoc/bundles/redoc.standalone.js') },
        '<redoc spec-url="openapi.json"></redoc><script src="redoc.js"></script>',
      ),
    link: ({ tag, id }) => `index.html#tag/${tag.replaceAll(' ', '-')}/operation/${id}`,
  },
  {
    name: 'Scalar',
    build: (document, folder) =>
      plainPage(
        folder,
        document,
        {
          'scalar.js': peer('@scalar/api-reference/dist/browser/standalone.js'),
        },
        `<div id="app"></div><script src="scalar.js"></script><script>Scalar.createApiReference('#app',{url:'openapi.json',withDefaultFonts:false,telemetry:false,agent:{disabled:true},mcp:{disabled:true},showDeveloperTools:'never',hideClientButton:true})</script>`,
      ),
    link: ({ tag, method, path }) => `index.html#tag/${slug(tag)}/${method.toUpperCase()}${path}`,
  },
  {
    name: 'Swagger UI',
    build: (document, folder) =>
      plainPage(
        folder,
        document,
        {
          'swagger.js': peer('swagger-ui-dist/swagger-ui-bundle.js'),
          'swagger.css': peer('swagger-ui-dist/swagger-ui.css'),
        },
        `<link rel="stylesheet" href="swagger.css"><div id="app"></div><script src="swagger.js"></script><script>SwaggerUIBundle({url:'openapi.json',dom_id:'#app',deepLinking:true})</script>`,
      ),
    link: ({ tag, id }) => `index.html#/${encodeURIComponent(tag)}/${id}`,
    listBelow: true,
  },
];

/** How many times as long as this project the next peer has to need until a deep link is readable. */
const leastRatio = 2;

/** How long a page may take to show something, in milliseconds. */
const patience = 30_000;

/** A text to wait for. */
interface Wanted {
  text: string;
  /** Whether it may stand below what is in view. */
  below?: boolean;
}

/** Run in the page: milliseconds since the start when a text is in view; false until then. */
function inView({ text, below = false }: Wanted): number | false {
  const found = document.evaluate(
    `//*[not(self::script)][text()[contains(., ${JSON.stringify(text)})]]`,
    document,
    null,
    XPathResult.ORDERED_NODE_SNAPSHOT_TYPE,
  );
  for (let index = 0; index < found.snapshotLength; index += 1) {
    const { top, bottom, width } = (found.snapshotItem(index) as Element).getBoundingClientRect();
    if (width > 0 && bottom > 0 && (below || top < innerHeight)) return performance.now();
  }
  return false;
}

async function visit(
  browser: Browser,
  address: string,
  wanted: Wanted,
): Promise<{ time: number; heap: number; files: string[] }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const files: string[] = [];
  page.on('request', (request) => {
    // What a page asks other hosts for, none of which it reaches, is not among its files.
    const { protocol, origin, pathname } = new URL(request.url());
    if (protocol === 'http:' && origin === new URL(address).origin) files.push(pathname);
  });
  try {
    await page.goto(address, { waitUntil: 'commit' });
    const shown = await page
      .waitForFunction(inView, wanted, { polling: 'raf', timeout: patience })
      .catch(() => undefined);
    const time = shown === undefined ? NaN : Number(await shown.jsonValue());
    await page.waitForLoadState('load');
    await page.waitForTimeout(1000);
    const session = await context.newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return { time, heap: usedSize, files };
  } finally {
    await context.close();
  }
}

async function gzipBytes(folder: string, files: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const name of new Set(files)) bytes += gzipSync(await readFile(join(folder, name))).length;
  return bytes;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(30) : cell.padStart(16))).join('');
}

/** A figure, and how many times the best it is. */
function compared(value: number, best: number, digits = 0): string {
  if (Number.isNaN(value)) return '–';
  return `${value.toFixed(digits)} (${(value / best).toFixed(2)} x)`;
}

function print(title: string, all: ReadonlyMap<string, Figures>): void {
  const best = (name: keyof Figures) =>
    Math.min(
      ...[...all.values()].map((figures) => figures[name]).filter((one) => !Number.isNaN(one)),
    );
  console.log(`\n${title}`);
  console.log(row(['', 'gzip KB', 'list ms', 'deep ms', 'heap MB']));
  for (const [name, { gzip, list, deep, heap }] of all) {
    console.log(
      row([
        name,
        compared(gzip / 1024, best('gzip') / 1024),
        compared(list, best('list')),
        compared(deep, best('deep')),
        compared(heap / 2 ** 20, best('heap') / 2 ** 20, 1),
      ]),
    );
  }
}

defineCommand(import.meta.url, command, async ({ bundle = defaultBundle, sizes, rounds }) => {
  if (chromium.path === undefined) throw new UserError(`this needs ${chromium.missing}.`);
  installPeers();
  const document: unknown = JSON.parse(await readFile(bundle, 'utf8'));
  if (!isObject(document)) throw new UserError(`${bundle} is no description.`);
  const root = await mkdtemp(join(tmpdir(), 'bench-docs-'));
  const browser = await launchOffline();
  const ratios: number[] = [];
  try {
    for (const size of sizes.split(',').map(Number)) {
      const { document: grown, probe, operations } = repeated(document, size);
      const folder = join(root, String(size));
      const all = new Map<string, Figures>();
      const samples = new Map<
        string,
        { list: number[]; deep: number[]; heap: number[]; files: string[] }
      >();
      for (const [index, contestant] of contestants.entries()) {
        const place = join(folder, String(index), 'page');
        await mkdir(place, { recursive: true });
        await contestant.build(grown as OpenApiDocument, place);
        samples.set(contestant.name, { list: [], deep: [], heap: [], files: [] });
      }
      const server = await serveFolder(folder, 0);
      // The first page of all pays for the start of the browser.
      const [{ list: warmUp = 'index.html' }] = contestants as [Contestant];
      await visit(browser, `${server.url}0/page/${warmUp}`, { text: probe.listed });
      for (let round = 0; round < Number(rounds); round += 1) {
        for (const [index, contestant] of contestants.entries()) {
          const { name, link, listBelow, list: first = 'index.html' } = contestant;
          const address = `${server.url}${index}/page/`;
          const taken = samples.get(name);
          const list = await visit(browser, address + first, {
            // It does not know the extension for the title.
            text: listBelow ? probe.firstTag : probe.listed,
            below: listBelow === true,
          });
          const deep = await visit(browser, address + link(probe), { text: probe.text });
          taken?.list.push(list.time);
          taken?.deep.push(deep.time);
          taken?.heap.push(list.heap);
          // What a reader needs who comes by a link to an operation.
          taken?.files.push(...deep.files);
        }
      }
      await server.stop();
      for (const { name } of contestants) {
        const { list = [], deep = [], heap = [], files = [] } = samples.get(name) ?? {};
        const gzip = await gzipBytes(folder, files);
        all.set(name, { gzip, list: median(list), deep: median(deep), heap: median(heap) });
      }
      print(`${operations} operations`, all);
      const [own, ...others] = [...all.values()].map(({ deep: time }) => time);
      const ratio = Math.min(...others.filter((time) => !Number.isNaN(time))) / own!;
      console.log(`the next needs ${ratio.toFixed(2)} times as long until a deep link is readable`);
      ratios.push(ratio);
    }
  } finally {
    await browser.close();
    await rm(root, { recursive: true, force: true });
  }
  // Infinity: no peer was measured.
  if (!ratios.every((ratio) => ratio >= leastRatio && Number.isFinite(ratio))) {
    throw new UserError(
      `a peer needs less than ${leastRatio} times as long for a deep link, or none showed it at all.`,
    );
  }
});
