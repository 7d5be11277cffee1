import { build, type Plugin } from 'esbuild';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The sandbox as one script, by its path from the root of the docs; pages load it on first use. */
export const sandboxScript = 'assets/try-it-sandbox.js';

const local = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** In a page, hashes are computed without Node.js. */
export const browserHash = { '#hash': local('../../../src/signing/hash-portable.ts') };

/**
 * Bundles the sandbox for the pages of the docs in a folder: a classic script, since browsers load no
 * module from a folder.
 *
 * @param generated - folder with the code that was generated from the description
 */
export async function writeSandboxScript(docs: string, generated: string): Promise<void> {
  const ofThisBuild: Plugin = {
    name: 'generated-code',
    setup: ({ onResolve }) =>
      onResolve({ filter: /\/generated\/.*\.js$/ }, ({ path }) => ({
        path: resolve(generated, path.replace(/^.*\/generated\//, '').replace(/\.js$/, '.ts')),
      })),
  };
  await build({
    entryPoints: [local('../client/try-it-sandbox.ts')],
    bundle: true,
    minify: true,
    outfile: join(docs, sandboxScript),
    charset: 'utf8',
    target: 'es2022',
    format: 'iife',
    platform: 'browser',
    alias: browserHash,
    plugins: [ofThisBuild],
  });
}
