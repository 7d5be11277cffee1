import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { controlPrefix } from '../control/http.js';
import { greatestBody } from '../gateway/limits.js';
import type { SandboxServer } from '../sandbox.js';

/** How a sandbox listens. */
export interface ListenOptions {
  /** Any free port if left out. */
  readonly port?: number | undefined;
  /** `127.0.0.1` if left out. */
  readonly host?: string | undefined;
  /** Whether control is allowed; only on loopback if left out. */
  readonly control?: boolean | undefined;
  /** Origins of pages that may use control; none if left out. */
  readonly controlOrigins?: readonly string[] | undefined;
}

/** What listens. */
export interface Listening {
  /** Address without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Ends all connections, and writes the data file if there is one. */
  close(): Promise<void>;
}

/** Milliseconds for which the rest of a body is passed over once the answer is sent. */
const patience = 2000;

const loopback = /^(127(\.\d+){3}|::1|localhost)$/;

/**
 * Lets a sandbox listen.
 *
 * @throws Error with the code EADDRINUSE if the port is busy
 */
export async function listen(
  sandbox: Pick<SandboxServer, 'handle'>,
  options: ListenOptions,
): Promise<Listening> {
  const { port = 0, host = '127.0.0.1', controlOrigins = [] } = options;
  const allowsControl = options.control ?? loopback.test(host);
  const server = createServer(
    // A client on a busy machine comes back late: no connection may end just then.
    { maxHeaderSize: 160 * 1024, keepAliveTimeout: 60_000 },
    (request, response) => void respond(request, response),
  );
  server.on('clientError', refuseGarbage);
  server.listen(port, host);
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  return { url: `http://${shown}:${taken}`, port: taken, close: () => close(server) };

  async function respond(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', socket } = message;
    // A request may name the whole address, as for a proxy (RFC 9112, 3.2.2).
    const target = url.replace(/^https?:\/\/[^/?#]*/i, '');
    const headers = headersOf(message);
    const pageHeaders = crossOriginHeaders(target, headers['origin']);
    if (method === 'OPTIONS' && headers['access-control-request-method'] !== undefined) {
      message.resume();
      response.writeHead(204, pageHeaders).end();
      return;
    }
    const hasBody = 'content-length' in headers || 'transfer-encoding' in headers;
    if (!hasBody) message.resume();
    const body = hasBody ? await bodyOf(message).catch(() => undefined) : new Uint8Array();
    // The client has gone away.
    if (body === undefined) return;
    const refusal = target.startsWith(controlPrefix) ? whyNoControl(headers) : undefined;
    if (refusal !== undefined) {
      response.writeHead(403, { ...pageHeaders, 'content-type': 'application/json' });
      response.end(JSON.stringify({ error_code: 'Sandbox.0002', error_msg: refusal }));
      return;
    }
    const handled = await sandbox.handle({ method, target, headers, body });
    if (handled.latency > 0 && !(await isStillOpen(response, handled.latency))) return;
    if (handled.broken === 'reset') {
      socket.resetAndDestroy();
      return;
    }
    const { status, headers: own, body: bytes } = handled.response;
    response.sendDate = false;
    response.writeHead(status, {
      ...pageHeaders,
      ...own,
      ...(status !== 204 && { 'content-length': bytes.length }),
    });
    if (handled.broken === 'cut') {
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => socket.destroy());
      return;
    }
    response.end(method === 'HEAD' ? undefined : bytes);
    // A client that still sends a body that is too large would miss the answer if the connection ended at once.
    if (!message.complete) {
      const timer = setTimeout(() => socket.destroy(), patience).unref();
      message.once('close', () => clearTimeout(timer));
    }
  }

  /** Why a request may not control the sandbox; undefined if it may. */
  function whyNoControl({ origin, host: named = '' }: Record<string, string>): string | undefined {
    if (!allowsControl) return 'Control is off, since the sandbox listens beyond this machine.';
    if (origin !== undefined && origin !== `http://${named}` && !controlOrigins.includes(origin)) {
      return `Control is not open to pages of ${origin}.`;
    }
    // A name that somebody else's server leads to this address.
    const hostname = named.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
    return loopback.test(host) && !loopback.test(hostname)
      ? `Control is not open under the name ${hostname}.`
      : undefined;
  }

  /** Pages of every origin may use the API, as with any mock; control is for those that are named. */
  function crossOriginHeaders(target: string, origin: string | undefined): Record<string, string> {
    const isOpen = !target.startsWith(controlPrefix) || controlOrigins.includes(origin ?? '');
    if (origin === undefined || !isOpen) return {};
    return {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers':
        'Authorization, Content-Type, Prefer, X-Auth-Token, X-Project-Id, X-Sdk-Date, X-Sdk-Content-Sha256, X-Security-Token, X-Sandbox-Control',
      'access-control-expose-headers': 'X-Request-Id, X-Sandbox-Basis, X-Subject-Token',
      vary: 'Origin',
    };
  }
}

/** Waits so many milliseconds, or until nobody waits for the answer any more. */
function isStillOpen(response: ServerResponse, milliseconds: number): Promise<boolean> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return sleep(milliseconds, true, { signal: gone.signal }).catch(() => false);
}

/** By their names in lower case; of several with one name all values. */
function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}

/** Reads a body, and keeps no more of it than shows that it is too large; what follows is passed over. */
function bodyOf(message: IncomingMessage): Promise<Uint8Array> {
  return new Promise((done, fail) => {
    const pieces: Buffer[] = [];
    let length = 0;
    message.on('data', (piece: Buffer) => {
      if (length > greatestBody) return;
      pieces.push(piece);
      length += piece.length;
      if (length > greatestBody) done(Buffer.concat(pieces));
    });
    message.once('end', () => done(Buffer.concat(pieces)));
    message.once('error', fail);
    message.once('close', () => fail(new Error('The client has gone away.')));
  });
}

/** What is no HTTP gets an answer that is. */
function refuseGarbage(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) return;
  const [status, text] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? [494, 'Request header or cookie too large']
      : [400, 'Bad request'];
  const body = JSON.stringify({ error_code: 'APIG.0201', error_msg: text });
  socket.end(
    `HTTP/1.1 ${status} Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
