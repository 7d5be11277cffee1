import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { browserHash } from './try-it/sandbox-script.js';

/**
 * The files that pages share, by their paths from the root of the docs. The script of every page runs at
 * once, so that no page shows in the wrong colours first; the others wait until the page is read.
 */
export const assets = {
  style: 'assets/site.css',
  scripts: {
    page: 'assets/page.js',
    search: 'assets/search.js',
    former: 'assets/former.js',
    'try-it': 'assets/try-it.js',
  },
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

/** Makes the files that pages share: style, scripts for browsers, fonts with their licences. */
export async function assetFiles(): Promise<Map<string, string | Uint8Array>> {
  const { resolve } = createRequire(import.meta.url);
  const built = await build({
    entryPoints: [
      ...Object.keys(assets.scripts).map((name) => ({ in: local(`client/${name}.ts`), out: name })),
      { in: local('style/site.css'), out: 'site' },
    ],
    bundle: true,
    minify: true,
    write: false,
    charset: 'utf8',
    target: 'es2022',
    outdir: '/assets',
    external: ['*.woff2'],
    alias: browserHash,
  });
  const fontFiles = Object.entries(fonts).map(
    async ([name, source]) => [`assets/${name}`, await readFile(resolve(source))] as const,
  );
  return new Map<string, string | Uint8Array>([
    ...built.outputFiles.map(
      ({ path, text }) => [path.replaceAll('\\', '/').slice(1), text] as const,
    ),
    ...(await Promise.all(fontFiles)),
  ]);
}
