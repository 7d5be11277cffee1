import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { LifeCycleRules } from '../../../src/sandbox/life-cycle/rules.js';

/** A request as it came. */
export interface StateRequest {
  readonly method: string;
  /** Path and query, as they were on the wire. */
  readonly target: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What is sent back. */
export interface StateAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** An honest server in this process that keeps state. */
export interface StatefulServer {
  readonly answer: (request: StateRequest) => Promise<StateAnswer>;
  /** Keeps what the server holds. @returns what takes it back to that */
  readonly snapshot: () => () => void;
  /** What the server holds, as JSON. */
  readonly records: () => unknown;
}

/** The module of a server with state, which a run may be given. */
export interface ServerModule {
  /** The operations that it answers, by their ids. */
  readonly operations: ReadonlySet<string>;
  /** Starts it afresh, with these life cycles in place of its own of the same names. */
  readonly startServer: (lifeCycles?: readonly LifeCycleRules[]) => StatefulServer;
}

/** Listens on a port of this machine while something is done. */
export async function listening<Result>(
  answer: StatefulServer['answer'],
  use: (address: string) => Promise<Result>,
): Promise<Result> {
  const respond = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url: target = '' } = message;
    const headers = Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
    );
    const {
      status,
      headers: own,
      body,
    } = await answer({
      ...{ method, target, headers },
      body: await buffer(message),
    });
    const isEmpty = status === 204;
    response.writeHead(status, { ...own, ...(!isEmpty && { 'content-length': body.length }) });
    response.end(method === 'HEAD' || isEmpty ? undefined : body);
  };
  const server = createServer((message, response) => {
    // A client that went away needs no answer.
    respond(message, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
