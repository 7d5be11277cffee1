import { build, type BuildOptions, type Plugin } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The files that pages share, by their paths from the root of the docs. The script of every page runs at
 * once, so that no page shows in the wrong colours first; the others wait until the page is read. The
 * sandbox is loaded on first use.
 */
export const assets = {
  style: 'assets/site.css',
  scripts: {
    page: 'assets/page.js',
    search: 'assets/search.js',
    former: 'assets/former.js',
    'try-it': 'assets/try-it.js',
  },
  sandbox: 'assets/try-it-sandbox.js',
} as const;

/** A script that a page may ask for. */
export type PageScript = keyof typeof assets.scripts;

/** Fonts with the Latin letters; Chinese is shown in a font of the reader's system. */
const fonts = {
  'inter.woff2': '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  'inter-license.txt': '@fontsource-variable/inter/LICENSE',
  'jetbrains-mono.woff2': '@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff2',
  'jetbrains-mono-license.txt': '@fontsource/jetbrains-mono/LICENSE',
};

const local = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Classic scripts, since browsers load no module from a folder. */
const forBrowsers = {
  bundle: true,
  minify: true,
  charset: 'utf8',
  target: 'es2022',
  format: 'iife',
  // In a page, hashes are computed without Node.js.
  alias: { '#hash': local('../../src/signing/hash-portable.ts') },
} satisfies BuildOptions;

/** Makes the files that pages share: style, scripts for browsers, fonts with their licences. */
export async function assetFiles(): Promise<Map<string, string | Uint8Array>> {
  const require = createRequire(import.meta.url);
  const built = await build({
    ...forBrowsers,
    entryPoints: [
      ...Object.keys(assets.scripts).map((name) => ({ in: local(`client/${name}.ts`), out: name })),
      { in: local('style/site.css'), out: 'site' },
    ],
    write: false,
    outdir: '/assets',
    external: ['*.woff2'],
  });
  const fontFiles = Object.entries(fonts).map(
    async ([name, source]) => [`assets/${name}`, await readFile(require.resolve(source))] as const,
  );
  return new Map<string, string | Uint8Array>([
    ...built.outputFiles.map(
      ({ path, text }) => [path.replaceAll('\\', '/').slice(1), text] as const,
    ),
    ...(await Promise.all(fontFiles)),
  ]);
}

/**
 * Bundles the sandbox for the pages of the docs in a folder.
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
    ...forBrowsers,
    entryPoints: [local('client/try-it-sandbox.ts')],
    outfile: join(docs, assets.sandbox),
    plugins: [ofThisBuild],
  });
}
