// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

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
  const source = ['.ts', '.tsx']
    .map((ending) => new URL(specifier.replace(/\.js$/, ending), parentURL))
    .find((file) => specifier.startsWith('.') && existsSync(file));
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
  const sourcefile = fileURLToPath(address);
  const { code } = transformSync(readFileSync(sourcefile, 'utf8'), {
    loader: address.endsWith('x') ? 'tsx' : 'ts',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcefile,
  });
  return { format: 'module', source: code, shortCircuit: true };
}
