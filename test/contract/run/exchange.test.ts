import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import {
  openSender,
  UnsendableError,
  type Sender,
} from '../../../scripts/contract/http/exchange.js';
import { bareRequest } from '../../../scripts/contract/case.js';
import { wireRequest, type WireRequest } from '../../../scripts/contract/http/wire.js';
import { moment, patience } from '../../lib/patience.js';

const started: { server: Server; sockets: Set<Socket>; sender: Sender }[] = [];

afterEach(async () => {
  for (const { server, sockets, sender } of started.splice(0)) {
    await sender.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  }
});

/** Of senders that have to wait in vain, in milliseconds: 200 where the machine is idle. */
const short = 2 * moment;

/** A sender to a server that treats each connection as given. */
async function senderTo(
  onRequest: (socket: Socket, asked: string, count: number) => void,
  { timeout = patience, limit = 1_000 } = {},
): Promise<{ sender: Sender; asked: string[] }> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      asked.push(data.toString());
      onRequest(socket, data.toString(), asked.length);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const sender = openSender({ origin: `http://127.0.0.1:${port}`, concurrency: 1, timeout, limit });
  started.push({ server, sockets, sender });
  return { sender, asked };
}

const get: WireRequest = {
  method: 'GET',
  path: '/x?a=1',
  headers: { accept: '*/*' },
  body: undefined,
};
const post: WireRequest = { ...get, method: 'POST', body: '{}' };

test('the sender gives an answer whole, with its headers in lower case', async () => {
  const { sender } = await senderTo((socket) =>
    socket.write(
      'HTTP/1.1 200 OK\r\nContent-Type: Application/JSON; charset=UTF-8\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 4\r\n\r\n"\u4e2d"'.replace(
        'Content-Length: 4',
        'Content-Length: 5',
      ),
    ),
  );
  expect(await sender.send(get)).toEqual({
    answer: {
      status: 200,
      mediaType: 'application/json',
      repeated: ['x-a'],
      headers: {
        'content-type': 'Application/JSON; charset=UTF-8',
        'x-a': '1, 2',
        'content-length': '5',
      },
      text: '"中"',
    },
  });
});

