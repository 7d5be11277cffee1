import { build, type BuildFailure } from 'esbuild';
import { readFileSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import {
  parseCommandLine,
  runIfStarted,
  UserError,
  type Command,
  type CommandOption,
} from './lib/cli.js';
import { projectRoot, runTool, toolPath } from './lib/process.js';
import { stopSignal } from './lib/stop-signal.js';

const command = {
  usage: 'npm run package',
  summary: 'Compiles src/ and generated/ to dist/, the JavaScript and types of the npm package.',
  options: {},
  failure: 'the code does not compile; dist/ is as it was before',
} satisfies Command<Record<string, CommandOption>>;

/**
 * Compiles the package beside `dist/` and puts it in its place once all of it compiled.
 *
 * @throws UserError with the compiler's messages
 */
export async function compilePackage(signal: AbortSignal): Promise<void> {
  const stage = await mkdtemp(join(projectRoot, '.dist-'));
  try {
    await writeDeclarations(stage, signal);
    await writeCode(stage);
    const dist = join(projectRoot, 'dist');
    await rm(dist, { recursive: true, force: true });
    await rename(stage, dist);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

async function writeDeclarations(folder: string, signal: AbortSignal): Promise<void> {
  const result = await runTool(
    toolPath('typescript', 'tsc'),
    ['-p', 'scripts/tsconfig.package.json', '--declarationDir', relative(projectRoot, folder)],
    { signal },
  );
  if (result.code !== 0) throw new UserError(`tsc says:\n${result.output.trim()}`);
}

/** One file for each that package.json names: Node.js loads one file faster than fifty. */
async function writeCode(folder: string): Promise<void> {
  try {
    await build({
      absWorkingDir: projectRoot,
      entryPoints: namedSources(),
      outbase: '.',
      outdir: folder,
      bundle: true,
      // What two of the files share must not exist twice, classes least of all.
      splitting: true,
      chunkNames: 'src/shared-[hash]',
      format: 'esm',
      platform: 'neutral',
      target: 'es2023',
      packages: 'external',
      // The platform that installs the package chooses, not the one that compiles it.
      external: ['#*'],
      logLevel: 'silent',
    });
  } catch (error) {
    const messages = (error as Partial<BuildFailure>).errors;
    if (messages === undefined) throw error;
    const lines = messages.map(({ text, location }) => `${location?.file ?? 'esbuild'}: ${text}`);
    throw new UserError(`esbuild says:\n${lines.join('\n')}`);
  }
}

/** The sources of the JavaScript files in `exports` and `imports` of package.json. */
function namedSources(): string[] {
  const { exports, imports } = JSON.parse(
    readFileSync(join(projectRoot, 'package.json'), 'utf8'),
  ) as Record<string, unknown>;
  const named = JSON.stringify([exports, imports]).matchAll(/"\.\/dist\/([^"]+)\.js"/g);
  return [...new Set([...named].map(([, path]) => `${path}.ts`))];
}

runIfStarted(import.meta.url, async (args) => {
  const line = parseCommandLine(command, args);
  if (line === undefined) return;
  await compilePackage(stopSignal());
  console.log('built dist');
});
