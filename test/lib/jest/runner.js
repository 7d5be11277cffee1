// @ts-check
import './register.js';
import asyncHooks from 'node:async_hooks';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { SequentialStorage } from './sequential-storage.js';

const require = createRequire(import.meta.url);

process.setSourceMapsEnabled(true);

let count = 0;

/**
 * @template T
 * @param {() => T} load - loads what keeps the running test in a storage
 * @returns {T}
 */
function withSequentialStorage(load) {
  const { AsyncLocalStorage } = asyncHooks;
  // From Node.js 24 on it is read-only, and costs nothing.
  if (!Reflect.set(asyncHooks, 'AsyncLocalStorage', SequentialStorage)) return load();
  try {
    return load();
  } finally {
    Object.assign(asyncHooks, { AsyncLocalStorage });
  }
}

/**
 * Runs a file of tests as Jest does, but lets Node.js load it. What the project and its packages
 * export is loaded once for all files that a worker runs; what lies in `test/`, for each file anew.
 *
 * @param {object} globalConfig
 * @param {object} config
 * @param {import('./environment.js').default} environment
 * @param {object} runtime - Jest's own loader of modules
 * @param {string} testPath
 * @param {(...args: unknown[]) => Promise<void>} sendMessage
 */
export default function runFile(globalConfig, config, environment, runtime, testPath, sendMessage) {
  count += 1;
  const file = `${pathToFileURL(testPath).href}?file=${count}`;
  // Jest's own does not know the source maps of Node.js.
  Reflect.deleteProperty(Error, 'prepareStackTrace');
  const nodeRuntime = Object.assign(Object.create(runtime), {
    /** @param {object} globals */
    setGlobalsForRuntime: (globals) => {
      Object.assign(globalThis, { testGlobals: { ...globals, jest: environment.jest } });
    },
    /** @param {string} path */
    requireInternalModule: (path) => {
      // It holds the tests of one file.
      delete require.cache[path];
      return withSequentialStorage(() => require(path));
    },
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: () => import(file),
    enterTestCode: () => {},
    leaveTestCode: () => {},
  });
  return require('jest-circus/runner').default(
    ...[globalConfig, config, environment, nodeRuntime, testPath, sendMessage],
  );
}
