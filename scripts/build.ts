import { readFileSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { bundle } from './bundle.js';
import { writeCode } from './code.js';
import { generatedMark } from './code/typescript-text.js';
import {
  parseCommandLine,
  runIfStarted,
  UserError,
  type Command,
  type CommandOption,
} from './lib/cli.js';
import { findCompanions, type NamedCompanions } from './lib/companions.js';
import { checkDocument } from './lib/openapi/check.js';
import { displayPath } from './lib/openapi/source.js';
import { compileGenerated } from './lib/compile.js';
import { requireOutputFolder } from './lib/output-folder.js';
import {
  configOption,
  defaultOut,
  defaultSpec,
  maxSeverityOption,
  outOption,
  rulesetOption,
  specOption,
} from './lib/paths.js';
import { writePublished } from './lib/published.js';
import { buildStamp, committedFiles, isUpToDate, stampFile } from './lib/stamp.js';
import { runSteps } from './lib/steps.js';
import { stopSignal } from './lib/stop-signal.js';
import { withTemporaryFolder } from './lib/temporary-folder.js';
import { lint } from './lint.js';
import { writeTranslations } from './translate.js';

const command = {
  usage: 'npm run build --',
  summary: 'Checks a description and builds everything from it: bundle, translations, code, docs.',
  options: {
    spec: specOption,
    config: configOption,
    out: outOption,
    ruleset: rulesetOption,
    'max-severity': maxSeverityOption,
    'skip-lint': { help: 'leave the linters out' },
    check: { help: 'write nothing; compare the folder with a fresh build (without docs)' },
  },
  failure: 'a step failed, or --check found a difference; the folder is as it was before',
} satisfies Command<Record<string, CommandOption>>;

/** What a build is made from and how. */
export interface BuildOptions extends NamedCompanions {
  spec: string;
  out: string;
  skipLint?: boolean;
  /** Compare the committed files instead of writing them. */
  check?: boolean;
  /** Move the docs alone to the output folder, so that no committed file changes; also if `check`. */
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

/** Removes the code of families that are gone. */
async function removeFormer(former: readonly string[], out: string): Promise<void> {
  for (const name of former) {
    const folder = dirname(join(out, name));
    await rm(join(out, name));
    if (folder !== out && (await readdir(folder)).length === 0) await rmdir(folder);
  }
}

/** Files that a former build has made and this one has not. */
function formerFiles(stage: string, out: string): string[] {
  const fresh = committedFiles(stage);
  return committedFiles(out).filter(
    (name) =>
      !fresh.includes(name) && readFileSync(join(out, name), 'utf8').includes(generatedMark),
  );
}

async function requireSameFiles(stage: string, out: string): Promise<void> {
  const different = formerFiles(stage, out).map(
    (name) => `${displayPath(join(out, name))} is of a former build`,
  );
  for (const name of committedFiles(stage)) {
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
  const companions = findCompanions(spec, options);
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
        ...(skipLint ? {} : { lint: (step: AbortSignal) => lint(spec, companions, print, step) }),
        bundle: (step) => bundle(spec, companions, whole, step),
      },
      signal,
      print,
    );
    if (companions.overlays.length > 0) {
      // The docs are made in every language.
      const translate = () => writeTranslations(companions.overlays, bundled, whole);
      await runSteps({ translate }, signal, print);
    }
    await writePublished(whole, stage);
    await runSteps(
      {
        ...(check && !docsOnly
          ? {}
          : {
              docs: async (step: AbortSignal) => {
                // The parts of the docs take a second to load: not every build needs them.
                const { buildDocs } = await import('./docs/site.js');
                await buildDocs({
                  companions,
                  bundled,
                  published: stage,
                  folder: join(stage, 'docs'),
                  signal: step,
                });
              },
            }),
        code: () => writeCode(published, stage, companions),
      },
      signal,
      print,
    );
    const code = committedFiles(stage).filter((name) => name.endsWith('.ts'));
    const compile = (step: AbortSignal) => compileGenerated(stage, code, step);
    await runSteps({ compile }, signal, print);
    const { samples: settings } = companions;
    if (settings !== undefined) {
      const samples = async () => {
        const { checkDocsSamples } = await import('./docs/site.js');
        await checkDocsSamples(settings, bundled, stage);
      };
      await runSteps({ samples }, signal, print);
    }
    await rm(whole, { recursive: true });
    if (check) await requireSameFiles(stage, out);
    if (check && !docsOnly) return;
    await writeFile(join(stage, stampFile), buildStamp(spec, companions, stage));
    if (docsOnly) await publish(join(stage, 'docs'), join(out, 'docs'));
    else {
      const former = formerFiles(stage, out);
      await publish(stage, out);
      await removeFormer(former, out);
    }
  });
}

/** Builds unless the output folder already holds the result; says which. */
export async function buildIfStale(options: BuildOptions): Promise<void> {
  const companions = findCompanions(options.spec, options);
  if (isUpToDate(options.spec, companions, resolve(options.out))) {
    options.print(`${displayPath(options.out)} is up to date`);
  } else {
    options.print(`${displayPath(options.out)} is stale or missing, building`);
    await build(options);
  }
}

runIfStarted(import.meta.url, async (args) => {
  const line = parseCommandLine(command, args);
  if (line === undefined) return;
  const { spec = defaultSpec, out = defaultOut, config, ruleset, check } = line.options;
  await build({
    spec,
    config,
    ruleset,
    maxSeverity: line.options['max-severity'],
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
