// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @param {string} path */
const urlOf = (path) => new URL(`../../../${path}`, import.meta.url).href;

const tests = urlOf('test/');

/** @type {Readonly<Record<string, string>>} */
const own = {
  '@jest/globals': urlOf('test/lib/jest/globals.js'),
  '#platform': urlOf('src/platform-node.ts'),
  '#hash': urlOf('src/signing/hash-node.ts'),
};

/**
 * Finds the TypeScript behind the name of the JavaScript that it becomes. A file of tests has a number;
 * the modules of `test/` that it imports get the same, so that each file has its own of them.
 *
 * @type {import('node:module').ResolveHook}
 */
export async function resolve(specifier, context, next) {
  const { parentURL = '' } = context;
  const number = /\?file=\d+$/.exec(parentURL)?.[0] ?? '';
  const source = (specifier.startsWith('.') ? ['.ts', '.tsx'] : [])
    .map((ending) => new URL(specifier.replace(/\.js$/, ending), parentURL))
    .find((file) => existsSync(file));
  const known = own[specifier] ?? source?.href;
  const found = known === undefined ? await next(specifier, context) : { url: known };
  const { url } = found;
  return url.startsWith(tests)
    ? { ...found, url: url + number, shortCircuit: true }
    : { ...found, shortCircuit: true };
}

/**
 * Takes the types out of TypeScript. The compiler checks them in a step of its own, and no syntax that
 * is used here needs it for more.
 *
 * @type {import('node:module').LoadHook}
 */
export async function load(url, context, next) {
  const [address = ''] = url.split('?');
  if (!/\.tsx?$/.test(address)) return next(url, context);
  const sourcefile = basename(fileURLToPath(address));
  const text = readFileSync(new URL(address), 'utf8');
  const hash = createHash('sha256').update(`${sourcefile}\n${text}`).digest('hex');
  return { format: 'module', source: await cached(hash, text, sourcefile), shortCircuit: true };
}

/** What the tests have compiled, by a hash of its source. */
const cache = new URL('../../../node_modules/.cache/tests/', import.meta.url);

/**
 * @param {string} hash
 * @param {string} text
 * @param {string} sourcefile
 */
async function cached(hash, text, sourcefile) {
  const file = new URL(`${hash}.js`, cache);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const { transform } = await import('esbuild');
  const { code } = await transform(text, {
    loader: sourcefile.endsWith('x') ? 'tsx' : 'ts',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcefile,
  });
  try {
    mkdirSync(cache, { recursive: true });
    // In one step: another process may look for it.
    const unfinished = new URL(`${hash}.${process.pid}`, cache);
    writeFileSync(unfinished, code);
    renameSync(unfinished, file);
  } catch {
    // A user who may not write there compiles it again.
  }
  return code;
}
