import { build } from 'esbuild';
import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

/** What is to be run: the texts of modules, and where. */
export interface ModulesToRun {
  root: string;
  /** A new folder, below one that has the project's packages. */
  folder: string;
  cwd: string;
  env: Record<string, string>;
  sources: string[];
}

/** What became of a module: what it printed, or why it failed. */
export interface RunResult {
  printed: unknown;
  failure?: string;
}

async function runAll({ root, folder, cwd, env, sources }: ModulesToRun): Promise<RunResult[]> {
  await mkdir(folder);
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
      'secmaster-openapi/client': join(root, 'src/core.ts'),
      ...Object.fromEntries(
        readdirSync(join(root, 'generated')).map((family) => [
          `secmaster-openapi/${family}`,
          join(root, 'generated', family, 'index.ts'),
        ]),
      ),
      '#platform': join(root, 'src/platform-node.ts'),
      '#hash': join(root, 'src/signing/hash-node.ts'),
    },
    logLevel: 'error',
  });
  process.chdir(cwd);
  Object.assign(process.env, env);
  const results: RunResult[] = [];
  for (const index of files.keys()) {
    const result: RunResult = { printed: undefined };
    let printed: unknown;
    console.log = (value: unknown) => {
      printed = value;
    };
    try {
      await import(pathToFileURL(join(folder, `out/sample-${index}.mjs`)).href);
    } catch (error) {
      result.failure = String(error);
    }
    result.printed = printed instanceof Blob ? await printed.text() : printed;
    results.push(result);
  }
  return results;
}

// Runs as a process of its own, as a reader's program does. All modules share it: starting one for each
// would take a minute. Each line asks for some.
for await (const line of createInterface(process.stdin)) {
  const results = await runAll(JSON.parse(line) as ModulesToRun);
  process.stdout.write(`${JSON.stringify(results)}\n`);
}
process.exit();
