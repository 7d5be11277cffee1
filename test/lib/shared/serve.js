// @ts-check
import { once } from 'node:events';
import { createServer } from 'node:http';
import { tsImport } from 'tsx/esm/api';

/**
 * What test files share: each part is made when the first test asks for it, and once for the whole
 * run. A run without such tests makes none.
 *
 * @type {Record<string, () => Promise<string>>}
 */
const parts = {
  async mock() {
    /** @type {typeof import('../../../scripts/mock.js')} */
    const { startMock } = await tsImport('../../../scripts/mock.ts', import.meta.url);
    const { defaultBundle } = await paths();
    const mock = await startMock({ document: defaultBundle, port: 0 });
    Object.assign(globalThis, { stopSharedMock: mock.stop });
    void mock.failed.then((reason) => {
      const refusal = Promise.reject(reason);
      // Nobody may ask for the mock any more.
      refusal.catch(ignore);
      made.set('mock', refusal);
    });
    return mock.url;
  },
  async docs() {
    /** @type {typeof import('../../../scripts/build.js')} */
    const { buildIfStale } = await tsImport('../../../scripts/build.ts', import.meta.url);
    const { defaultSpec: spec, defaultOut: out } = await paths();
    await buildIfStale({ spec, out, docsOnly: true, skipLint: true, signal, print: ignore });
    return `${out}/docs/`;
  },
  async package() {
    /** @type {typeof import('../../../scripts/package.js')} */
    const { compilePackageIfStale } = await tsImport(
      '../../../scripts/package.ts',
      import.meta.url,
    );
    return compilePackageIfStale(signal);
  },
  async tarball() {
    /** @type {typeof import('../../package/tarball.js')} */
    const { packTarball } = await tsImport('../../package/tarball.ts', import.meta.url);
    return packTarball();
  },
};

/** @type {Map<string, Promise<string>>} */
const made = new Map();

const { signal } = new AbortController();
const ignore = () => {};

/** @returns {Promise<typeof import('../../../scripts/lib/paths.js')>} */
const paths = () => tsImport('../../../scripts/lib/paths.ts', import.meta.url);

/**
 * Runs before all tests, in Jest's own process. In JavaScript, because Jest loads what runs around
 * the tests without its transformers for ES modules.
 */
export default async function serveSharedParts() {
  // A signal alone would end Jest without what is done when a process ends.
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => process.exit(130));
  const server = createServer(({ url = '' }, response) => {
    const name = url.slice(1);
    const part = made.get(name) ?? parts[name]?.() ?? Promise.reject(new Error(`no part ${name}`));
    made.set(name, part);
    part.then(
      (text) => response.end(text),
      (/** @type {unknown} */ error) =>
        response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  // Jest ends when its tests have.
  await once(server.listen(0, '127.0.0.1').unref(), 'listening');
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.env.SHARED_PARTS = `http://127.0.0.1:${address.port}/`;
}
