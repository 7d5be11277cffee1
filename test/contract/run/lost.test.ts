import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { paceOf } from '../../../scripts/contract/http/pace.js';
import { waitForServer } from '../../../scripts/contract/http/wait.js';
import { readTarget } from '../../../scripts/contract/http/target.js';
import { findingsOf, resultsOf, runOn } from './run-on.js';
import { honestServer } from './honest-server.js';
import { testAtNight } from '../../lib/at-night.js';
import { moment } from '../../lib/patience.js';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const few = { operations: ['listWorkflows', 'createAopWorkflow'], runs: 0 };

describe('A contract run', () => {
  it('gives no finding for answers that are lost once', async () => {
    const lost = new Map<string, number>();
    const { run } = await runOn(
      {
        lie: ({ method, url, operationId, valid }, reply, response) => {
          const key = `${method} ${url}`;
          const isLost = operationId !== undefined && valid && lost.size < 5 && !lost.has(key);
          if (!isLost) return reply;
          lost.set(key, 1);
          response.socket?.destroy();
          return undefined;
        },
      },
      { ...few, operations: ['listWorkflows'] },
    );
    expect(lost.size).toBe(5);
    expect(findingsOf(run)).toEqual({});
    expect(run.counts.inconclusive).toBe(0);
  });

  it('does not send a write again that may have been carried out, and says so', async () => {
    const bodies: string[] = [];
    const { run } = await runOn(
      {
        lie: ({ operationId, body, valid }, reply, response) => {
          if (operationId !== 'createAopWorkflow' || !valid || bodies.length >= 3) return reply;
          bodies.push(body);
          response.socket?.destroy();
          return undefined;
        },
      },
      // Otherwise the first creations would be those of fixtures.
      { ...few, concurrency: 1, can: ['stateless'] },
    );
    expect(new Set(bodies).size).toBe(3);
    expect(findingsOf(run)).toEqual({});
    expect(resultsOf(run, 'inconclusive').map(({ reason }) => reason)).toEqual(
      Array.from({ length: 3 }, () => expect.stringMatching(/may have been carried out/)),
    );
  });

  it('finds a request that is never answered, also when nothing else is under way', async () => {
    const { run } = await runOn(
      {
        lie: ({ url }, reply, response) => {
          if (!url.includes('limit=0')) return reply;
          response.socket?.destroy();
          return undefined;
        },
      },
      { ...few, operations: ['listWorkflows'] },
    );
    const { no_answer: found = [], ...others } = findingsOf(run);
    expect(others).toEqual({});
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatch(/It was the same again when nothing else was under way\.$/);
  });

  it('ends when many answers are lost, since it then proves too little', async () => {
    let count = 0;
    const { run } = await runOn(
      {
        lie: ({ operationId }, reply, response) => {
          if (operationId === undefined || (count += 1) % 4 > 0) return reply;
          response.socket?.destroy();
          return undefined;
        },
      },
      { operations: ['createAopWorkflow'], runs: 0, concurrency: 1 },
    );
    expect(run.stopped).toMatch(/gave no answer to \d+ of \d+ requests; is it overloaded\?/);
    expect(findingsOf(run)).toEqual({});
  });

  it('survives a server that ends idle connections without a word', async () => {
    const { run } = await runOn(
      {
        lie: (_, reply, response) => {
          const { socket } = response;
          response.on('finish', () => setTimeout(() => socket?.destroy(), 1));
          return reply;
        },
      },
      { ...few, rate: 200, concurrency: 2 },
    );
    expect(findingsOf(run)).toEqual({});
    expect(run.counts.kept).toBeGreaterThan(100);
  });

  it.each([
    ['knows no credentials', 401, {}, 'refuses every request for its credentials'],
    ['allows nobody anything', 403, {}, 'and may they use the ids that are asked for?'],
    ['redirects', 302, { Location: 'https://login.example' }, 'redirects every request to another'],
    ['answers in HTML', 200, { 'Content-Type': 'text/html' }, 'answers with pages in HTML'],
  ] as const)('ends with a sentence, and blames nobody, on a server that %s', async (...row) => {
    const [, status, headers, message] = row;
    const { run } = await runOn({ lie: () => ({ status, headers, body: '' }) }, few);
    expect(run.stopped).toContain(message);
    expect(findingsOf(run)).toEqual({});
  });

  it('says that the server may not know the ids where nothing is accepted', async () => {
    const lie = () => ({
      status: 404,
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    });
    const { run } = await runOn({ lie }, few);
    expect(run.worthless).toMatch(
      /does it know the ids of the examples\? If not, give others by --values/,
    );
  });

  testAtNight('makes nothing on a server that gives no answers', async () => {
    const methods = new Set<string>();
    const { run } = await runOn(
      {
        lie: ({ method }) => {
          methods.add(method);
          return undefined;
        },
      },
      { operations: ['listWorkflows'], runs: 0, timeout: 3 * moment },
    );
    expect(run.stopped).toMatch(/takes connections but does not answer/);
    expect([...methods]).not.toContain('POST');
  });

  it('ends with a sentence when the credentials expire in the middle, and blames nobody', async () => {
    let count = 0;
    const { run } = await runOn(
      {
        lie: ({ operationId }, reply) =>
          operationId !== undefined && (count += 1) > 60
            ? {
                status: 401,
                headers: { 'Content-Type': 'application/json' },
                body: '{"error_code":"APIGW.0301","error_msg":"expired"}',
              }
            : reply,
      },
      { operations: ['listWorkflows'], runs: 0, concurrency: 1 },
    );
    expect(run.stopped).toMatch(/refuses credentials that it accepted before; have they expired\?/);
    expect(findingsOf(run)).toEqual({});
    expect(run.counts.kept).toBeGreaterThan(30);
  });
});

