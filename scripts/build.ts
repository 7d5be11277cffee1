import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { bundle } from './lib/openapi/bundle.js';
import { clientGaps } from './code/client-gaps.js';
import { writeCode } from './code/code.js';
import { defineCommand, UserError } from './lib/cli.js';
import {
  companionFiles,
  findCompanions,
  type Companions,
  type NamedCompanions,
} from './lib/companions.js';
import { compileGenerated } from './lib/compile.js';
import { digest, filesBelow, sha256 } from './lib/files.js';
import { readLifeCycles } from './lib/life-cycles.js';
import { readSources } from './lib/openapi/check.js';
import { readBundle } from './lib/openapi/document.js';
import { displayPath } from './lib/openapi/source.js';
import {
  builtFiles,
  docsFolder,
  formerFiles,
  formerSources,
  isOfDocs,
  isUpToDate,
  publish,
  requireUnedited,
  sumsFile,
  withOutputFolder,
  writeSums,
} from './lib/output.js';
import {
  configOption,
  defaultOut,
  defaultSpec,
  maxSeverityOption,
  outOption,
  rulesetOption,
  specOption,
} from './lib/paths.js';
import { projectRoot } from './lib/process.js';
import { writePublished } from './lib/published.js';
import { runSideBySide, runSteps, type Step } from './lib/steps.js';
import { stopSignal } from './lib/stop-signal.js';
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
    force: { help: 'replace generated files even if they were edited since the last build' },
  },
  failure: 'a step failed, or --check found a difference; the folder is as it was before',
} as const;

/** What a build is made from and how. */
export interface BuildOptions extends NamedCompanions {
  spec: string;
  out: string;
  skipLint?: boolean;
  /** Replace files that were edited since the last build. */
  force?: boolean;
  /** Compare the committed files instead of writing them. */
  check?: boolean;
  /** Move the docs alone to the output folder, so that no committed file changes; also if `check`. */
  docsOnly?: boolean;
  signal: AbortSignal;
  print: (line: string) => void;
}

/** A hash of all that a build reads: the description with its companions, the scripts, the tools. */
function inputsOf(spec: string, files: readonly string[], companions: Companions): string {
  // The scripts read the table of OpenAPI's objects that stands among the rules.
  // The docs hold the sandbox and the signer.
  const folders = ['scripts', 'spec/rules', 'src/sandbox', 'src/signing'];
  const scripts = folders.flatMap((name) => filesBelow(join(projectRoot, name)));
  return sha256(
    digest(dirname(resolve(spec)), [...files, ...companionFiles(companions)]) +
      digest(projectRoot, [join(projectRoot, 'package-lock.json'), ...scripts]),
  );
}

