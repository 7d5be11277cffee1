import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from './lib/openapi/bundle.js';
import { defineCommand, UserError } from './lib/cli.js';
import { findCompanions, translatedBundle, type LanguageOverlays } from './lib/companions.js';
import { readBundle } from './lib/openapi/document.js';
import { displayPath } from './lib/openapi/source.js';
import { configOption, defaultSpec, specOption } from './lib/paths.js';
import { missingActions } from './lib/translation/missing.js';
import { readTranslation, type TranslationOverlay } from './lib/translation/overlay.js';
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

/** The overlays of each language, with what they make of a bundle in English. */
function* translations(overlays: readonly LanguageOverlays[], bundlePath: string) {
  const english = readBundle(bundlePath);
  for (const one of overlays) {
    const overlay = readTranslation(one);
    yield { ...one, overlay, result: translate(english, overlay) };
  }
}

function requireOrder({ name }: TranslationOverlay, { problems }: TranslationResult): void {
  if (problems.length === 0) return;
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  throw new UserError(`${count} in the translation ${name}:\n${problems.join('\n')}`);
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
  for (const { language, overlay, result } of translations(overlays, bundlePath)) {
    requireOrder(overlay, result);
    await writeFile(
      join(out, translatedBundle(language)),
      `${JSON.stringify(result.document, undefined, 2)}\n`,
    );
  }
}

/** Names what is wrong with an overlay, if anything is. */
function check(overlays: readonly LanguageOverlays[], bundlePath: string): void {
  for (const { overlay, result } of translations(overlays, bundlePath)) {
    requireOrder(overlay, result);
    console.log(`${overlay.name} is in order`);
  }
}

/** Prints the actions that each overlay lacks. */
function printMissing(overlays: readonly LanguageOverlays[], bundlePath: string): void {
  for (const { overlay, result } of translations(overlays, bundlePath)) {
    const { document, missing } = result;
    console.log(
      missing.length === 0 ? `${overlay.name} lacks nothing` : missingActions(document, missing),
    );
  }
}

/**
 * Rewrites the recorded fingerprints of revised translations.
 *
 * @throws UserError if there is no translation at or below the pointer
 */
function accept(overlays: readonly LanguageOverlays[], bundlePath: string, pointer: string): void {
  for (const { paths, overlay, result } of translations(overlays, bundlePath)) {
    const { texts } = result;
    const all = paths.flatMap((path) => {
      const own = texts.filter(({ translation }) => translation.file === path);
      const { source, accepted } = acceptTranslations(readFileSync(path, 'utf8'), own, pointer);
      if (accepted.length > 0) writeFileSync(path, source);
      return accepted;
    });
    if (!texts.some((text) => isBelow(text.pointer, pointer))) {
      throw new UserError(`${overlay.name} has no translation at or below ${pointer}.`);
    }
    if (all.length === 0) {
      console.log(`${overlay.name} has no translation out of date at or below ${pointer}`);
    }
    for (const text of all) console.log(`accepted ${text}`);
  }
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
  await withTemporaryFolder(join(tmpdir(), 'translate-'), async (folder) => {
    const bundled = await bundle(spec, companions, folder, { signal: stopSignal() });
    if (options.missing) printMissing(overlays, bundled);
    else if (options.accept !== undefined) accept(overlays, bundled, options.accept);
    else check(overlays, bundled);
  });
});
