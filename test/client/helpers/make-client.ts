import { createSecMasterClient, type SecMasterClient } from '../../../src/index.js';
import type { LoopbackServer, ScriptedAnswer, SeenRequest } from '../loopback-server.js';

/** A client of the server. */
export function makeClient(server: LoopbackServer): SecMasterClient {
  return createSecMasterClient({
    endpoint: server.url,
    projectId: 'project',
    workspaceId: 'workspace',
    token: 'a-token',
  });
}

/** Lets the server answer each request by a function, with JSON. */
export function answerBy(server: LoopbackServer, answer: (request: SeenRequest) => unknown): void {
  Object.defineProperty(server, 'answer', {
    configurable: true,
    get: (): ScriptedAnswer => ({
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(answer(server.seen.at(-1) as SeenRequest)),
    }),
  });
}

/** An answer in the envelope of a success. */
export function envelope(data: unknown): object {
  return { code: '00000000', message: '', success: true, request_id: '', data };
}

/** What the function fails with. */
export async function failureOf(attempt: () => Promise<unknown>): Promise<unknown> {
  try {
    await attempt();
  } catch (error) {
    return error;
  }
  throw new Error('It did not fail.');
}
