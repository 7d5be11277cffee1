import type { PartName } from './parts.js';

/**
 * Asks the process that runs around the tests for a part that test files share.
 *
 * @throws Error with the reason, if it could not be made
 */
async function shared(part: PartName): Promise<string> {
  const response = await fetch(`${process.env['SHARED_PARTS']}${part}`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

/** Address of the mock, which the first test that asks for it starts. */
export const mockAddress = () => shared('mock');

/**
 * Folder of the description in every language with what its published bundle leaves out, bundled and
 * translated anew.
 */
export const bundledWhole = () => shared('whole');

/** Address of the browser that all test files share; `openBrowser` connects to it. */
export const browserAddress = () => shared('browser');

/** Folder of the docs with a slash at its end, built first if they are stale. */
export const builtDocs = () => shared('docs');

/** Folder of the compiled package with a slash at its end, compiled first if it is stale. */
export const builtPackage = () => shared('package');

/** The packed package, made by the commands of the Dockerfile. */
export const packedPackage = () => shared('packed');

/** The `node_modules` of a project that has installed the packed package, which nobody may change. */
export const installedPackage = () => shared('installed');
