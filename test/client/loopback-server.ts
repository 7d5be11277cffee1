import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { startServer, type Listening } from '../lib/loopback.js';

/** A request as it came over the wire. */
export interface SeenRequest {
  method: string;
  /** Path and query, still encoded. */
  target: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Port of the client: each connection has its own. */
  remotePort: number | undefined;
}

/** An answer that the server gives. */
export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Closes the connection without an answer. */
  hangUp?: boolean;
  /** Never answers. */
  stall?: boolean;
  /** Sends the headers and half of the body, then closes the connection. */
  breakOff?: boolean;
  /** Sends the headers and half of the body, and never the rest. */
  stallHalfway?: boolean;
}

/** A real HTTP server on loopback that records requests and gives scripted answers. */
export interface LoopbackServer extends Listening {
  readonly seen: SeenRequest[];
  /** Answers to the next requests, one each; when there are none left, `answer`. */
  readonly script: ScriptedAnswer[];
  answer: ScriptedAnswer | ((request: SeenRequest) => ScriptedAnswer);
}

/** Starts a server on a free port. */
export async function startLoopbackServer(): Promise<LoopbackServer> {
  const server = await startServer((request, response, body) => {
    const seen = {
      method: request.method ?? '',
      target: request.url ?? '',
      headers: request.headers,
      body,
      remotePort: request.socket.remotePort,
    };
    loopback.seen.push(seen);
    const { answer } = loopback;
    const usual = typeof answer === 'function' ? answer(seen) : answer;
    give(response, loopback.script.shift() ?? usual);
  });
  const loopback: LoopbackServer = { ...server, seen: [], script: [], answer: {} };
  return loopback;
}

function give(response: ServerResponse, answer: ScriptedAnswer): void {
  const { status = 200, headers = {}, body = '', hangUp, stall, breakOff, stallHalfway } = answer;
  if (stall) return;
  if (hangUp) return void response.socket?.destroy();
  if (breakOff || stallHalfway) {
    response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
    response.write(Buffer.from(body).subarray(0, Buffer.byteLength(body) / 2), () => {
      if (breakOff) response.socket?.destroy();
    });
    return;
  }
  response.writeHead(status, headers).end(body);
}
