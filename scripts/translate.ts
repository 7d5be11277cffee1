import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, parse, resolve } from 'node:path';
import { bundle } from './lib/openapi/bundle.js';
import { defineCommand, UserError } from './lib/cli.js';
import { findCompanions, translatedBundle, type LanguageOverlays } from './lib/companions.js';
import { readBundle } from './lib/openapi/document.js';
import { displayPath } from './lib/openapi/source.js';
import { requireOutputFolder } from './lib/output.js';
import { configOption, defaultOut, defaultSpec, outOption, specOption } from './lib/paths.js';

import { missingActions } from './lib/translation/missing.js';
import { readTranslation } from './lib/translation/overlay.js';
import { stopSignal } from './lib/stop-signal.js';
import { withTemporaryFolder } from './lib/temporary-folder.js';
import { acceptTranslations, isBelow, translate } from './lib/translation/translate.js';

const command = {
  usage: 'npx tsx scripts/translate.ts',
  summary:
    'Writes openapi.<language>.json, a bundled document translated by an OpenAPI Overlay, and refuses a translation that is broken, incomplete or out of date.',
  options: {
    bundle: {
      value: 'PATH',
      help: 'bundled document that is translated (default: the description, bundled now)',
    },
    spec: { ...specOption, help: 'description that is translated (default spec/openapi.yaml)' },
    config: { ...configOption, help: 'redocly.yaml that names the overlays in x-build' },
    overlay: { value: 'PATH', help: 'one overlay, named <language>.yaml, instead of those' },
    out: outOption,
    missing: { help: 'write no document; print actions for texts without a translation' },
    accept: {
      value: 'POINTER',
      help: 'write no document; record that the translations at or below a JSON pointer (# for all) fit the English of today',
    },
  },
  failure: 'the translation is not in order; each problem is named',
} as const;

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
  const english = readBundle(bundlePath);
  await mkdir(out, { recursive: true });
  for (const one of overlays) {
    const overlay = readTranslation(one);
    const { document, problems } = translate(english, overlay);
    if (problems.length > 0) {
      const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
      throw new UserError(`${count} in the translation ${overlay.name}:\n${problems.join('\n')}`);
    }
    await writeFile(
      join(out, translatedBundle(one.language)),
      `${JSON.stringify(document, undefined, 2)}\n`,
    );
  }
}

/** Prints the actions that each overlay lacks. */
function printMissing(overlays: readonly LanguageOverlays[], bundlePath: string): void {
  const english = readBundle(bundlePath);
  for (const one of overlays) {
    const overlay = readTranslation(one);
    const { document, missing } = translate(english, overlay);
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
  const english = readBundle(bundlePath);
  for (const one of overlays) {
    const overlay = readTranslation(one);
    const { texts } = translate(english, overlay);
    const all = one.paths.flatMap((path) => {
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
  const { spec = defaultSpec, out = defaultOut, config, overlay } = options;
  const companions = findCompanions(spec, { config });
  const overlays =
    overlay === undefined
      ? companions.overlays
      : [{ language: parse(overlay).name, paths: [resolve(overlay)] }];
  if (overlays.length === 0) {
    throw new UserError(
      `no overlay is named for ${displayPath(spec)}; name one in x-build.overlays of its redocly.yaml, or with --overlay.`,
    );
  }
  const work = async (bundled: string): Promise<void> => {
    if (options.missing) {
      printMissing(overlays, bundled);
    } else if (options.accept !== undefined) {
      accept(overlays, bundled, options.accept);
    } else {
      requireOutputFolder(out);
      await writeTranslations(overlays, bundled, out);
    }
  };
  if (options.bundle !== undefined) {
    await work(options.bundle);
    return;
  }
  // Not the one in generated/, which is the published form and lacks what only spec/ has.
  await withTemporaryFolder(join(tmpdir(), 'translate-'), async (folder) => {
    await work(await bundle(spec, companions, folder, { signal: stopSignal() }));
  });
});
