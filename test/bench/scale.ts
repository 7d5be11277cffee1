import { build as bundleCode } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defineCommand, UserError } from '../../scripts/lib/cli.js';
import { readBundle } from '../../scripts/lib/openapi/document.js';
import { listOperations } from '../../scripts/lib/operation-list.js';
import { projectRoot, runTool, toolPath } from '../../scripts/lib/process.js';
import { stopSignal } from '../../scripts/lib/stop-signal.js';
import { withTemporaryFolder } from '../../scripts/lib/temporary-folder.js';
import { compilePackage } from '../../scripts/package.js';
import { compilerFigures, type CompilerFigures } from './compiler.js';
import { multiply } from './multiplied.js';

const command = {
  usage: 'npx tsx test/bench/scale.ts',
  summary:
    'Measures how costs grow with the description, whose family of workflows is repeated: the build, the type check of a program that uses one family, one operation in the bundle of a browser, the import of the client with all families.',
  options: {
    families: {
      value: 'N,N',
      default: '1,5,10,16',
      help: 'how often the description has the family',
    },
    rounds: { value: 'N', default: '15', help: 'imports in fresh processes; the median counts' },
    lint: { help: 'build with the linters' },
  },
  failure:
    'a description does not build, or a program of one family pays for the others: its bundle is too large, or the compiler does more',
} as const;

/** The family that is repeated. */
const family = 'workflows';

/** Most bytes of a bundle with one operation, gzip. */
const mostBytes = 12 * 1024;

/** What one run of a tool needed, in seconds; with all that it started. */
interface Cost {
  readonly seconds: number;
  readonly cpu: number;
  readonly output: string;
}

/** What a description of one size needs. */
interface Figures {
  /** How often the description has the family. */
  readonly families: number;
  readonly operations: number;
  readonly build: Cost;
  /** What the compiler needs for a program that uses one family. */
  readonly check: CompilerFigures;
  /** Bytes of a bundle with one operation. */
  readonly gzip: number;
  /** Milliseconds of the clock and of the processor. */
  readonly importTime: number;
  readonly importCpu: number;
}

/** Seconds of the processor for the tools that have ended; undefined where the system has no /proc. */
function cpuOfTools(): number | undefined {
  if (!existsSync('/proc/self/stat')) return undefined;
  // The name of the process, in parentheses, may have spaces.
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  // Ticks, 100 in a second on every Linux that Node.js runs on.
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** Runs a script in a process of its own. */
async function measured(script: string, args: string[], signal: AbortSignal): Promise<Cost> {
  const before = cpuOfTools() ?? NaN;
  const start = performance.now();
  const { code, output } = await runTool(script, args, { signal });
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0) throw new UserError(`${script} ended with exit code ${code}:\n${output.trim()}`);
  return { seconds, cpu: (cpuOfTools() ?? NaN) - before, output };
}

/** A program of a user who needs nothing but one family. */
const consumer = `import { createClient } from 'secmaster-openapi/client';
import { workflows } from 'secmaster-openapi/${family}';

const client = createClient(
  { region: 'cn-north-4', projectId: 'p', workspaceId: 'w', token: 't' },
  { workflows },
);
const { data } = await client.workflows.listWorkflows({ limit: 10 });
for (const { id } of data ?? []) console.log(id);
`;

/** A page that calls one operation. */
const page = `import { createClient } from 'secmaster-openapi/client';
import { listWorkflows } from 'secmaster-openapi/${family}';

const client = createClient(
  { region: 'cn-north-4', projectId: 'p', workspaceId: 'w', token: 't' },
  { workflows: { listWorkflows } },
);
console.log(await client.workflows.listWorkflows());
`;

/** A program that prints how long the import of the client takes. */
const importer = `const start = performance.now();
const before = process.cpuUsage();
await import('secmaster-openapi');
const time = performance.now() - start;
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify([time, (user + system) / 1000]));
`;

async function bundledBytes(folder: string): Promise<number> {
  await writeFile(join(folder, 'page.mjs'), page);
  const { outputFiles } = await bundleCode({
    entryPoints: [join(folder, 'page.mjs')],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    write: false,
    logLevel: 'silent',
  });
  return gzipSync(outputFiles[0]?.contents ?? '').length;
}

async function importFigures(
  folder: string,
  rounds: number,
  signal: AbortSignal,
): Promise<Pick<Figures, 'importTime' | 'importCpu'>> {
  const program = join(folder, 'importer.mjs');
  await writeFile(program, importer);
  const figures: number[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { output } = await measured(program, [], signal);
    figures.push(JSON.parse(output) as number[]);
  }
  const median = (at: number) =>
    figures.map((one) => one[at] ?? NaN).sort((one, other) => one - other)[rounds >> 1] ?? NaN;
  return { importTime: median(0), importCpu: median(1) };
}

