import { build } from 'esbuild';
import { execFile, fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { defineCommand, UserError } from '../../scripts/lib/cli.js';
import { stopSignal } from '../../scripts/lib/stop-signal.js';
import { compilePackage } from '../../scripts/package.js';
import { contestants, type Contestant } from './contestants.js';
import { installPeers } from './install-peers.js';

const command = {
  usage: 'npm run bench --',
  summary:
    'Compares what a signed POST of 1 KB costs, 16 in flight, in this client and in its peers.',
  options: {
    requests: { value: 'N', default: '5000', help: 'requests per contestant and round' },
    rounds: { value: 'N', default: '3', help: 'rounds; the best of each contestant counts' },
  },
  failure: 'a contestant failed',
} as const;

/** What one contestant needed for one request, in microseconds. */
export interface Figures {
  cpu: number;
  wall: number;
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Starts a module in a process of its own, so that no contestant shares a heap or a cache. */
function start(file: string, ...args: string[]): ChildProcess {
  return fork(here(file), args, {
    execArgv: ['--import=tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    child.once('message', (answer) => resolve(answer as Answer));
    child.once('exit', (code) => reject(new UserError(`a process ended with exit code ${code}.`)));
  });
}

function row(cells: readonly string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(34) : cell.padStart(13))).join('');
}

defineCommand(import.meta.url, command, async ({ requests, rounds }) => {
  installPeers();
  // The client takes its transport from there.
  await compilePackage(stopSignal());
  const server = start('server.ts');
  try {
    const url = await answerOf<string>(server);
    const best = new Map<Contestant, Figures>();
    for (let round = 1; round <= Number(rounds); round += 1) {
      for (const contestant of contestants) {
        const figures = await answerOf<Figures>(start('contest.ts', contestant, url, requests));
        const former = best.get(contestant);
        best.set(contestant, {
          cpu: Math.min(figures.cpu, former?.cpu ?? Infinity),
          wall: Math.min(figures.wall, former?.wall ?? Infinity),
        });
        console.log(`round ${round}  ${contestant}  ${figures.cpu.toFixed(0)} µs CPU`);
      }
    }
    const all = [...best.values()];
    const least = Math.min(...all.map(({ cpu }) => cpu));
    const most = Math.min(...all.map(({ wall }) => wall));
    console.log(row(['', 'CPU µs', 'of the least', 'requests/s', 'of the most']));
    for (const [contestant, { cpu, wall }] of best) {
      console.log(
        row([
          contestant,
          cpu.toFixed(0),
          `${(cpu / least).toFixed(2)} x`,
          (1e6 / wall).toFixed(0),
          (most / wall).toFixed(2),
        ]),
      );
    }
    console.log(`\nimport in a fresh process, median of ${imports}: ${await importTime()} ms`);
    console.log(`one operation with a token in a browser: ${await bundleSize()} bytes with gzip`);
  } finally {
    server.kill();
  }
});

/** Fresh processes that import the package. */
const imports = 15;

/** Median time of an import of the package, in milliseconds. */
async function importTime(): Promise<string> {
  const program = `const start = performance.now();
    await import(${JSON.stringify(new URL('../../dist/src/index.js', import.meta.url).href)});
    console.log(performance.now() - start);`;
  const times: number[] = [];
  for (let run = 0; run < imports; run += 1) {
    const args = ['--input-type=module', '--eval', program];
    times.push(Number((await promisify(execFile)(process.execPath, args)).stdout));
  }
  return times.sort((one, other) => one - other)[Math.floor(imports / 2)]?.toFixed(1) ?? '';
}

/** Size of the least program for a browser, in bytes. */
async function bundleSize(): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [here('../package/consumer/one-operation.mts')],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    minify: true,
    write: false,
    // As in a project of its own, which knows nothing of the paths of this one.
    tsconfigRaw: '{}',
    logLevel: 'error',
  });
  return gzipSync(outputFiles[0]?.contents ?? '').length;
}
