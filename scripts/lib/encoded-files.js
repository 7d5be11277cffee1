// @ts-check
// Loaded into Redocly and Spectral. For the reference `my%20schemas/A.yaml` they read a file of that name,
// but it is an address: the file is `my schemas/A.yaml`.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * The path that exists: as it is, or decoded.
 * @param {unknown} path
 */
const decoded = (path) =>
  typeof path !== 'string' || !path.includes('%') || fs.existsSync(path)
    ? path
    : path.replaceAll(/(?:%[\da-f]{2})+/gi, decodeURIComponent);

for (const [holder, name] of /** @type {const} */ ([
  [fs, 'lstatSync'],
  [fs, 'readFile'],
  [fs.promises, 'readFile'],
])) {
  /** @type {() => unknown} */
  const read = Reflect.get(holder, name);
  const readDecoded = new Proxy(read, {
    apply: (target, self, [path, ...rest]) => Reflect.apply(target, self, [decoded(path), ...rest]),
  });
  Reflect.set(holder, name, readDecoded);
}
syncBuiltinESMExports();
