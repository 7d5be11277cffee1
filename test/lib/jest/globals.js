// @ts-check
/**
 * What `@jest/globals` means in a file of tests; the runner leaves it at the globals.
 *
 * @type {typeof import('@jest/globals')}
 */
const globals = /** @type {any} */ (globalThis).testGlobals;

export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } =
  globals;
