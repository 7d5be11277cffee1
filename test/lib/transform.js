// @ts-check
import { transformSync, version } from 'esbuild';
import { createHash } from 'node:crypto';

/** @type {import('esbuild').TransformOptions} */
const options = { loader: 'ts', format: 'esm', target: 'node20', sourcemap: 'inline' };

/**
 * Takes the types out of a module for Jest. The compiler checks them in a step of its own, and no
 * syntax that is used here needs it for more.
 *
 * @type {import('@jest/transform').SyncTransformer}
 */
export default {
  getCacheKey: (source, path) =>
    createHash('sha256')
      .update(JSON.stringify([version, options, path, source]))
      .digest('hex'),
  process: (source, path) => transformSync(source, { ...options, sourcefile: path }),
};
