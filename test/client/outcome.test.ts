import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, type Socket } from 'node:net';
import {
  accessKey,
  isSecMasterError,
  password,
  token,
  type Outcome,
  type SecMasterClient,
  type SecMasterClientOptions,
} from '../../src/index.js';
import { failureOf, useLoopback, success } from './calls/client-on-loopback.js';
import {
  startLoopbackServer,
  type LoopbackServer,
  type ScriptedAnswer,
} from './loopback-server.js';
import { closedAddress, listening, startServer, type Listening } from '../lib/loopback.js';
import { moment } from '../lib/patience.js';

const loopback = useLoopback();

/** Creates a workflow, which a second request would do once more. */
function create(client: SecMasterClient, signal?: AbortSignal): Promise<unknown> {
  const body = {
    name: 'n',
    engine_type: 'public_engine',
    aop_type: 'NORMAL',
    dataclass_id: 'd',
  } as const;
  return client.workflows.createAopWorkflow({ body }, { signal });
}

let nobody: string;
beforeAll(async () => {
  nobody = await closedAddress();
});

describe('What became of a request that failed by', () => {
  const once = { maxAttempts: 1 };
  const ofService = (code: string) => `{"code":"${code}","message":"m"}`;

  test.each<[string, ScriptedAnswer, string, Outcome]>([
    ['a connection closed before the answer', { hangUp: true }, 'NetworkError', 'unknown'],
    [
      'a connection closed within the answer',
      { ...success, breakOff: true },
      'NetworkError',
      'unknown',
    ],
    ['400', { status: 400, body: ofService('SecMaster.1') }, 'InvalidRequestError', 'refused'],
    ['401', { status: 401 }, 'AuthenticationError', 'refused'],
    ['403', { status: 403 }, 'PermissionError', 'refused'],
    ['404', { status: 404 }, 'NotFoundError', 'refused'],
    ['a redirect', { status: 302, headers: { Location: '/' } }, 'ServerError', 'refused'],
    ['429', { status: 429 }, 'ThrottledError', 'refused'],
    ['408', { status: 408 }, 'InvalidRequestError', 'unknown'],
    ['500', { status: 500 }, 'ServerError', 'unknown'],
    ['502', { status: 502, body: '<html>' }, 'ServerError', 'unknown'],
    ['a success without JSON', { body: '<html>' }, 'ServerError', 'unknown'],
    [
      'a refusal of the service in a success',
      { body: ofService('SecMaster.20030001') },
      'InvalidRequestError',
      'refused',
    ],
    ['a failure of another in a success', { body: ofService('x') }, 'ServerError', 'unknown'],
  ])('%s', async (_, answer, name, outcome) => {
    loopback.server.answer = answer;
    const error = await failureOf(create(loopback.client({ retry: once })));
    expect(error).toMatchObject({ name, outcome, attempts: 1 });
  });

  test('a refused connection', async () => {
    const client = loopback.client({ endpoint: nobody, retry: once });
    expect(await failureOf(create(client))).toMatchObject({
      name: 'NetworkError',
      outcome: 'not-sent',
      attempts: 1,
    });
  });

  describe.each<[string, (socket: Socket) => void, object, string]>([
    ['is never made', () => {}, { attempt: 100 }, 'TimeoutError'],
    ['is closed before it is secure', (socket) => socket.destroy(), {}, 'NetworkError'],
  ])('a connection that %s', (_, accept, timeouts, name) => {
    let server: Listening;
    const sockets = new Set<Socket>();
    beforeAll(async () => {
      const accepting = createServer(accept);
      accepting.on('connection', (socket) => sockets.add(socket.on('error', () => {})));
      server = await listening(accepting);
    });
    afterAll(() => {
      for (const socket of sockets) socket.destroy();
      return server.close();
    });

    test.each([
      ['of the transport of Node.js', undefined],
      // It does not say how far it got.
      ['of another', (url: string, init: RequestInit) => fetch(url, init)],
    ])('%s', async (transport, fetch) => {
      const client = loopback.client({
        endpoint: server.url.replace('http', 'https'),
        retry: once,
        timeouts,
        fetch,
      });
      expect(await failureOf(create(client))).toMatchObject({
        name,
        outcome: transport === 'of another' ? 'unknown' : 'not-sent',
        attempts: 1,
      });
    });
  });

  test('a host that does not exist', async () => {
    const client = loopback.client({ endpoint: 'https://secmaster.invalid', retry: once });
    expect(await failureOf(create(client))).toMatchObject({
      name: 'NetworkError',
      outcome: 'not-sent',
    });
  });

  test.each([
    ['of the attempt', { attempt: moment }],
    ['of the call', { total: moment }],
  ])('a time-out %s', async (_, timeouts) => {
    loopback.server.answer = { stall: true };
    expect(await failureOf(create(loopback.client({ timeouts })))).toMatchObject({
      name: 'TimeoutError',
      outcome: 'unknown',
    });
    expect(loopback.server.seen).toHaveLength(1);
  });

  test('input that is wrong is not told, since there was none', async () => {
    const error = await failureOf(loopback.client().workflows.showAopWorkflow({ workflow_id: '' }));
    expect(isSecMasterError(error)).toBe(false);
    expect(loopback.server.seen).toEqual([]);
  });
});