describe('paceOf', () => {
  /** How many of many requests may start at once. */
  const startedOf = async (pace: ReturnType<typeof paceOf>): Promise<number[]> => {
    const started: number[] = [];
    for (let index = 0; index < 20; index += 1) void pace.enter().then((one) => started.push(one));
    await new Promise((done) => setImmediate(done));
    return started;
  };

  it('the pace halves the requests under way after a slow answer, and grows again with quick ones', async () => {
    const pace = paceOf(8);
    const started = await startedOf(pace);
    expect(started).toHaveLength(8);
    for (const one of started.slice(0, 8)) pace.leave(one, 5_000);
    await new Promise((done) => setImmediate(done));
    // Eight slow answers of one round halve once.
    expect(started).toHaveLength(12);
    for (const one of started.slice(8, 12)) pace.leave(one, 10);
    await new Promise((done) => setImmediate(done));
    expect(started.length).toBeGreaterThanOrEqual(16);
  });

  it('the pace never falls below one request', async () => {
    const pace = paceOf(2);
    const started = await startedOf(pace);
    for (let index = 0; index < 10; index += 1) {
      pace.leave(started[index] ?? 0, Infinity);
      await new Promise((done) => setImmediate(done));
    }
    expect(started.length).toBeGreaterThan(10);
  });
});

describe('waitForServer', () => {
  it('the run begins when a server that is starting answers', async () => {
    const first = await honestServer();
    const { url } = first;
    await first.stop();
    const { port } = new URL(url);
    const sockets = new Set<Socket>();
    let asked = 0;
    const server = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('data', () => {
        asked += 1;
        const status = asked < 3 ? '503 Service Unavailable' : '404 Not Found';
        socket.write(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`);
      });
    });
    stops.push(() => {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(done));
    });
    const waiting = waitForServer(readTarget(url), 60, new AbortController().signal);
    await new Promise<void>((done) => server.listen(Number(port), '127.0.0.1', done));
    expect((server.address() as AddressInfo).port).toBe(Number(port));
    await waiting;
    expect(asked).toBe(3);
  });

  it('nobody waits longer than asked', async () => {
    await waitForServer(readTarget('http://127.0.0.1:1'), 0, new AbortController().signal);
  });
});
