import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { defineCommand, UserError } from './lib/cli.js';
import { findCompanions, type Companions } from './lib/companions.js';
import { checkBundle } from './lib/openapi/check-bundle.js';
import { compareBundle } from './lib/openapi/compare-bundle.js';
import { readSources, type Sources } from './lib/openapi/check.js';
import { requireOutputFolder } from './lib/output.js';
import { configOption, defaultOut, defaultSpec, outOption, specOption } from './lib/paths.js';
import { runTool, toolPath } from './lib/process.js';
import { yamlText } from './lib/published.js';
import { readableRedoclyOutput, toolInput } from './lib/redocly.js';
import { stopSignal } from './lib/stop-signal.js';

const command = {
  usage: 'npx tsx scripts/bundle.ts',
  summary: 'Bundles a description of many files into openapi.yaml and openapi.json.',
  options: { spec: specOption, config: configOption, out: outOption },
  failure: 'the description cannot be bundled',
} as const;

/** How a description is bundled. */
export interface BundleOptions {
  /** The files of the description, if they have been read. */
  sources?: Sources;
  /** Takes what Redocly warns of. */
  print?: (line: string) => void;
  signal?: AbortSignal;
}

/** Parts of a configuration by which Redocly changes what it bundles. */
const changes = /^\s*["']?(decorators|preprocessors|plugins)["']?\s*:/m;

/**
 * Bundles a description with Redocly, keeping its order, and prints what Redocly warns of.
 *
 * @returns the path of the bundle, in JSON
 * @throws UserError with Redocly's own message
 */
export async function bundle(
  spec: string,
  { config }: Pick<Companions, 'config'>,
  out: string,
  { sources = readSources(spec), print = () => {}, signal }: BundleOptions = {},
): Promise<string> {
  const { cwd, name } = toolInput(spec);
  await mkdir(out, { recursive: true });
  const target = join(out, 'openapi.json');
  // Redocly may write a file and fail afterwards, so the result gets its name at the end.
  const unfinished = resolve(out, 'openapi.unfinished.json');
  try {
    const { code, output } = await runTool(
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
    const words = readableRedoclyOutput(output);
    if (code !== 0) throw new UserError(`the description cannot be bundled:\n${words}`);
    if (words !== '') print(words);
    const document: unknown = JSON.parse(await readFile(unfinished, 'utf8'));
    checkBundle(document);
    if (!changes.test(await readFile(config, 'utf8'))) compareBundle(sources, document);
    await rename(unfinished, target);
    return target;
  } finally {
    await rm(unfinished, { force: true });
  }
}

defineCommand(
  import.meta.url,
  command,
  async ({ spec = defaultSpec, out = defaultOut, config }) => {
    requireOutputFolder(out);
    const bundled = await bundle(spec, findCompanions(spec, { config }), out, {
      print: console.log,
      signal: stopSignal(),
    });
    const document = JSON.parse(await readFile(bundled, 'utf8')) as unknown;
    await writeFile(join(out, 'openapi.yaml'), yamlText(document));
  },
);
