import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import {
  parseCommandLine,
  runIfStarted,
  UserError,
  type Command,
  type CommandOption,
} from './lib/cli.js';
import type { JsonObject } from './lib/description.js';
import { displayPath, readBundle } from './lib/document.js';
import { requireOutputFolder } from './lib/output-folder.js';
import { languageOverlays, translatedBundle, type LanguageOverlay } from './lib/overlays.js';
import {
  bundleOption,
  defaultBundle,
  defaultOut,
  defaultSpec,
  outOption,
  specOption,
} from './lib/paths.js';
import { acceptTranslations } from './lib/translation/accept.js';
import { missingActions } from './lib/translation/missing.js';
import { readTranslationOverlay } from './lib/translation/overlay.js';
import { translate } from './lib/translation/translate.js';

const command = {
  usage: 'npx tsx scripts/translate.ts',
  summary:
    'Writes openapi.<language>.json, a bundled document translated by an OpenAPI Overlay, and refuses a translation that is broken, incomplete or out of date.',
  options: {
    bundle: bundleOption,
    spec: { ...specOption, help: 'document whose overlays/ are taken (default spec/openapi.yaml)' },
    overlay: { value: 'PATH', help: 'one overlay, named <language>.yaml, instead of those' },
    out: outOption,
    missing: { help: 'write no document; print actions for texts without a translation' },
    accept: {
      value: 'POINTER',
      help: 'write no document; record that the translations at or below a JSON pointer (# for all) fit the English of today',
    },
  },
  failure: 'the translation is not in order; each problem is named',
} satisfies Command<Record<string, CommandOption>>;

/**
 * Writes the translated document of each overlay.
 *
 * @throws UserError that lists every problem of a translation with its place
 */
export async function writeTranslations(
  overlays: readonly LanguageOverlay[],
  bundlePath: string,
  out: string,
): Promise<void> {
  const english = readEnglish(bundlePath);
  await mkdir(out, { recursive: true });
  for (const { language, path } of overlays) {
    const { document, problems } = translate(english, readTranslationOverlay(path));
    if (problems.length > 0) {
      const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
      throw new UserError(
        `${count} in the translation ${displayPath(path)}:\n${problems.join('\n')}`,
      );
    }
    await writeFile(
      join(out, translatedBundle(language)),
      `${JSON.stringify(document, undefined, 2)}\n`,
    );
  }
}

function readEnglish(bundlePath: string): JsonObject {
  return readBundle(bundlePath) as unknown as JsonObject;
}

/** Prints the actions that each overlay lacks. */
function printMissing(overlays: readonly LanguageOverlay[], bundlePath: string): void {
  const english = readEnglish(bundlePath);
  for (const { path } of overlays) {
    const { document, missing } = translate(english, readTranslationOverlay(path));
    console.log(
      missing.length === 0
        ? `${displayPath(path)} lacks nothing`
        : missingActions(document, missing),
    );
  }
}

/**
 * Rewrites the recorded fingerprints of revised translations.
 *
 * @throws UserError if nothing at or below the pointer is out of date
 */
function accept(overlays: readonly LanguageOverlay[], bundlePath: string, pointer: string): void {
  const english = readEnglish(bundlePath);
  for (const { path } of overlays) {
    const { texts } = translate(english, readTranslationOverlay(path));
    const { source, accepted } = acceptTranslations(readFileSync(path, 'utf8'), texts, pointer);
    if (accepted.length === 0) {
      throw new UserError(
        `${displayPath(path)} has no translation out of date at or below ${pointer}.`,
      );
    }
    writeFileSync(path, source);
    for (const text of accepted) console.log(`accepted ${text}`);
  }
}

runIfStarted(import.meta.url, async (args) => {
  const line = parseCommandLine(command, args);
  if (line === undefined) return;
  const { bundle = defaultBundle, spec = defaultSpec, out = defaultOut, overlay } = line.options;
  const overlays =
    overlay === undefined
      ? languageOverlays(spec)
      : [{ language: parse(overlay).name, path: resolve(overlay) }];
  if (overlays.length === 0) {
    throw new UserError(
      `there is no overlay beside ${displayPath(spec)}; name one with --overlay.`,
    );
  }
  if (line.options.missing) {
    printMissing(overlays, bundle);
  } else if (line.options.accept !== undefined) {
    accept(overlays, bundle, line.options.accept);
  } else {
    requireOutputFolder(out);
    await writeTranslations(overlays, bundle, out);
  }
});
