import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserServer } from 'playwright-core';
import { buildIfStale } from '../../../scripts/build.js';
import { bundle } from '../../../scripts/lib/openapi/bundle.js';
import { defaultBundle, defaultOut, defaultSpec } from '../../../scripts/lib/paths.js';
import { makeTemporaryFolder } from '../../../scripts/lib/temporary-folder.js';
import { startMock, type Mock } from '../../../scripts/mock.js';
import { compilePackageIfStale } from '../../../scripts/package.js';
import { writeTranslations } from '../../../scripts/translate.js';
import { serveBrowser } from '../../docs/browser.js';
import { installPackage, packPackage } from '../../package/tarball.js';
import { companions } from '../files.js';

const { signal } = new AbortController();
let tarball: Promise<string> | undefined;
const ignore = () => {};
const packed = () => (tarball ??= packPackage());
let mock: Mock | undefined;
let browser: BrowserServer | undefined;

/**
 * What test files share: each part is made when the first test asks for it, and once for the whole
 * run. A run without such tests makes none.
 */
const parts = {
  async mock() {
    mock = await startMock({ document: defaultBundle, port: 0 });
    void mock.failed.then((reason: unknown) => {
      const refusal = Promise.reject<string>(reason);
      // Nobody may ask for the mock any more.
      refusal.catch(ignore);
      made.set('mock', refusal);
    });
    return mock.url;
  },
  async whole() {
    const folder = makeTemporaryFolder(join(tmpdir(), 'whole-bundle-'));
    const english = await bundle(defaultSpec, companions, folder, { signal });
    await writeTranslations(companions.overlays, english, folder);
    return folder;
  },
  async browser() {
    browser = await serveBrowser();
    return browser.wsEndpoint();
  },
  async docs() {
    const options = { spec: defaultSpec, out: defaultOut, docsOnly: true, skipLint: true };
    await buildIfStale({ ...options, signal, print: ignore });
    return `${defaultOut}/docs`;
  },
  package: () => compilePackageIfStale(signal),
  packed,
  installed: async () => installPackage(await packed()),
} satisfies Record<string, () => Promise<string>>;

/** The name of a part. */
export type PartName = keyof typeof parts;

const made = new Map<PartName, Promise<string>>();

/** Gives a part, made the first time. */
export function part(name: PartName): Promise<string> {
  const known = made.get(name) ?? parts[name]();
  made.set(name, known);
  return known;
}

/** Ends what runs of the parts. */
export async function closeParts(): Promise<void> {
  await Promise.all([mock?.stop(), browser?.close()]);
}
