import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server as TcpServer } from 'node:net';

/** A server that listens on loopback. */
export interface Listening {
  /** Address without a slash at its end. */
  readonly url: string;
  /** Ends all connections that are known to the server. */
  close(): Promise<void>;
}

/** Lets a server listen on a free port of loopback. */
export async function listening(
  server: TcpServer & { closeAllConnections?(): void },
): Promise<Listening> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections?.();
      }),
  };
}

/** Starts a server that reads each request to its end before it answers. */
export function startServer(
  answer: (request: IncomingMessage, response: ServerResponse, body: Buffer) => unknown,
): Promise<Listening> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks)));
  });
  return listening(server);
}

/** The JSON that a body is; undefined if it is none. */
export function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}

/** An address of loopback that nobody listens at: each connection is refused. */
export async function closedAddress(): Promise<string> {
  const { url, close } = await listening(createServer());
  await close();
  return url;
}
