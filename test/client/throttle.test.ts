import { describe, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { createSecMasterClient, type SecMasterClient } from '../../src/index.js';
import { failureOf, useLoopback, success } from './calls/client-on-loopback.js';
import { startThrottlingGateway, type Counting } from './throttling-gateway.js';

const limitOf = (limit: number, time: string) => ({
  status: 429,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    error_code: 'APIG.0308',
    error_msg: `The throttling threshold has been reached: policy user over ratelimit,limit:${limit},time:${time}`,
  }),
});

function create(client: SecMasterClient, name: string): Promise<unknown> {
  return client.workflows.createAopWorkflow({
    body: { name, engine_type: 'public_engine', aop_type: 'NORMAL', dataclass_id: 'd' },
  });
}

describe('Calls that the gateway throttles', () => {
  const withLimit = (response: ServerResponse): void => {
    const { status, headers, body } = limitOf(60, '1 second');
    response.writeHead(status, headers).end(body);
  };
  const withRetryAfter = (response: ServerResponse): void => {
    response.writeHead(429, { 'Retry-After': '1' }).end();
  };

  // They wait most of the time, so they do so together.
  test.concurrent.each<[Counting, string, (response: ServerResponse) => void]>([
    ['fixed', 'names its limit', withLimit],
    ['sliding', 'names its limit', withLimit],
    ['fixed', 'says only when to come back', withRetryAfter],
    ['sliding', 'says only when to come back', withRetryAfter],
  ])('all succeed, in a %s window that %s', async (counting, _, refuse) => {
    const gateway = await startThrottlingGateway({ counting, limit: 60, window: 1000, refuse });
    try {
      const client = createSecMasterClient({
        endpoint: gateway.url,
        projectId: 'project',
        workspaceId: 'workspace',
        token: 'a-token',
      });
      const names = Array.from({ length: 200 }, (__, index) => `n-${index}`);
      await Promise.all(names.map((name) => create(client, name)));
      const created = gateway.taken.map((body) => JSON.parse(body).name as string);
      expect(created.sort()).toEqual(names.sort());
      // All that were under way at once may be refused once, and few after that.
      expect(gateway.refused).toBeLessThan(80);
    } finally {
      await gateway.close();
    }
  });
});

describe('While the gateway throttles', () => {
  const loopback = useLoopback();

  /** A client whose first call was refused for a minute, and waits. */
  async function throttledClient() {
    loopback.server.answer = limitOf(60, '1 minute');
    const retried = new AbortController();
    const client = loopback.client({ hooks: { onRetry: () => retried.abort() } });
    const controller = new AbortController();
    const first = failureOf(client.workflows.deleteAopWorkflow({ workflow_id: 'w' }, controller));
    await new Promise((done) => retried.signal.addEventListener('abort', done));
    // From now on it would be taken.
    loopback.server.answer = success;
    expect(loopback.server.seen).toHaveLength(1);
    return { client, first, controller };
  }

  test('a call that may not wait for so long fails at once, and is not sent', async () => {
    const { client, first, controller } = await throttledClient();
    for (const call of [
      () => client.workflows.listWorkflows({}, { timeouts: { total: 5000 } }),
      () =>
        client.workflows.createAopWorkflow({ body: {} as never }, { timeouts: { total: 5000 } }),
      () => client.request({ path: '/v1/other' }, { timeouts: { total: 5000 } }),
    ]) {
      const error = await failureOf(call());
      expect(error).toMatchObject({ name: 'ThrottledError', attempts: 0, outcome: 'not-sent' });
      expect(error['message']).toMatch(
        / was not sent: the gateway throttles this client for another (60|5\d) s$/,
      );
      const [seconds] = /\d+(?= s$)/.exec(String(error['message'])) ?? [];
      expect(error['retryAfter']).toBe(Number(seconds) * 1000);
    }
    expect(loopback.server.seen).toHaveLength(1);
    controller.abort();
    await first;
  });

  test('a signal ends the waiting of each call', async () => {
    const { client, first, controller } = await throttledClient();
    const reason = new Error('enough');
    const other = new AbortController();
    const waiting = failureOf(client.workflows.listWorkflows({}, other));
    await turn();
    other.abort(reason);
    expect(await waiting).toMatchObject({
      name: 'AbortedError',
      attempts: 0,
      outcome: 'not-sent',
      cause: reason,
    });
    controller.abort(reason);
    expect(await first).toMatchObject({
      name: 'AbortedError',
      attempts: 1,
      outcome: 'refused',
      cause: reason,
    });
    expect(loopback.server.seen).toHaveLength(1);
  });

  test('another client goes on', async () => {
    const { first, controller } = await throttledClient();
    await loopback.client().workflows.listWorkflows();
    expect(loopback.server.seen).toHaveLength(2);
    controller.abort();
    await first;
  });
});

describe('No more requests are under way at once than there may be connections', () => {
  const loopback = useLoopback();

  test('though many calls wait', async () => {
    let underWay = 0;
    let most = 0;
    const client = loopback.client({
      connections: 3,
      fetch: async (url, init) => {
        underWay += 1;
        most = Math.max(most, underWay);
        const response = await fetch(url, init);
        underWay -= 1;
        return response;
      },
    });
    await Promise.all(Array.from({ length: 20 }, () => client.workflows.listWorkflows()));
    expect(loopback.server.seen).toHaveLength(20);
    expect(most).toBe(3);
  });

  test('and a call that is aborted while it waits leaves its place to others', async () => {
    loopback.server.script.push({ stall: true });
    const client = loopback.client({ connections: 1 });
    const stalled = new AbortController();
    const waiting = new AbortController();
    const first = failureOf(client.workflows.listWorkflows({}, stalled));
    while (loopback.server.seen.length === 0) await turn();
    const second = failureOf(client.workflows.listWorkflows({}, waiting));
    const third = client.workflows.listWorkflows();
    await turn();
    waiting.abort();
    expect(await second).toMatchObject({ name: 'AbortedError', outcome: 'not-sent' });
    expect(loopback.server.seen).toHaveLength(1);
    stalled.abort();
    expect(await first).toMatchObject({ name: 'AbortedError', outcome: 'unknown' });
    await third;
    expect(loopback.server.seen).toHaveLength(2);
  });

  test('and neither does one that is aborted while the gateway throttles keep its place', async () => {
    loopback.server.script.push({ status: 429, headers: { 'Retry-After': '1' } });
    const retried = new AbortController();
    const client = loopback.client({
      connections: 1,
      hooks: { onRetry: () => retried.abort() },
    });
    const first = client.workflows.listWorkflows();
    await new Promise((done) => retried.signal.addEventListener('abort', done));
    const waiting = new AbortController();
    const second = failureOf(client.workflows.listWorkflows({}, waiting));
    await turn();
    waiting.abort();
    expect(await second).toMatchObject({ name: 'AbortedError', outcome: 'not-sent' });
    await Promise.all([first, client.workflows.listWorkflows()]);
    expect(loopback.server.seen).toHaveLength(3);
  });
});
