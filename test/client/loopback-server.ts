import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
export interface SeenRequest {
  method: string;
  /** Path and query, still encoded. */
  target: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The answer that the server gives to the next requests. */
export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Closes the connection without an answer. */
  hangUp?: boolean;
}

/** A real HTTP server on loopback that records requests and gives scripted answers. */
export interface LoopbackServer {
  readonly url: string;
  readonly seen: SeenRequest[];
  answer: ScriptedAnswer;
  close(): Promise<void>;
}

/** Starts a server on a free port. */
export async function startLoopbackServer(): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      loopback.seen.push({
        method: request.method ?? '',
        target: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks),
      });
      const { status = 200, headers = {}, body = '', hangUp } = loopback.answer;
      if (hangUp) return void request.socket.destroy();
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const loopback: LoopbackServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    answer: {},
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return loopback;
}