/** Makes sure that the committed files are what a build has made. */
function requireSameFiles(work: string, out: string): void {
  const fresh = [...builtFiles(work), sumsFile].filter((name) => !isOfDocs(name));
  const different = formerFiles(out)
    .filter((name) => !isOfDocs(name) && !fresh.includes(name))
    .map((name) => `${displayPath(join(out, name))} is of a former build`);
  for (const name of fresh) {
    const file = join(out, name);
    if (!existsSync(file)) different.push(`${displayPath(file)} is missing`);
    else if (!readFileSync(join(work, name)).equals(readFileSync(file))) {
      different.push(`${displayPath(file)} differs`);
    }
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
  const force = options.force === true || check || docsOnly;
  const sources = readSources(spec);
  const files = [...sources.keys()];
  const companions = findCompanions(spec, options);
  const inputs = inputsOf(spec, files, companions);
  await withOutputFolder(options.out, async (work, out) => {
    // Before the work and not after it; `publish` asks again.
    if (!force) requireUnedited(out);
    // All that the description says, for the docs; others get what it does not mark as internal.
    // Its name is that of no family.
    const whole = join(work, '.whole');
    const bundled = join(whole, 'openapi.json');
    const published = join(work, 'openapi.json');
    const { overlays, samples: settings } = companions;
    // The parts of the docs take a second to load: not every build needs them.
    const docs = (): Promise<typeof import('./docs/site.js')> => import('./docs/site.js');
    const folder = join(work, docsFolder);
    const writesDocs = !check || docsOnly;
    const run = (ending: AbortSignal, steps: Readonly<Record<string, Step | false>>) =>
      runSteps(steps, ending, print);
    const makeRest: Step = async (ending) => {
      // The docs are made in every language.
      await run(ending, {
        translate: overlays.length > 0 && (() => writeTranslations(overlays, bundled, whole)),
      });
      await writePublished(whole, work, readLifeCycles(companions.lifeCycles));
      await run(ending, {
        docs:
          writesDocs &&
          (async (step) =>
            (await docs()).buildDocs({
              companions,
              bundled,
              published: work,
              folder,
              print,
              signal: step,
            })),
        code: async () => {
          await writeCode(published, work, companions);
          for (const gap of clientGaps(readBundle(published))) print(`left out  ${gap}`);
        },
      });
      const code = builtFiles(work).filter((name) => name.endsWith('.ts') && !isOfDocs(name));
      await run(ending, {
        compile: (step) => compileGenerated(work, code, step),
        sandbox:
          writesDocs &&
          companions.control !== undefined &&
          (async () => (await docs()).writeSandboxScript(folder, work)),
        samples:
          settings !== undefined &&
          (async (step) => (await docs()).checkDocsSamples(settings, bundled, work, step)),
      });
    };
    let linted = Promise.resolve();
    await runSideBySide(
      [
        (ending) => {
          linted = run(ending, {
            lint: !skipLint && ((step) => lint(spec, sources, companions, print, step)),
          });
          return linted;
        },
        async (ending) => {
          await run(ending, {
            bundle: (step) => bundle(spec, companions, whole, { sources, print, signal: step }),
          });
          try {
            await makeRest(ending);
          } catch (error) {
            // The linters name the place of what the later steps stumble over.
            await linted.catch(() => {});
            throw error;
          }
        },
      ],
      signal,
    );
    await rm(whole, { recursive: true });
    const folderOfSpec = dirname(resolve(spec));
    writeSums(
      work,
      inputs,
      files.map((file) => relative(folderOfSpec, file)),
    );
    if (check) requireSameFiles(work, out);
    if (!check || docsOnly) publish(work, out, { force, docsOnly });
  });
}

/**
 * Whether a build would change what the output folder holds. As long as the files that the last build
 * has read are what they were, they refer to no others, so none of them has to be parsed.
 */
export function isStale({
  spec,
  out,
  ...named
}: Pick<BuildOptions, 'spec' | 'out'> & NamedCompanions): boolean {
  const files = formerSources(out).map((name) => join(dirname(resolve(spec)), name));
  if (files[0] !== resolve(spec) || !files.every((file) => existsSync(file))) return true;
  return !isUpToDate(inputsOf(spec, files, findCompanions(spec, named)), out);
}

/** Builds unless the output folder already holds the result; says which. */
export async function buildIfStale(options: BuildOptions): Promise<void> {
  const stale = isStale(options);
  const shown = displayPath(options.out);
  options.print(stale ? `${shown} is stale or missing, building` : `${shown} is up to date`);
  if (stale) await build(options);
}

defineCommand(import.meta.url, command, async (options) => {
  const { spec = defaultSpec, out = defaultOut, config, ruleset, check, force } = options;
  await build({
    spec,
    config,
    ruleset,
    maxSeverity: options['max-severity'],
    out,
    skipLint: options['skip-lint'],
    check,
    force,
    signal: stopSignal(),
    print: console.log,
  });
  console.log(
    check ? `${displayPath(out)} is what a fresh build gives` : `built ${displayPath(out)}`,
  );
});
