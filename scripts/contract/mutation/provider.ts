import '../../lib/prism/english-faker.js';
import { createLogger } from '@stoplight/prism-core';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import { createServer } from '@stoplight/prism-http-server';
import '../../lib/prism/ascii-violations.js';
import '../../lib/prism/path-lists.js';
import type { JsonObject } from '../../lib/openapi/document.js';
import { withJsonAnswers, withoutOpenExtensions } from '../../lib/prism/document.js';

/** The operations of a document as Prism reads them. */
export type PrismOperations = Awaited<ReturnType<typeof getHttpOperationsFromSpec>>;

const components = { logger: createLogger('provider', { level: 'silent' }) };

/** As `scripts/mock.ts` starts Prism, with `--errors`. */
const config = {
  isProxy: false,
  checkSecurity: true,
  validateRequest: true,
  validateResponse: true,
  errors: true,
  mock: { dynamic: false, ignoreExamples: false },
  upstreamProxy: undefined,
} as const;

/** Reads a document as the mock does; a document that Prism refuses rejects. */
export function prismOperations(document: JsonObject): Promise<PrismOperations> {
  return getHttpOperationsFromSpec(withoutOpenExtensions(withJsonAnswers(document)));
}

/** Runs Prism in this process, on a port of its own, while something is done with it. */
export async function withProvider<T>(
  operations: PrismOperations,
  use: (address: string) => Promise<T>,
): Promise<T> {
  const server = createServer(operations, { components, config, cors: true });
  try {
    return await use(await server.listen(0, '127.0.0.1'));
  } finally {
    await server.close();
  }
}
