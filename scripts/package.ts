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
    const result = await runTool(
      toolPath('typescript', 'tsc'),
      ['-p', 'scripts/tsconfig.package.json', '--outDir', relative(projectRoot, stage)],
      { signal },
    );
    if (result.code !== 0) throw new UserError(`tsc says:\n${result.output.trim()}`);
    const dist = join(projectRoot, 'dist');
    await rm(dist, { recursive: true, force: true });
    await rename(stage, dist);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

runIfStarted(import.meta.url, async (args) => {
  const line = parseCommandLine(command, args);
  if (line === undefined) return;
  await compilePackage(stopSignal());
  console.log('built dist');
});
