import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineCommand, UserError } from '../../scripts/lib/cli.js';
import { projectRoot } from '../../scripts/lib/process.js';
import { stopSignal } from '../../scripts/lib/stop-signal.js';
import { withTemporaryFolder } from '../../scripts/lib/temporary-folder.js';
import { compilePackage } from '../../scripts/package.js';
import { callSites, type Style } from './call-sites.js';
import { compilerFigures, type CompilerFigures } from './compiler.js';

const command = {
  usage: 'npx tsx test/bench/type-check.ts',
  summary:
    'Compares what TypeScript needs to check calls of methods and calls by path, which openapi-fetch takes.',
  options: {
    calls: { value: 'N', default: '400', help: 'call sites in each program' },
    rounds: { value: 'N', default: '3', help: 'rounds; the median counts' },
    compiler: {
      value: 'NAME',
      default: 'typescript',
      help: 'package of the compiler: typescript or typescript-7',
    },
  },
  failure: 'a program does not compile',
} as const;

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;
}

function requireCount(name: string, value: string): number {
  if (/^[1-9]\d{0,4}$/.test(value)) return Number(value);
  throw new UserError(`--${name} must be a whole number from 1 to 99999, not "${value}".`, 2);
}

defineCommand(import.meta.url, command, async (options) => {
  const { compiler } = options;
  const calls = requireCount('calls', options.calls);
  const rounds = requireCount('rounds', options.rounds);
  if (!['typescript', 'typescript-7'].includes(compiler)) {
    throw new UserError(`--compiler must be "typescript" or "typescript-7", not "${compiler}".`, 2);
  }
  const signal = stopSignal();
  await compilePackage(signal);
  // Inside this package, where its name leads to dist/ (the peers in test/bench are another one).
  await withTemporaryFolder(join(projectRoot, 'test/type-check-'), async (folder) => {
    const figures: Record<Style, CompilerFigures[]> = { methods: [], paths: [] };
    const styles = Object.keys(figures) as Style[];
    for (const style of styles) {
      await writeFile(join(folder, `${style}.mts`), callSites(style, calls));
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const style of styles) {
        figures[style].push(await compilerFigures(join(folder, `${style}.mts`), compiler, signal));
      }
    }
    const times = styles.map((style) => median(figures[style].map((one) => one.checkTime)));
    const counts = styles.map((style) => median(figures[style].map((one) => one.instantiations)));
    const ratio = ([methods = NaN, paths = NaN]: number[]) => (methods / paths).toPrecision(2);
    const row = (...cells: string[]) =>
      console.log(cells.map((cell, at) => (at ? cell.padStart(10) : cell.padEnd(16))).join(''));
    console.log(`${calls} call sites, ${compiler}, median of ${rounds}`);
    row('', ...styles, 'ratio');
    row('check time', ...times.map((time) => `${time.toFixed(2)} s`), ratio(times));
    row('instantiations', ...counts.map(String), ratio(counts));
  });
});
