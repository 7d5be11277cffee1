// @ts-check
import '../jest/register.js';
import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * Runs before all tests, in Jest's own process, and gives the tests the parts that they share. In
 * JavaScript, because Jest loads what runs around the tests without its transformers for ES modules.
 */
export default async function serveSharedParts() {
  // A signal alone would end Jest without what is done when a process ends.
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => process.exit(130));
  /** @type {typeof import('./parts.js') | undefined} */
  let parts;
  const server = createServer(async ({ url = '' }, response) => {
    // A connection that waits for another request may be closed just when one comes.
    response.setHeader('Connection', 'close');
    try {
      // Its modules take a second to load: not every run needs them.
      parts ??= await import('./parts.js');
      response.end(await parts.part(/** @type {import('./parts.js').PartName} */ (url.slice(1))));
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error));
    }
  });
  // Jest ends when its tests have.
  await once(server.listen(0, '127.0.0.1').unref(), 'listening');
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.env.SHARED_PARTS = `http://127.0.0.1:${address.port}/`;
  Object.assign(globalThis, { closeSharedParts: () => parts?.closeParts() });
}
