import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { count } from './lib/text.js';
import { bundle } from './lib/openapi/bundle.js';
import { defineCommand, UserError } from './lib/cli.js';
import { findCompanions, translatedBundle, type LanguageOverlays } from './lib/companions.js';
import { readBundle } from './lib/openapi/document.js';
import { displayPath } from './lib/openapi/source.js';
import { configOption, defaultSpec, specOption } from './lib/paths.js';
import { missingActions } from './lib/translation/missing.js';
import { readTranslation } from './lib/translation/overlay.js';
import { stopSignal } from './lib/stop-signal.js';
import { withTemporaryFolder } from './lib/temporary-folder.js';
import {
  acceptTranslations,
  isBelow,
  translate,
  type TranslationResult,
} from './lib/translation/translate.js';

const command = {
  usage: 'npx tsx scripts/translate.ts',
  summary:
    'Checks the translation of a description by OpenAPI Overlays, and refuses one that is broken, incomplete or out of date.',
  options: {
    spec: specOption,
    config: { ...configOption, help: 'redocly.yaml that names the overlays in x-build' },
    missing: { help: 'check nothing; print actions for texts without a translation' },
    accept: {
      value: 'POINTER',
      help: 'check nothing; record that the translations at or below a JSON pointer (# for all) fit the English of today',
    },
  },
  failure: 'the translation is not in order; each problem is named',
} as const;

/** A translation, and what it makes of a bundle in English. */
interface Translated extends LanguageOverlays, TranslationResult {
  name: string;
}

function* translations(
  overlays: readonly LanguageOverlays[],
  bundlePath: string,
): Generator<Translated> {
  const english = readBundle(bundlePath);
  for (const one of overlays) {
    const overlay = readTranslation(one);
    yield { ...one, name: overlay.name, ...translate(english, overlay) };
  }
}

function requireOrder({ name, problems }: Translated): void {
  if (problems.length === 0) return;
  throw new UserError(`${count(problems.length, 'problem')} in ${name}:\n${problems.join('\n')}`);
}

/**
 * Writes the translated document of each overlay.
 *
 * @throws UserError that lists every problem of a translation with its place
 */
export async function writeTranslations(
  overlays: readonly LanguageOverlays[],
  bundlePath: string,
  out: string,
): Promise<void> {
  await mkdir(out, { recursive: true });
  for (const one of translations(overlays, bundlePath)) {
    requireOrder(one);
    await writeFile(
      join(out, translatedBundle(one.language)),
      `${JSON.stringify(one.document, undefined, 2)}\n`,
    );
  }
}

/** Prints the actions that a translation lacks. */
function printMissing({ name, document, missing }: Translated): void {
  console.log(missing.length === 0 ? `${name} lacks nothing` : missingActions(document, missing));
}

/**
 * Rewrites the recorded fingerprints of revised translations.
 *
 * @throws UserError if there is no translation at or below the pointer
 */
function accept({ name, paths, texts }: Translated, pointer: string): void {
  const all = paths.flatMap((path) => {
    const own = texts.filter(({ translation }) => translation.file === path);
    const { source, accepted } = acceptTranslations(readFileSync(path, 'utf8'), own, pointer);
    if (accepted.length > 0) writeFileSync(path, source);
    return accepted;
  });
  if (!texts.some((text) => isBelow(text.pointer, pointer))) {
    throw new UserError(`${name} has no translation at or below ${pointer}.`);
  }
  if (all.length === 0) {
    console.log(`${name}: no translation is out of date at or below ${pointer}`);
  }
  for (const text of all) console.log(`accepted ${text}`);
}

defineCommand(import.meta.url, command, async (options) => {
  const { spec = defaultSpec, config } = options;
  const companions = findCompanions(spec, { config });
  const { overlays } = companions;
  if (overlays.length === 0) {
    throw new UserError(
      `no overlay is named for ${displayPath(spec)}; name one in x-build.overlays of its redocly.yaml.`,
    );
  }
  // Not the bundle in generated/, which is the published form and lacks what only spec/ has.
  await withTemporaryFolder('translate-', async (folder) => {
    const bundled = await bundle(spec, companions, folder, { signal: stopSignal() });
    for (const one of translations(overlays, bundled)) {
      if (options.missing) printMissing(one);
      else if (options.accept !== undefined) accept(one, options.accept);
      else {
        requireOrder(one);
        console.log(`${one.name} is in order`);
      }
    }
  });
});
