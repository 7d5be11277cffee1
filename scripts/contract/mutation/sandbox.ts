import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { SandboxRequest, SandboxResponse } from '../../../src/sandbox/core/request.js';
import type { LifeCycleRules } from '../../../src/sandbox/life-cycle/rules.js';
import { families, SandboxServer } from '../../../src/sandbox/sandbox.js';

/** The operations that the sandbox plays. */
export const operations: ReadonlySet<string> = new Set(
  families.flatMap(({ described }) => described.operations.map(({ id }) => id)),
);

/** What every sandbox begins with, as an honest one has made it: lists of several records. */
const seed = new SandboxServer({ seed: 'soc' }, () => Date.now()).control.state();

/** An honest sandbox in this process. */
export interface StatefulServer {
  readonly answer: (request: SandboxRequest) => Promise<SandboxResponse>;
  /** Keeps what the sandbox holds. @returns what takes it back to that */
  readonly snapshot: () => () => void;
  /** What the sandbox holds, as JSON. */
  readonly records: () => unknown;
}

/** Starts the sandbox afresh, with these life cycles in place of its own of the same names. */
export function startServer(lifeCycles: readonly LifeCycleRules[] = []): StatefulServer {
  const drifted = (rules: LifeCycleRules): LifeCycleRules =>
    lifeCycles.find(({ name }) => name === rules.name) ?? rules;
  const played = families.map((family) => {
    const { described } = family;
    const own = { ...described, lifeCycles: described.lifeCycles.map(drifted) };
    return { ...family, described: own };
  });
  const server = new SandboxServer({ seed }, () => Date.now(), played);
  return {
    answer: async (request) => (await server.handle(request)).response,
    records: () =>
      server.control.state().workspaces.map(({ id, collections }) => [
        id,
        // How often something was written shows nowhere.
        Object.values(collections).map((all) => all.map(({ changed: _, ...record }) => record)),
      ]),
    snapshot: () => {
      const state = server.control.state();
      return () => server.control.replaceState(state);
    },
  };
}

/**
 * Listens on a port of this machine while something is done.
 *
 * @throws what a request made `answer` throw: a fault of the mutant itself is none that a test noticed
 */
export async function listening<Result>(
  answer: StatefulServer['answer'],
  use: (address: string) => Promise<Result>,
): Promise<Result> {
  let fault: { readonly error: unknown } | undefined;
  const respond = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url: target = '' } = message;
    const headers = Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
    );
    const sent = await buffer(message);
    const given = await answer({ method, target, headers, body: sent }).catch((error: unknown) => {
      fault ??= { error };
      throw error;
    });
    const { status, body } = given;
    const isEmpty = status === 204;
    const length = isEmpty ? {} : { 'content-length': body.length };
    response.writeHead(status, { ...given.headers, ...length });
    response.end(method === 'HEAD' || isEmpty ? undefined : body);
  };
  const server = createServer((message, response) => {
    // A client that went away needs no answer.
    respond(message, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const result = await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    if (fault !== undefined) throw fault.error;
    return result;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