test.each([
  ['no answer', () => {}, 'time-out', `waited ${short} ms`],
  [
    'half an answer',
    (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1'),
    'time-out',
    `waited ${short} ms`,
  ],
  [
    'an end without answer',
    (socket: Socket) => socket.end(),
    'connection',
    /closed the connection/,
  ],
  [
    'an end within the answer',
    (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1'),
    'connection',
    /closed the connection before the answer was whole/,
  ],
  [
    'an end within chunks',
    (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab'),
    'connection',
    /closed the connection before the answer was whole/,
  ],
  [
    'garbage',
    (socket: Socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'),
    'garbage',
    /the parser says/,
  ],
  [
    'a body that is too long',
    (socket: Socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n${'x'.repeat(2_000)}`),
    'too-long',
    'more than 1000 bytes',
  ],
  [
    'headers without end',
    (socket: Socket) => socket.write(`HTTP/1.1 200 OK\r\nX-A: ${'x'.repeat(20_000)}`),
    'too-long',
    /headers/,
  ],
] as const)('the sender reports %s', async (_, onRequest, failure, message) => {
  const { sender } = await senderTo(onRequest, failure === 'time-out' ? { timeout: short } : {});
  expect(await sender.send(post)).toMatchObject({
    failure,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
});

test('the sender gives up a body without end', async () => {
  const { sender } = await senderTo((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    const feed = setInterval(() => socket.write('5\r\nabcde\r\n'), 1);
    socket.on('close', () => clearInterval(feed));
  });
  expect(await sender.send(get)).toMatchObject({ failure: 'too-long' });
});

test.each([
  [
    'an answer 204 that announces content, as it stands',
    'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}',
    { status: 204, headers: { 'content-length': '2' } },
  ],
  [
    'an answer in another encoding than UTF-8, and says so',
    Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"\u00e9"', 'latin1'),
    { status: 200, bytes: Buffer.from('"\u00e9"', 'latin1') },
  ],
])('the sender gives %s', async (_, raw, answer) => {
  const { sender } = await senderTo((socket) => socket.write(raw));
  expect(await sender.send(get)).toMatchObject({ answer });
});

test('the sender follows no redirect', async () => {
  const { sender, asked } = await senderTo((socket) =>
    socket.write('HTTP/1.1 302 Found\r\nLocation: /y\r\nContent-Length: 0\r\n\r\n'),
  );
  expect(await sender.send(get)).toMatchObject({ answer: { status: 302 } });
  expect(asked).toHaveLength(1);
});

test('the sender repeats a read when a kept connection ends, but no write', async () => {
  const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1';
  const answerOdd = (socket: Socket, _: string, count: number): void => {
    if (count % 2 === 1) socket.write(whole);
    else socket.destroy();
  };
  const reads = await senderTo(answerOdd);
  expect(await reads.sender.send(get)).toMatchObject({ answer: { status: 200 } });
  expect(await reads.sender.send(get)).toMatchObject({ answer: { status: 200 } });
  expect(reads.asked).toHaveLength(3);
  const writes = await senderTo(answerOdd);
  expect(await writes.sender.send(post)).toMatchObject({ answer: { status: 200 } });
  expect(await writes.sender.send(post)).toMatchObject({ failure: 'connection', left: true });
  expect(writes.asked).toHaveLength(2);
});

test('the sender reports a server that is not there', async () => {
  const { sender } = await senderTo(() => {});
  const { server, sockets } = started[0]!;
  for (const socket of sockets) socket.destroy();
  await new Promise((done) => server.close(done));
  expect(await sender.send(get)).toMatchObject({
    failure: 'connection',
    left: false,
    message: 'nothing listens there',
  });
  server.listen(0, '127.0.0.1');
});

test('the sender waits longer for a slow server that starts again', async () => {
  const whole = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n1';
  const { sender } = await senderTo((socket) => setTimeout(() => socket.end(whole), 400));
  expect(await sender.send(get)).toMatchObject({ answer: { status: 200 } });
  const { server, sockets } = started[0]!;
  const { port } = server.address() as AddressInfo;
  for (const socket of sockets) socket.destroy();
  await new Promise((done) => server.close(done));
  // A server that is not slow would be given up after two seconds.
  setTimeout(() => server.listen(port, '127.0.0.1'), 2_500);
  expect(await sender.send(get)).toMatchObject({ answer: { status: 200 } });
});

test('the sender refuses a request that HTTP cannot carry', async () => {
  const { sender } = await senderTo(() => {});
  await expect(sender.send({ ...get, headers: { 'x-a': 'one\r\ntwo' } })).rejects.toThrow(
    UnsendableError,
  );
});

test('half of a surrogate pair in a query is sent as what stands for it', () => {
  const request = { ...bareRequest('GET', '/x'), query: [['name', 'a\ud83d,b']] as const };
  expect(wireRequest(request, '').path).toBe('/x?name=a%EF%BF%BD,b');
});

test.each([
  ['says when to come again', 'Retry-After: 0\r\n', {}, 3, 200],
  ['does not say when', '', {}, 3, 200],
  ['asks to wait for too long', 'Retry-After: 3600\r\n', {}, 1, 429],
  ['was asked to throttle', 'Retry-After: 0\r\n', { prefer: 'code=429' }, 1, 429],
])(
  'the sender gives a server time that throttles twice and %s',
  async (_, header, headers, count, status) => {
    const { sender, asked } = await senderTo((socket, __, number) => {
      const line = number <= 2 ? `429 Too Many Requests\r\n${header}` : '200 OK\r\n';
      socket.write(`HTTP/1.1 ${line}Content-Length: 0\r\n\r\n`);
    });
    expect(await sender.send({ ...post, headers })).toMatchObject({ answer: { status } });
    expect(asked).toHaveLength(count);
  },
);

test('the sender does not wait all the time for a server that does nothing but throttle', async () => {
  const { sender, asked } = await senderTo((socket) =>
    socket.write('HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n'),
  );
  for (let sent = 0; sent < 3; sent += 1) {
    expect(await sender.send(post)).toMatchObject({ answer: { status: 429 } });
  }
  expect(asked.length).toBeLessThan(9);
});
