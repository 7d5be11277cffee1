import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { Server, type AddressInfo } from 'node:net';
import { extname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { UserError } from './cli.js';

const mediaTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.yaml': 'application/yaml; charset=utf-8',
};

async function fileFor(folder: string, url: string): Promise<string | undefined> {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
  const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
  // Files that begin with a dot are the build's own notes.
  if (!file.startsWith(folder + sep) || file.includes(`${sep}.`) || file.includes('\0')) {
    return undefined;
  }
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true ? file : undefined;
}

/** A server of files on loopback. */
export interface StaticServer {
  /** Address with a slash at the end. */
  url: string;
  port: number;
  stop(): Promise<void>;
}

/**
 * Serves the files of a folder on 127.0.0.1, at the port or the next free one above it.
 *
 * @param facts - what pages are told by a `meta` element each, which no content security policy forbids
 * @param compressed - whether files go with gzip, as hosts of pages send them
 */
export async function serveFolder(
  folder: string,
  port: number,
  facts: Readonly<Record<string, number | undefined>> = {},
  compressed = false,
): Promise<StaticServer> {
  const metas = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<meta name="${name}" content="${value}">`)
    .join('');
  const server = createServer((request, response) => {
    void fileFor(folder, request.url ?? '/').then(async (file) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { allow: 'GET, HEAD' }).end();
      } else if (file === undefined) {
        response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
        response.end('There is no such page.\n');
      } else {
        response.writeHead(200, {
          'content-type': mediaTypes[extname(file)] ?? 'application/octet-stream',
          'cache-control': 'no-cache',
          'x-content-type-options': 'nosniff',
          ...(compressed && { 'content-encoding': 'gzip' }),
        });
        // To HEAD Node.js sends none of it.
        const hasFacts = metas !== '' && extname(file) === '.html';
        const content = hasFacts
          ? Readable.from([(await readFile(file, 'utf8')).replace('<head>', `<head>${metas}`)])
          : createReadStream(file);
        (compressed ? content.pipe(createGzip()) : content).pipe(response);
      }
    });
  });
  const taken = await listenNear(server, port);
  return {
    url: `http://127.0.0.1:${taken}/`,
    port: taken,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Listens on a port of 127.0.0.1; gives the port, or undefined if it is busy. */
async function listen(server: Server, port: number): Promise<number | undefined> {
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  } catch (error) {
    if (isBusy(error)) return undefined;
    throw error;
  }
}

/** Listens on a port, or on the next one above it that is free. */
async function listenNear(server: Server, wanted: number): Promise<number> {
  for (let port = wanted; ; port += 1) {
    const taken = await listen(server, port);
    if (taken !== undefined) return taken;
    if (port >= 65535) throw new UserError(`no port from ${wanted} on is free.`);
  }
}

/** So often another process may take a port first. */
const attempts = 5;

/**
 * Starts a server on a port of 127.0.0.1 (0 for any), or on the next one above it that is free. Where
 * another process takes the port between the look at it and the start, it is started on a further one.
 *
 * @param start - rejects with an error of the code EADDRINUSE if the port is busy
 */
export async function startNear<Started>(
  wanted: number,
  start: (port: number) => Promise<Started>,
): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    const server = new Server();
    const port = await listenNear(server, wanted);
    await once(server.close(), 'close');
    try {
      return await start(port);
    } catch (error) {
      if (!isBusy(error) || attempt === attempts) throw error;
    }
  }
}

const isBusy = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EADDRINUSE';

/**
 * Tries a port of 127.0.0.1.
 *
 * @param port - 0 for any free one
 * @returns the port if nothing listens on it, otherwise `undefined`
 */
export async function freePort(port: number): Promise<number | undefined> {
  const server = new Server();
  const taken = await listen(server, port);
  if (taken !== undefined) await once(server.close(), 'close');
  return taken;
}