describe('What became of a request that was aborted', () => {
  const reason = new Error('enough');

  test('before it was sent', async () => {
    const error = await failureOf(create(loopback.client(), AbortSignal.abort(reason)));
    expect(error).toMatchObject({ name: 'AbortedError', outcome: 'not-sent', attempts: 0 });
    expect(loopback.server.seen).toEqual([]);
  });

  test('while the answer was awaited', async () => {
    const controller = new AbortController();
    loopback.server.answer = () => {
      controller.abort(reason);
      return { stall: true };
    };
    const error = await failureOf(create(loopback.client(), controller.signal));
    expect(error).toMatchObject({ name: 'AbortedError', outcome: 'unknown', attempts: 1 });
  });

  test('after a 429, while it waited', async () => {
    const controller = new AbortController();
    loopback.server.answer = { status: 429, headers: { 'Retry-After': '20' } };
    const client = loopback.client({ hooks: { onRetry: () => controller.abort(reason) } });
    const error = await failureOf(create(client, controller.signal));
    expect(error).toMatchObject({ name: 'AbortedError', outcome: 'refused', attempts: 1 });
  });

  test('after a 429, while the answer to the second attempt was awaited', async () => {
    const controller = new AbortController();
    loopback.server.answer = () => {
      if (loopback.server.seen.length === 1) {
        return { status: 429, headers: { 'Retry-After': '0' } };
      }
      controller.abort(reason);
      return { stall: true };
    };
    const error = await failureOf(create(loopback.client(), controller.signal));
    expect(error).toMatchObject({ name: 'AbortedError', outcome: 'unknown', attempts: 2 });
  });
});

describe('What became of several attempts is what is least sure of them', () => {
  const update = (options: Partial<SecMasterClientOptions> = {}) =>
    failureOf(
      loopback
        .client(options)
        .workflows.updateAopWorkflow({ workflow_id: 'w', body: { name: 'n' } }),
    );
  const refusal = { status: 400, body: '{"code":"SecMaster.1","message":"m"}' };
  const refusalInSuccess = { ...refusal, status: 200 };
  const throttled = { status: 429, headers: { 'Retry-After': '0' } };

  test.each<[string, ScriptedAnswer[], Outcome]>([
    ['a closed connection, then a refusal', [{ hangUp: true }, refusal], 'unknown'],
    ['a failure, then a refusal', [{ status: 500 }, refusal], 'unknown'],
    ['a failure, then a 429 and a refusal', [{ status: 503 }, throttled, refusal], 'unknown'],
    ['a 429, then a refusal', [throttled, refusal], 'refused'],
    ['a failure, then a refusal in a success', [{ status: 500 }, refusalInSuccess], 'unknown'],
    ['a 429, then a refusal in a success', [throttled, refusalInSuccess], 'refused'],
  ])('%s', async (_, script, outcome) => {
    loopback.server.script.push(...script);
    const error = await update();
    expect(error).toMatchObject({
      name: 'InvalidRequestError',
      outcome,
      attempts: script.length,
    });
  });

  test('a failure, then a refused connection', async () => {
    loopback.server.answer = { status: 500 };
    // The second attempt goes to where nobody listens.
    let sent = 0;
    const error = await update({
      retry: { maxAttempts: 2, baseDelay: 1 },
      fetch: (url, init) => {
        sent += 1;
        return fetch(sent === 1 ? url : url.replace(loopback.server.url, nobody), init);
      },
    });
    expect(error).toMatchObject({ name: 'NetworkError', outcome: 'unknown', attempts: 2 });
  });
});

