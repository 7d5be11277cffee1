import type { IncomingHttpHeaders } from 'node:http';
import { startServer, type Listening } from '../../lib/loopback.js';

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
export interface ScriptedServer extends Listening {
  readonly seen: Seen[];
  script: Script;
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  const server = await startServer(async (request, response, bytes) => {
    const seen: Seen = {
      line: `${request.method} ${request.url}`,
      headers: request.headers,
      body: bytes.toString(),
    };
    scripted.seen.push(seen);
    const reply = await scripted.script(seen);
    if (typeof reply === 'symbol') {
      if (reply === hangUp) request.socket.destroy();
      return;
    }
    const { status = 200, headers = {}, body = '' } = reply;
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const scripted: ScriptedServer = { ...server, seen: [], script: () => ({ status: 500 }) };
  return scripted;
}
