import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { defineCommand, UserError } from '../../scripts/lib/cli.js';
import { displayPath } from '../../scripts/lib/openapi/source.js';
import { serveFolder } from '../../scripts/lib/loopback.js';
import { defaultOut, outOption } from '../../scripts/lib/paths.js';
import { chromium } from '../lib/programs.js';
import { installPeers } from './install-peers.js';

const command = {
  usage: 'npx tsx test/bench/lighthouse.ts',
  summary:
    'Has Lighthouse rate a page of each kind of the built docs as on a mobile phone, in both languages.',
  options: {
    out: { ...outOption, help: 'folder of the build (default generated)' },
    rounds: { value: 'N', default: '3', help: 'rounds; the median counts' },
    pages: {
      value: 'PATHS',
      default: [
        // A landing page, tables, pictures, code, and the log of decisions.
        ...['index', 'guides/errors', 'guides/life-cycle', 'guides/release', 'guides/decisions'],
        // Lists, of which one has all operations.
        ...['overview', 'reference', 'families/playbooks', 'tags/workflow-version-management'],
        // The longest body and the longest response, and a short operation.
        ...['operations/createAlert', 'operations/listAlerts', 'operations/showWorkspace'],
      ].join(','),
      help: 'pages that are rated, without the ending .html',
    },
  },
  failure: 'a page has less than 100 for accessibility or less than 95 for performance',
} as const;

/** The ratings that every page has to have. */
const least = { accessibility: 100, performance: 95 } as const;

/** A rating of a page. */
type Category = keyof typeof least;

const categories = Object.keys(least) as Category[];

/** What is read of a report of Lighthouse. */
interface Report {
  categories: Record<Category, { score: number | null; auditRefs: { id: string }[] }>;
  audits: Record<string, { score: number | null; title: string }>;
}

const program = fileURLToPath(new URL('node_modules/lighthouse/cli/index.js', import.meta.url));

/** Rates a page once, in a browser of its own that reaches no host but this machine. */
async function rate(address: string): Promise<Report> {
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"',
  ];
  const child = spawn(
    process.execPath,
    [
      ...[program, address, '--output=json', '--quiet', '--no-enable-error-reporting'],
      ...[`--only-categories=${categories.join(',')}`, `--chrome-flags=${flags.join(' ')}`],
    ],
    {
      env: { ...process.env, CHROME_PATH: chromium.path },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const output = await text(child.stdout);
  try {
    return JSON.parse(output) as Report;
  } catch {
    throw new UserError(`Lighthouse gave no report on ${address}.`);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;
}

defineCommand(import.meta.url, command, async ({ out = defaultOut, rounds, pages }) => {
  if (chromium.path === undefined) throw new UserError(`this needs ${chromium.missing}.`);
  const docs = resolve(out, 'docs');
  if (!existsSync(docs)) {
    throw new UserError(`${displayPath(docs)} holds no docs; run npm run build.`);
  }
  installPeers();
  const server = await serveFolder(docs, 0, {}, true);
  const faults: string[] = [];
  try {
    for (const path of pages.split(',').flatMap((name) => [`${name}.html`, `zh-CN/${name}.html`])) {
      const reports: Report[] = [];
      for (let round = 0; round < Number(rounds); round += 1) {
        reports.push(await rate(server.url + path));
      }
      const scores = categories.map((name) => {
        const score = median(reports.map((one) => (one.categories[name].score ?? 0) * 100));
        if (score < least[name]) faults.push(`${path}: ${name} ${score.toFixed(0)}`);
        return `${name} ${score.toFixed(0)}`;
      });
      console.log(`${path.padEnd(46)}${scores.join('  ')}`);
      const [{ categories: rated, audits }] = reports as [Report];
      for (const { id } of rated.accessibility.auditRefs) {
        const audit = audits[id];
        if (audit?.score === 0) console.log(`  ${audit.title} (${id})`);
      }
    }
  } finally {
    await server.stop();
  }
  if (faults.length > 0) {
    throw new UserError(`pages are below what they have to reach:\n${faults.join('\n')}`);
  }
});
