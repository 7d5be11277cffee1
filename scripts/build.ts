import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { bundle } from './bundle.js';
import {
  parseCommandLine,
  runIfStarted,
  UserError,
  type Command,
  type CommandOption,
} from './lib/cli.js';
import { checkDocument, displayPath } from './lib/document.js';
import { requireOutputFolder } from './lib/output-folder.js';
import { languageOverlays } from './lib/overlays.js';
import { defaultOut, defaultSpec, outOption, specOption } from './lib/paths.js';
import { writePublished } from './lib/published.js';
import { buildStamp, committedFiles, isUpToDate, stampFile } from './lib/stamp.js';
import { runSteps } from './lib/steps.js';
import { stopSignal } from './lib/stop-signal.js';
import { withTemporaryFolder } from './lib/temporary-folder.js';
import { sampleSettingsFile } from './docs/samples/settings.js';
import { lint } from './lint.js';
import { writeMethods } from './methods.js';
import { writeOperations } from './operations.js';
import { writeTranslations } from './translate.js';
import { writeTypes } from './types.js';

const command = {
  usage: 'npm run build --',
  summary:
    'Checks a description and builds everything from it: bundle, translations, types, operations, methods, docs.',
  options: {
    spec: specOption,
    out: outOption,
    'skip-lint': { help: 'leave the linters out' },
    check: { help: 'write nothing; compare the folder with a fresh build (without docs)' },
  },
  failure: 'a step failed, or --check found a difference; the folder is as it was before',
} satisfies Command<Record<string, CommandOption>>;

/** What a build is made from and how. */
export interface BuildOptions {
  spec: string;
  out: string;
  skipLint?: boolean;
  /** Compare instead of write. */
  check?: boolean;
  /** Move the docs alone to the output folder, so that no committed file changes. */
  docsOnly?: boolean;
  signal: AbortSignal;
  print: (line: string) => void;
}

async function publish(stage: string, out: string): Promise<void> {
  const entries = await readdir(stage, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((found) => found.isFile())) {
    const from = join(entry.parentPath, entry.name);
    const to = join(out, relative(stage, from));
    await mkdir(dirname(to), { recursive: true });
    await rename(from, to);
  }
}

async function requireSameFiles(spec: string, stage: string, out: string): Promise<void> {
  const different: string[] = [];
  for (const name of committedFiles(spec)) {
    const fresh = await readFile(join(stage, name));
    const former = await readFile(join(out, name)).catch(() => undefined);
    if (former === undefined) different.push(`${displayPath(join(out, name))} is missing`);
    else if (!fresh.equals(former)) different.push(`${displayPath(join(out, name))} differs`);
  }
  if (different.length > 0) {
    throw new UserError(
      `not what a fresh build gives; run npm run build and commit the result:\n${different.join('\n')}`,
    );
  }
}

/**
 * Builds everything beside the output folder and moves it there once all of it succeeded.
 *
 * @throws UserError with the message of the first step that failed; the folder is then untouched
 */
export async function build(options: BuildOptions): Promise<void> {
  const { spec, skipLint = false, check = false, docsOnly = false, signal, print } = options;
  const out = resolve(options.out);
  checkDocument(spec);
  const overlays = languageOverlays(spec);
  requireOutputFolder(out);
  await mkdir(dirname(out), { recursive: true });
  const beside = join(dirname(out), `.${basename(out)}-`);
  await withTemporaryFolder(beside, async (stage) => {
    // All that the description says, for the docs; others get what it does not mark as internal.
    const whole = join(stage, 'whole');
    const bundled = join(whole, 'openapi.json');
    const published = join(stage, 'openapi.json');
    await runSteps(
      {
        ...(skipLint ? {} : { lint: (step: AbortSignal) => lint(spec, step) }),
        bundle: (step) => bundle(spec, whole, step),
      },
      signal,
      print,
    );
    if (overlays.length > 0) {
      // The docs are made in every language.
      const translate = () => writeTranslations(overlays, bundled, whole);
      await runSteps({ translate }, signal, print);
    }
    await writePublished(whole, stage);
    await runSteps(
      {
        ...(check
          ? {}
          : {
              docs: async (step: AbortSignal) => {
                // The parts of the docs take a second to load: not every build needs them.
                const { buildDocs } = await import('./docs/site.js');
                await buildDocs({
                  spec,
                  bundled,
                  published: stage,
                  folder: join(stage, 'docs'),
                  signal: step,
                });
              },
            }),
        operations: () => writeOperations(published, stage),
        methods: () => writeMethods(published, stage),
        types: () => writeTypes(published, stage),
      },
      signal,
      print,
    );
    if (existsSync(sampleSettingsFile(spec))) {
      const samples = async () => {
        const { checkDocsSamples } = await import('./docs/site.js');
        await checkDocsSamples(spec, bundled, stage);
      };
      await runSteps({ samples }, signal, print);
    }
    await rm(whole, { recursive: true });
    if (check) {
      await requireSameFiles(spec, stage, out);
    } else {
      await writeFile(join(stage, stampFile), buildStamp(spec, stage));
      if (docsOnly) await publish(join(stage, 'docs'), join(out, 'docs'));
      else await publish(stage, out);
    }
  });
}

/** Builds unless the output folder already holds the result; says which. */
export async function buildIfStale(options: BuildOptions): Promise<void> {
  if (isUpToDate(options.spec, resolve(options.out))) {
    options.print(`${displayPath(options.out)} is up to date`);
  } else {
    options.print(`${displayPath(options.out)} is stale or missing, building`);
    await build(options);
  }
}

runIfStarted(import.meta.url, async (args) => {
  const line = parseCommandLine(command, args);
  if (line === undefined) return;
  const { spec = defaultSpec, out = defaultOut, check } = line.options;
  await build({
    spec,
    out,
    skipLint: line.options['skip-lint'],
    check,
    signal: stopSignal(),
    print: console.log,
  });
  console.log(
    check ? `${displayPath(out)} is what a fresh build gives` : `built ${displayPath(out)}`,
  );
});
