import { createServer, type RequestListener } from 'node:http';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { runContract } from '../../../scripts/contract/run/run.js';
import { description } from './run-on.js';
import { moment, patience } from '../../lib/patience.js';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** The address of a server that treats each connection as given. */
async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((done) => server.close(done));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const http = (listener: RequestListener): Promise<string> =>
  listen(createServer(listener)).then((host) => `http://${host}`);
const tcp = (onConnection: (socket: Socket) => void): Promise<string> =>
  listen(
    createTcpServer((socket) => {
      socket.on('error', () => {});
      onConnection(socket);
    }),
  ).then((host) => `http://${host}`);

test.each<[string, () => Promise<string>, RegExp]>([
  [
    'nobody',
    () => Promise.resolve('http://127.0.0.1:1'),
    /cannot be reached: nothing listens there; is the server running\?/,
  ],
  [
    'an unknown host',
    () => Promise.resolve('https://no-such-host.invalid'),
    /cannot be reached: its name (is not known|could not be looked up)/,
  ],
  [
    'a server without TLS',
    () => http((_, response) => response.end()).then((url) => url.replace('http:', 'https:')),
    /no safe connection \(TLS\) could be made: /,
  ],
  [
    'a server that hangs',
    () => tcp((socket) => socket.resume()),
    /takes connections but does not answer \(waited \d+ ms\)/,
  ],
  [
    'garbage',
    () => tcp((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')),
    /does not answer in HTTP/,
  ],
  [
    'bodies without end',
    () => http((_, response) => endless(response)),
    /sends answers without end/,
  ],
  [
    'pages',
    () => http((_, response) => response.setHeader('Content-Type', 'text/html').end('<h1>Hi</h1>')),
    /answers with pages in HTML, not with this API/,
  ],
  [
    'a server that hangs up',
    () => tcp((socket) => socket.on('data', () => socket.destroy())),
    /gives no answer: the server closed the connection/,
  ],
])('a contract run on %s ends early, with one sentence', async (name, start, message) => {
  const run = await runContract({
    description,
    target: await start(),
    operations: ['listWorkflows'],
    runs: 2,
    timeout: name === 'a server that hangs' ? 3 * moment : patience,
    environment: { CONTRACT_TOKEN: 'a-token-of-a-test' },
  });
  expect(run.stopped).toMatch(message);
  expect(run.counts.kept).toBe(0);
  // Nothing is lost: each case is listed, and those that were sent are findings.
  expect(run.results.length).toBeGreaterThan(100);
});

function endless(response: {
  write(text: string): boolean;
  once(name: string, then: () => void): void;
}): void {
  const more = (): void => {
    while (response.write('x'.repeat(65_536)));
    response.once('drain', more);
  };
  more();
}
