import { build } from 'esbuild';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

/** What is to be run: the texts of modules, and a folder for them that has the project's packages. */
export interface ModulesToRun {
  root: string;
  folder: string;
  sources: string[];
}

/** What became of a module: what it printed, or why it failed. */
export interface RunResult {
  printed: unknown;
  failure?: string;
}

// Runs as a process of its own, because Jest's modules are not those of Node.js. All modules share
// it: starting one for each would take a minute.
const { root, folder, sources } = JSON.parse(await text(process.stdin)) as ModulesToRun;
const files = sources.map((_, index) => join(folder, `sample-${index}.mts`));
await Promise.all(files.map((file, index) => writeFile(file, sources[index] as string)));
await build({
  entryPoints: files,
  outdir: join(folder, 'out'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  // The package as it will be installed, without having been compiled.
  alias: {
    'secmaster-openapi': join(root, 'src/index.ts'),
    '#platform': join(root, 'src/platform-node.ts'),
    '#hash': join(root, 'src/signing/hash-node.ts'),
  },
  logLevel: 'error',
});
const results: RunResult[] = [];
for (const file of files) {
  const result: RunResult = { printed: undefined };
  let printed: unknown;
  console.log = (value: unknown) => {
    printed = value;
  };
  try {
    await import(pathToFileURL(join(folder, 'out', basename(file, '.mts') + '.mjs')).href);
  } catch (error) {
    result.failure = String(error);
  }
  result.printed = printed instanceof Blob ? await printed.text() : printed;
  results.push(result);
}
process.stdout.write(JSON.stringify(results), () => process.exit());
