import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/**
 * Tries a port of 127.0.0.1.
 *
 * @param port - 0 for any free one
 * @returns the port if nothing listens on it, otherwise `undefined`
 */
export function freePort(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => {
      const taken = (server.address() as AddressInfo).port;
      server.close(() => resolve(taken));
    });
  });
}

/** The port itself, or the next free one above it. */
export async function nextFreePort(wanted: number): Promise<number> {
  for (let port = wanted; port < 65535; port += 1) {
    const free = await freePort(port);
    if (free !== undefined) return free;
  }
  throw new Error(`no port from ${wanted} on is free.`);
}
