import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import {
  createSecMasterClient,
  type RetryEvent,
  type SecMasterClient,
  type SecMasterClientOptions,
} from '../../../src/index.js';
import { startLoopbackServer, type LoopbackServer } from '../loopback-server.js';

/** A server for the tests of one file, and clients that call it. */
export interface Loopback {
  readonly server: LoopbackServer;
  /** Waits between attempts, in milliseconds, as the hook got them. */
  readonly retries: RetryEvent[];
  /** A client that waits a millisecond at most unless the server asks for more. */
  client(options?: Partial<SecMasterClientOptions>): SecMasterClient;
}

/** An answer with a body that every method takes. */
export const success = {
  headers: { 'Content-Type': 'application/json' },
  body: '{"code":"00000000","message":"","success":true,"request_id":"","data":{"id":"w"}}',
};

/** Starts a server before the tests of a file and closes it after them. */
export function useLoopback(): Loopback {
  let server: LoopbackServer;
  const retries: RetryEvent[] = [];
  beforeAll(async () => {
    server = await startLoopbackServer();
    server.answer = success;
    // The first request loads the transport, which would count as a part of short time-outs.
    await client().workflows.listWorkflows();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    server.seen.length = 0;
    server.script.length = 0;
    server.answer = success;
    retries.length = 0;
  });
  const client: Loopback['client'] = (options = {}) =>
    createSecMasterClient({
      endpoint: server.url,
      projectId: 'project',
      workspaceId: 'workspace',
      token: 'planted-token',
      retry: { baseDelay: 1 },
      hooks: { onRetry: (event) => retries.push(event) },
      ...options,
    } as SecMasterClientOptions);
  return {
    get server() {
      return server;
    },
    retries,
    client,
  };
}

/** What a promise was rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<Record<string, unknown>> {
  return promise.then(
    (value) => {
      throw new Error(`no failure but ${JSON.stringify(value)}`);
    },
    (error: unknown) => error as Record<string, unknown>,
  );
}