/** Makes a project in a folder: this one's sources, without the commands, and a larger description. */
async function copyProject(folder: string, families: number): Promise<void> {
  await mkdir(join(folder, 'scripts'), { recursive: true });
  for (const name of ['src', 'tsconfig.json', 'scripts/tsconfig.package.json']) {
    await cp(join(projectRoot, name), join(folder, name), { recursive: true });
  }
  const text = await readFile(join(projectRoot, 'package.json'), 'utf8');
  const { bin: _, ...manifest } = JSON.parse(text) as Record<string, unknown>;
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  await multiply(join(projectRoot, 'spec'), join(folder, 'spec'), family, families);
}

async function figuresOf(
  families: number,
  { rounds, lint }: { rounds: number; lint: boolean },
  signal: AbortSignal,
): Promise<Figures> {
  return withTemporaryFolder(join(tmpdir(), 'scale-'), async (root) => {
    const folder = join(root, 'project');
    await copyProject(folder, families);
    const generated = join(folder, 'generated');
    const build = await measured(
      toolPath('tsx', 'tsx'),
      [
        join(projectRoot, 'scripts/build.ts'),
        ...['--spec', join(folder, 'spec/openapi.yaml'), '--out', generated],
        ...(lint ? [] : ['--skip-lint']),
      ],
      signal,
    );
    const operations = listOperations(readBundle(join(generated, 'openapi.json'))).length;
    await compilePackage(signal, folder);
    // As it is installed: with what it exports, and no sources.
    const programs = join(root, 'programs');
    const installed = join(programs, 'node_modules/secmaster-openapi');
    await mkdir(installed, { recursive: true });
    await cp(join(folder, 'package.json'), join(installed, 'package.json'));
    await cp(join(folder, 'dist'), join(installed, 'dist'), { recursive: true });
    for (const name of ['undici', 'openapi-fetch', '@noble']) {
      await symlink(join(projectRoot, 'node_modules', name), join(installed, '..', name));
    }
    await writeFile(join(programs, 'consumer.mts'), consumer);
    return {
      families,
      operations,
      build,
      check: await compilerFigures(join(programs, 'consumer.mts'), 'typescript', signal),
      gzip: await bundledBytes(programs),
      ...(await importFigures(programs, rounds, signal)),
    };
  });
}

function requireCounts(name: string, value: string): number[] {
  const counts = value.split(',');
  if (counts.every((text) => /^[1-9]\d{0,3}$/.test(text))) return counts.map(Number);
  throw new UserError(`--${name} takes whole numbers from 1 to 9999, not "${value}".`, 2);
}

function row(cells: readonly string[]): string {
  return cells.map((cell, at) => (at === 0 ? cell.padEnd(34) : cell.padStart(12))).join('');
}

defineCommand(import.meta.url, command, async (options) => {
  const counts = requireCounts('families', options.families);
  const [rounds = 1] = requireCounts('rounds', options.rounds);
  const { lint } = options;
  const signal = stopSignal();
  const all: Figures[] = [];
  for (const count of counts) all.push(await figuresOf(count, { rounds, lint }, signal));
  const [first] = all as [Figures];
  const print = (name: string, cell: (figures: Figures) => string) =>
    console.log(row([name, ...all.map(cell)]));
  print('operations', ({ operations }) => String(operations));
  print('families', ({ families }) => String(families));
  print(`build${lint ? ' with lint' : ''}`, ({ build }) => `${build.seconds.toFixed(1)} s`);
  print('  of the processor', ({ build }) => `${build.cpu.toFixed(1)} s`);
  print('  of the processor, to linear', ({ build, operations }) =>
    (build.cpu / first.build.cpu / (operations / first.operations)).toFixed(2),
  );
  print('type check with one family', ({ check }) => `${check.totalTime.toFixed(2)} s`);
  print('  instantiations', ({ check }) => String(check.instantiations));
  print('one operation in a bundle, gzip', ({ gzip }) => `${gzip} bytes`);
  print('import of the whole client', (figures) => `${figures.importTime.toFixed(1)} ms`);
  print('  of the processor', ({ importCpu }) => `${importCpu.toFixed(1)} ms`);
  // Times depend on what else the machine does; these two do not.
  for (const { operations, gzip, check } of all) {
    if (gzip > mostBytes) {
      throw new UserError(`with ${operations} operations, one in a bundle has ${gzip} bytes.`);
    }
    if (check.instantiations > first.check.instantiations * 1.1) {
      throw new UserError(`with ${operations} operations, a program of one family costs more.`);
    }
  }
});
