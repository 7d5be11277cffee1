import { createServer, request as sendOn, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { Certificate } from './certificates.js';
import { listening, type Listening } from './loopback.js';

/** A real HTTP proxy on loopback: it forwards requests and makes tunnels, and remembers both. */
export interface ProxyServer extends Listening {
  /** Host and port of each tunnel. */
  readonly tunnels: string[];
  /** Address of each request that was forwarded. */
  readonly forwarded: string[];
}

/**
 * Starts a proxy on a free port.
 *
 * @param options - `user`: `name:password` that it asks for; `certificate`: makes it speak TLS
 */
export async function startProxyServer({
  user,
  certificate,
}: { user?: string; certificate?: Certificate } = {}): Promise<ProxyServer> {
  const tunnels: string[] = [];
  const forwarded: string[] = [];
  const sockets = new Set<Socket>();
  const wanted = user && `Basic ${Buffer.from(user).toString('base64')}`;
  const mayPass = (authorization: string | undefined): boolean =>
    wanted === undefined || authorization === wanted;
  const server: Server = certificate === undefined ? createServer() : createTlsServer(certificate);
  server.on('request', (request, response) => {
    if (!mayPass(request.headers['proxy-authorization'])) {
      response.writeHead(407, { 'Proxy-Authenticate': 'Basic' }).end('authentication required');
      return;
    }
    forwarded.push(request.url ?? '');
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const onward = sendOn(request.url ?? '', { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    request.pipe(onward);
  });
  server.on('connect', (request, socket: Socket) => {
    sockets.add(socket);
    if (!mayPass(request.headers['proxy-authorization'])) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    tunnels.push(request.url ?? '');
    const [, host, port] = /^(.*):(\d+)$/.exec(request.url ?? '') ?? [];
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    sockets.add(onward);
    for (const one of [onward, socket]) one.on('error', () => one.destroy());
  });
  const { url, close } = await listening(server);
  return {
    // TLS has names of hosts, not addresses.
    url: certificate === undefined ? url : url.replace('http://127.0.0.1', 'https://localhost'),
    tunnels,
    forwarded,
    close() {
      for (const socket of sockets) socket.destroy();
      return close();
    },
  };
}
