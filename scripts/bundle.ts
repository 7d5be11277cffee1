import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  parseCommandLine,
  runIfStarted,
  UserError,
  type Command,
  type CommandOption,
} from './lib/cli.js';
import { findCompanions, type Companions } from './lib/companions.js';
import { checkBundle } from './lib/openapi/check-bundle.js';
import { checkDocument } from './lib/openapi/check.js';
import { requireOutputFolder } from './lib/output-folder.js';
import { configOption, defaultOut, defaultSpec, outOption, specOption } from './lib/paths.js';
import { runTool, toolPath } from './lib/process.js';
import { readableRedoclyOutput } from './lib/redocly-output.js';
import { stopSignal } from './lib/stop-signal.js';
import { toolInput } from './lib/tool-input.js';
import { waitForAll } from './lib/wait-for-all.js';

const command = {
  usage: 'npx tsx scripts/bundle.ts',
  summary: 'Bundles a description of many files into openapi.yaml and openapi.json.',
  options: { spec: specOption, config: configOption, out: outOption },
  failure: 'the description cannot be bundled',
} satisfies Command<Record<string, CommandOption>>;

/**
 * Bundles a description with Redocly, in YAML and in JSON, keeping its order.
 *
 * @throws UserError with Redocly's own message
 */
export async function bundle(
  spec: string,
  { config }: Pick<Companions, 'config'>,
  out: string,
  signal?: AbortSignal,
): Promise<void> {
  const { cwd, name } = toolInput(spec);
  await mkdir(out, { recursive: true });
  await waitForAll(
    ['yaml', 'json'].map(async (extension) => {
      const target = join(out, `openapi.${extension}`);
      // Redocly may write a file and fail afterwards, so the result gets its name at the end.
      const unfinished = resolve(out, `openapi.unfinished.${extension}`);
      try {
        const result = await runTool(
          toolPath('@redocly/cli', 'redocly'),
          [
            'bundle',
            name,
            `--output=${unfinished}`,
            `--config=${config}`,
            // Otherwise the names of two components depend on the order of the references.
            '--component-renaming-conflicts-severity=error',
          ],
          { cwd, signal },
        );
        if (result.code !== 0) {
          throw new UserError(`redocly bundle failed:\n${readableRedoclyOutput(result.output)}`);
        }
        if (extension === 'json') checkBundle(JSON.parse(await readFile(unfinished, 'utf8')));
        await rename(unfinished, target);
      } finally {
        await rm(unfinished, { force: true });
      }
    }),
  );
}

runIfStarted(import.meta.url, async (args) => {
  const line = parseCommandLine(command, args);
  if (line === undefined) return;
  const { spec = defaultSpec, out = defaultOut, config } = line.options;
  checkDocument(spec);
  requireOutputFolder(out);
  await bundle(spec, findCompanions(spec, { config }), out, stopSignal());
});
