// @ts-check
import { tsImport } from 'tsx/esm/api';
import { fileURLToPath } from 'node:url';

/**
 * Starts the mock once for the whole run; the tests find it by `mockAddress`. In JavaScript, because
 * Jest loads what runs around the tests without its transformers for ES modules.
 */
export default async function startMockOfTheRun() {
  /** @type {typeof import('../../scripts/mock.js')} */
  const { startMock } = await tsImport('../../scripts/mock.ts', import.meta.url);
  const document = fileURLToPath(new URL('../../generated/openapi.json', import.meta.url));
  // A signal alone would end Jest without what is done when a process ends.
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => process.exit(130));
  const mock = await startMock({ document, port: 0 });
  process.env.MOCK_ADDRESS = mock.url;
  Object.assign(globalThis, { stopMockOfTheRun: mock.stop });
}
