import { build, type Plugin } from 'esbuild';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The sandbox as one script, by its path from the root of the docs; pages load it on first use. */
export const sandboxScript = 'assets/try-it-sandbox.js';

const local = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** In a page, hashes are computed without Node.js. */
export const browserHash = { '#hash': local('../../../src/signing/hash-portable.ts') };

/**
 * Bundles the sandbox for the pages of the docs: a classic script, since browsers load no module from a
 * folder.
 *
 * @param generated - folder with the code that was generated from the description
 */
async function bundleSandbox(generated: string): Promise<string> {
  const ofThisBuild: Plugin = {
    name: 'generated-code',
    setup: ({ onResolve }) =>
      onResolve({ filter: /\/generated\/.*\.js$/ }, ({ path }) => ({
        path: resolve(generated, path.replace(/^.*\/generated\//, '').replace(/\.js$/, '.ts')),
      })),
  };
  const { outputFiles } = await build({
    entryPoints: [local('../client/try-it-sandbox.ts')],
    bundle: true,
    minify: true,
    write: false,
    charset: 'utf8',
    target: 'es2022',
    format: 'iife',
    platform: 'browser',
    alias: browserHash,
    plugins: [ofThisBuild],
  });
  return outputFiles[0]?.text ?? '';
}

/** Adds the sandbox to the docs in a folder; see `bundleSandbox`. */
export async function writeSandboxScript(docs: string, generated: string): Promise<void> {
  const file = join(docs, sandboxScript);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await bundleSandbox(generated));
}
