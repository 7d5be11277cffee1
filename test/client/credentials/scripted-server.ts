import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server saw it. */
export interface Seen {
  /** Method and target, such as `GET /v3/projects?name=x`. */
  line: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  /** What is no text is sent as JSON. */
  body?: unknown;
}

/** Never answers. */
export const silence = Symbol('silence');

/** Closes the connection without an answer. */
export const hangUp = Symbol('hang up');

type Script = (request: Seen) => Reply | symbol | Promise<Reply | symbol>;

/** A real server on loopback that stands in for IAM and the metadata service by a script. */
export interface ScriptedServer {
  readonly url: string;
  readonly seen: Seen[];
  script: Script;
  close(): Promise<void>;
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const seen: Seen = {
        line: `${request.method} ${request.url}`,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      scripted.seen.push(seen);
      const reply = await scripted.script(seen);
      if (typeof reply === 'symbol') {
        if (reply === hangUp) request.socket.destroy();
        return;
      }
      const { status = 200, headers = {}, body = '' } = reply;
      response
        .writeHead(status, headers)
        .end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const scripted: ScriptedServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    script: () => ({ status: 500 }),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return scripted;
}