describe('A call that fails while it signs in was not sent, whatever became of that:', () => {
  const none = { token: undefined };
  const user = { domain: 'acme', user: 'alice', password: 'secret' };
  let iam: LoopbackServer;
  beforeAll(async () => {
    iam = await startLoopbackServer();
  });
  afterAll(() => iam.close());

  const failures: [string, ScriptedAnswer, string][] = [
    ['IAM fails', { status: 500 }, 'ServerError'],
    ['IAM closes the connection', { hangUp: true }, 'NetworkError'],
    ['IAM refuses', { status: 401 }, 'AuthenticationError'],
    ['IAM throttles', { status: 429 }, 'ThrottledError'],
    ['IAM makes no sense', { status: 200, body: '<html>' }, 'ServerError'],
  ];
  const retry = { maxAttempts: 1 };
  /** The server stands in for the region, whose main project is looked up. */
  const inRegion = {
    endpoint: undefined,
    region: 'cn-north-4' as const,
    fetch: (url: string, init: RequestInit) =>
      fetch(
        url.replace('https://secmaster.cn-north-4.myhuaweicloud.com', loopback.server.url),
        init,
      ),
  };

  test.each(failures)('%s', async (_, answer, name) => {
    iam.answer = answer;
    const client = loopback.client({
      ...none,
      retry,
      iamEndpoint: iam.url,
      credentials: password(user),
    });
    const error = await failureOf(create(client));
    expect(error).toMatchObject({ name, outcome: 'not-sent' });
    expect(loopback.server.seen).toEqual([]);
  });

  test.each(failures)('%s while the project is looked up', async (_, answer, name) => {
    iam.answer = answer;
    const client = loopback.client({
      ...none,
      ...inRegion,
      retry,
      projectId: undefined,
      iamEndpoint: iam.url,
      credentials: accessKey({ ak: 'AK', sk: 'secret-key' }),
    });
    const error = await failureOf(create(client));
    expect(error).toMatchObject({
      name,
      outcome: 'not-sent',
      operationId: 'KeystoneListProjects',
    });
    expect(loopback.server.seen).toEqual([]);
  });

  test('nobody is there', async () => {
    const client = loopback.client({
      ...none,
      retry,
      iamEndpoint: nobody,
      credentials: password(user),
    });
    expect(await failureOf(create(client))).toMatchObject({
      name: 'NetworkError',
      outcome: 'not-sent',
    });
  });

  test('the function of a token fails', async () => {
    const client = loopback.client({
      ...none,
      credentials: token(() => Promise.reject(new Error('sealed'))),
    });
    expect(await failureOf(create(client))).toMatchObject({
      name: 'AuthenticationError',
      outcome: 'not-sent',
    });
  });

  test('the total time-out ends the look-up of the project', async () => {
    iam.answer = { stall: true };
    const client = loopback.client({
      ...none,
      ...inRegion,
      projectId: undefined,
      iamEndpoint: iam.url,
      credentials: accessKey({ ak: 'AK', sk: 'secret-key' }),
      timeouts: { total: 100 },
    });
    expect(await failureOf(create(client))).toMatchObject({
      name: 'TimeoutError',
      message: 'createAopWorkflow did not succeed within 100 ms',
      outcome: 'not-sent',
      attempts: 0,
    });
  });

  test('what the look-up of the project takes is a part of the total time-out', async () => {
    const slow = await startServer((_, response) => {
      setTimeout(() => response.end('{"projects":[{"id":"p"}]}'), 1500);
    });
    // There is no time left for this wait.
    loopback.server.answer = { status: 503, headers: { 'Retry-After': '1' } };
    const client = loopback.client({
      ...none,
      ...inRegion,
      projectId: undefined,
      iamEndpoint: slow.url,
      credentials: accessKey({ ak: 'AK', sk: 'secret-key' }),
      timeouts: { total: 2400 },
    });
    await failureOf(client.workflows.listWorkflows());
    await slow.close();
    expect(loopback.server.seen.length).toBeLessThanOrEqual(1);
  });

  test('IAM fails while a refused token is renewed: then the refusal counts', async () => {
    let renewed = false;
    loopback.server.answer = { status: 401 };
    const client = loopback.client({
      ...none,
      credentials: token(() => {
        if (renewed) return Promise.reject(new Error('sealed'));
        renewed = true;
        return 'a-token';
      }),
    });
    expect(await failureOf(create(client))).toMatchObject({
      name: 'AuthenticationError',
      outcome: 'refused',
    });
  });
});
