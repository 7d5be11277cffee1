import { build, type BuildFailure, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { defineCommand, UserError } from './lib/cli.js';
import { packedFlows } from './contract/flows/flows.js';
import { lineTableFile, lineTableOf } from './contract/locations.js';
import type { JsonObject } from './lib/openapi/document.js';
import { projectRoot, runTool, toolPath } from './lib/process.js';
import { digest, filesBelow, matchingPaths } from './lib/files.js';
import { stopSignal } from './lib/stop-signal.js';
import { withTemporaryFolder } from './lib/temporary-folder.js';

const command = {
  usage: 'npm run package',
  summary:
    'Compiles src/, generated/ and the commands of the npm package to dist/, with their types.',
  options: {},
  failure: 'the code does not compile; dist/ is as it was before',
} as const;

/** Where `dist/` notes what it was made from; no part of the package. */
const stampFile = '.build';

/**
 * Compiles the package beside `dist/` and puts it in its place once all of it compiled.
 *
 * @param project - folder of the project, which holds package.json
 * @throws UserError with the compiler's messages
 */
export async function compilePackage(signal: AbortSignal, project = projectRoot): Promise<void> {
  const stamp = sourcesStamp(project);
  const dist = join(project, 'dist/');
  await withTemporaryFolder(join(project, '.dist-'), async (work) => {
    await writeDeclarations(project, work, signal);
    await writeCode(project, work);
    await writeCommands(project, work);
    await writeContractData(project, work);
    await writeFile(join(work, stampFile), stamp);
    signal.throwIfAborted();
    await rm(dist, { recursive: true, force: true });
    await rename(work, dist);
  });
}

/**
 * Compiles the package unless `dist/` was made from the sources as they are.
 *
 * @returns the folder with a slash at its end
 */
export async function compilePackageIfStale(signal: AbortSignal): Promise<string> {
  const dist = join(projectRoot, 'dist/');
  const found = await readFile(join(dist, stampFile), 'utf8').catch(() => undefined);
  if (found !== sourcesStamp(projectRoot)) await compilePackage(signal);
  return dist;
}

/** A hash of all that can change what is compiled. */
function sourcesStamp(project: string): string {
  const folders = ['src', 'scripts', 'spec/rules', 'generated'].flatMap((name) =>
    filesBelow(join(project, name)).filter((file) => /\.[jt]s$/.test(file)),
  );
  const spec = filesBelow(join(project, 'spec')).filter((file) => file.endsWith('.yaml'));
  const files = ['package.json', 'tsconfig.json'];
  return digest(project, [...folders, ...spec, ...files.map((name) => join(project, name))]);
}

async function writeDeclarations(
  project: string,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const result = await runTool(
    toolPath('typescript-7', 'tsc'),
    ['-p', 'scripts/tsconfig.package.json', '--declarationDir', relative(project, folder)],
    { cwd: project, signal },
  );
  if (result.code !== 0) throw new UserError(`tsc says:\n${result.output.trim()}`);
}

/** What the code of the client and that of the commands have in common. */
const codeOptions = {
  outbase: '.',
  bundle: true,
  format: 'esm',
  target: 'es2023',
  logLevel: 'silent',
} satisfies BuildOptions;

/**
 * Gives the client of all families the tables of their operations in its own file. They are plain data,
 * which may exist twice, and to load one small file for each family takes longer than all else.
 */
const ownTables: Plugin = {
  name: 'own-tables',
  setup({ onResolve }) {
    onResolve({ filter: /\/operations\.js$/ }, ({ importer, path, resolveDir }) =>
      importer.endsWith('families.ts')
        ? { path: resolve(resolveDir, path.replace(/\.js$/, '.ts')), suffix: '?own' }
        : undefined,
    );
  },
};

/** The sandbox, which shares nothing with the client that must not exist twice. */
const sandboxEntry = 'src/sandbox/index.ts';

/** One file for each that package.json names: Node.js loads one file faster than fifty. */
async function writeCode(project: string, folder: string): Promise<void> {
  const sources = sourcesNamedIn(project, 'exports', 'imports');
  const options = {
    ...codeOptions,
    absWorkingDir: project,
    outdir: folder,
    // What two of the files share must not exist twice, classes least of all.
    splitting: true,
    chunkNames: 'src/shared-[hash]',
    platform: 'neutral',
    packages: 'external',
    plugins: [ownTables],
    // The platform that installs the package chooses, not the one that compiles it.
    external: ['#*'],
    // A debugger shows the sources, which the package holds too, for the maps of the declarations.
    sourcemap: true,
    sourcesContent: true,
  } satisfies BuildOptions;
  await compile({ ...options, entryPoints: sources.filter((name) => name !== sandboxEntry) });
  if (!sources.includes(sandboxEntry)) return;
  // By itself, since it is mostly tables and validators, which take half the room without white space.
  await compile({
    ...options,
    entryPoints: [sandboxEntry],
    chunkNames: 'src/sandbox/shared-[hash]',
    minifyWhitespace: true,
    minifySyntax: true,
    minifyIdentifiers: true,
    sourcesContent: false,
  });
}

/**
 * The commands, each with the tools that it needs in one file: whoever installs the client must not
 * install them too.
 */
async function writeCommands(project: string, folder: string): Promise<void> {
  const { dependencies } = manifest(project) as { dependencies: Record<string, string> };
  for (const source of sourcesNamedIn(project, 'bin')) {
    const { metafile } = await compile({
      ...codeOptions,
      absWorkingDir: project,
      entryPoints: [source],
      outdir: folder,
      platform: 'node',
      // The names of folders stand in the output: no others than those below this one.
      preserveSymlinks: true,
      // The mock is no part of the package: its command says so.
      // The sandbox is an entry of the package, beside its command.
      external: ['#*', ...Object.keys(dependencies), '*/mock.js', '*/src/sandbox/index.js'],
      // A tool in CommonJS asks for the modules of Node.js by `require`, which an ES module lacks.
      banner: {
        js: `#!/usr/bin/env node
import { createRequire as makeRequire } from 'node:module';
const require = makeRequire(import.meta.url);`,
      },
      metafile: true,
    });
    const output = join(folder, source.replace(/\.ts$/, '.js'));
    await chmod(output, 0o755);
    const licences = licencesOf(project, metafile as Metafile);
    if (licences !== '') await writeFile(output.replace(/\.js$/, '.LICENSES.txt'), licences);
  }
}

/** What the contract tests read beside their code, if the package has them. */
async function writeContractData(project: string, folder: string): Promise<void> {
  if (!sourcesNamedIn(project, 'bin').includes('scripts/contract.ts')) return;
  // The lines of the files of the description, by which they name a rule.
  const bundle = await readFile(join(project, 'generated/openapi.json'), 'utf8');
  const spec = join(project, 'spec/openapi.yaml');
  const table = lineTableOf(JSON.parse(bundle) as JsonObject, spec, project);
  await writeFile(join(folder, relative('dist', lineTableFile)), JSON.stringify(table));
  // The flows, which they run as cases.
  const flows = join(folder, relative('dist', packedFlows));
  await mkdir(flows);
  for (const file of filesBelow(join(project, 'spec'))) {
    if (!file.endsWith('.arazzo.yaml')) continue;
    const text = await readFile(file, 'utf8');
    // The description is three folders up from there.
    const moved = text.replace(/url: \S*(openapi\.\w+)/, 'url: ../../../generated/$1');
    await writeFile(join(flows, basename(file)), moved);
  }
}

/** The licences of the packages that were compiled into a command. */
function licencesOf(project: string, { inputs }: Metafile): string {
  const folders = Object.keys(inputs).flatMap(
    (input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? [],
  );
  return [...new Set(folders)]
    .sort()
    .map((folder) => {
      const path = join(project, folder);
      const file = readdirSync(path).find((name) => /^licen[cs]e/i.test(name));
      if (file === undefined || !existsSync(join(path, 'package.json'))) {
        throw new UserError(`${folder} has no licence file, so it cannot be part of the package.`);
      }
      const { name, version } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
        name: string;
        version: string;
      };
      return `${name} ${version}\n\n${readFileSync(join(path, file), 'utf8').trim()}\n`;
    })
    .join(`\n${'-'.repeat(78)}\n\n`);
}

async function compile(options: BuildOptions): Promise<{ metafile?: Metafile }> {
  try {
    return await build(options);
  } catch (error) {
    const messages = (error as Partial<BuildFailure>).errors;
    if (messages === undefined) throw error;
    const lines = messages.map(({ text, location }) => `${location?.file ?? 'esbuild'}: ${text}`);
    throw new UserError(`esbuild says:\n${lines.join('\n')}`);
  }
}

function manifest(project: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as Record<string, unknown>;
}

/** The sources of the JavaScript files in some members of package.json. */
function sourcesNamedIn(project: string, ...members: string[]): string[] {
  const values = members.map((member) => manifest(project)[member]);
  const named = JSON.stringify(values).matchAll(/"\.?\/?dist\/([^"]+)\.js"/g);
  const files = [...named].flatMap(([, path = '']) =>
    path.includes('*')
      ? matchingPaths(project, `${path}.ts`).map((file) => relative(project, file))
      : [`${path}.ts`],
  );
  return [...new Set(files)];
}

defineCommand(import.meta.url, command, async () => {
  await compilePackage(stopSignal());
  console.log('built dist');
});
