import { describe, expect, test } from '@jest/globals';
import { getEventListeners } from 'node:events';
import type { SecMasterClientOptions } from '../../../src/index.js';
import type { ScriptedAnswer } from '../loopback-server.js';
import { failureOf, success, useLoopback } from './client-on-loopback.js';
import { closedAddress } from '../../lib/loopback.js';
import { moment } from '../../lib/patience.js';

describe('Retries', () => {
  const loopback = useLoopback();
  const read = () => loopback.client().workflows.showAopWorkflow({ workflow_id: 'w' });
  const write = () =>
    loopback.client().workflows.createAopWorkflow({
      body: { name: 'n', engine_type: 'public_engine', aop_type: 'NORMAL', dataclass_id: 'd' },
    });

  /** Answers that leave open whether anything was done. */
  const faults = [
    { what: '502 with HTML', answer: { status: 502, body: '<html><title>Bad</title></html>' } },
    { what: '503', answer: { status: 503 } },
    { what: 'a dropped connection', answer: { hangUp: true } },
    { what: 'a broken answer', answer: { ...success, breakOff: true } },
    { what: 'truncated JSON', answer: { ...success, body: success.body.slice(0, 40) } },
  ];

  /** The gateway refuses before anybody does anything. */
  const throttled = {
    status: 429,
    headers: { 'Retry-After': '0' },
    body: '{"error_code":"APIGW.0308"}',
  };

  describe('An operation that is safe to repeat', () => {
    test.each([...faults, { what: '429', answer: throttled }])(
      'is sent again after $what',
      async ({ answer }) => {
        loopback.server.script.push(answer, answer);
        expect((await read()).data.id).toBe('w');
        expect(loopback.server.seen).toHaveLength(3);
        expect(loopback.retries.map(({ attempt }) => attempt)).toEqual([1, 2]);
      },
    );

    test('is sent four times at most', async () => {
      loopback.server.answer = { status: 503 };
      expect(await failureOf(read())).toMatchObject({
        name: 'ServerError',
        attempts: 4,
        status: 503,
      });
      expect(loopback.server.seen).toHaveLength(4);
    });

    test('is not sent again after a refusal', async () => {
      loopback.server.answer = { status: 400, body: '{"code":"SecMaster.20030001","message":"m"}' };
      expect(await failureOf(read())).toMatchObject({ name: 'InvalidRequestError', attempts: 1 });
      expect(loopback.server.seen).toHaveLength(1);
    });

    test('may be a POST', async () => {
      loopback.server.script.push({ status: 502 });
      await loopback.client().workflows.validateAopWorkflowVersion({
        body: { mode: 'BASIC', taskconfig: '{}', taskflow: '', aopworkflow_id: 'w' },
      });
      expect(loopback.server.seen.map(({ body }) => String(body))).toEqual(
        Array(2).fill('{"mode":"BASIC","taskconfig":"{}","taskflow":"","aopworkflow_id":"w"}'),
      );
    });
  });

  describe('An operation that is not safe to repeat', () => {
    test.each(faults)('is sent once, whatever comes: $what', async ({ answer }) => {
      loopback.server.answer = answer;
      expect(await failureOf(write())).toMatchObject({ attempts: 1, outcome: 'unknown' });
      expect(loopback.server.seen).toHaveLength(1);
    });

    test('is sent again after 429', async () => {
      loopback.server.script.push(throttled, throttled);
      await write();
      expect(loopback.server.seen).toHaveLength(3);
      expect(loopback.retries).toMatchObject([{ reason: 429 }, { reason: 429 }]);
    });

    test.each(faults)('is not sent again when $what comes after 429', async ({ answer }) => {
      loopback.server.script.push(throttled, answer);
      expect(await failureOf(write())).toMatchObject({ attempts: 2, outcome: 'unknown' });
      expect(loopback.server.seen).toHaveLength(2);
    });

    test('is sent again when the request never left', async () => {
      const client = loopback.client({ endpoint: await closedAddress() });
      const error = await failureOf(client.workflows.deleteAopWorkflow({ workflow_id: 'w' }));
      expect(error).toMatchObject({
        name: 'NetworkError',
        attempts: 4,
        status: undefined,
        outcome: 'not-sent',
      });
      expect(error['message']).toMatch(/ECONNREFUSED/);
    });
  });

  describe('The wait before the next attempt', () => {
    const delays = () => loopback.retries.map(({ delay }) => delay);

    /** The first wait, which the call does not wait for. */
    async function delayAfter(
      answer: ScriptedAnswer,
      retry: SecMasterClientOptions['retry'] = {},
    ): Promise<number> {
      loopback.server.answer = answer;
      const controller = new AbortController();
      let first = Number.NaN;
      const client = loopback.client({
        retry,
        hooks: {
          onRetry({ delay }) {
            first = delay;
            controller.abort();
          },
        },
      });
      await failureOf(client.workflows.listWorkflows({}, { signal: controller.signal }));
      return first;
    }
    const limit = '{"error_code":"APIGW.0308","error_msg":"throttled: limit:60,time:1 second"}';
    const retryAfter = (seconds: number) => ({ 'Retry-After': String(seconds) });

    test('is nothing if Retry-After says so', async () => {
      loopback.server.script.push({ status: 429, headers: retryAfter(0) });
      await read();
      expect(delays()).toEqual([0]);
    });

    test.each<[string, ScriptedAnswer, number, number]>([
      ['what Retry-After asks for', { status: 503, headers: retryAfter(2) }, 2000, 2500],
      [
        'what Retry-After asks for, and no more than a second more',
        { status: 503, headers: retryAfter(20) },
        20_000,
        21_000,
      ],
      [
        'to the date in Retry-After by the clock of the server',
        {
          status: 503,
          headers: {
            Date: 'Tue, 24 Nov 2026 10:00:00 GMT',
            'Retry-After': 'Tue, 24 Nov 2026 10:00:08 GMT',
          },
        },
        8000,
        9000,
      ],
      [
        'the window that the gateway names when it throttles',
        { status: 429, body: limit },
        1000,
        1250,
      ],
      ['a second at least if it names none', { status: 429 }, 1000, 1250],
    ])('is %s', async (_, answer, least, most) => {
      const waits = [await delayAfter(answer), await delayAfter(answer)];
      for (const wait of waits) {
        expect(wait).toBeGreaterThan(least);
        expect(wait).toBeLessThanOrEqual(most);
      }
      // By chance, so that clients do not come back together.
      expect(waits[0]).not.toBe(waits[1]);
    });

    test('is no longer than allowed, after 429 too', async () => {
      expect(await delayAfter({ status: 429 }, { maxDelay: 5 })).toBe(5);
    });

    test.each([
      ['an hour', { 'Retry-After': '3600' }],
      ['a date', { 'Retry-After': new Date(Date.now() + 3_600_000).toUTCString() }],
    ])('is not begun if it is longer than allowed: %s', async (_, headers) => {
      loopback.server.answer = { status: 429, headers };
      expect(await failureOf(read())).toMatchObject({ name: 'ThrottledError', attempts: 1 });
      expect(delays()).toEqual([]);
    });

    test('grows, at random, up to its limit', async () => {
      loopback.server.answer = { status: 500 };
      const client = loopback.client({ retry: { maxAttempts: 6, baseDelay: 2, maxDelay: 8 } });
      await failureOf(client.workflows.listWorkflows());
      const limits = [2, 4, 8, 8, 8];
      expect(delays()).toHaveLength(limits.length);
      delays().forEach((delay, index) =>
        expect(delay).toBeLessThanOrEqual(limits[index] as number),
      );
      expect(new Set(delays()).size).toBe(limits.length);
    });
  });

  test('An outage is not multiplied: the retries of all calls come from one budget', async () => {
    loopback.server.answer = { status: 503 };
    const client = loopback.client();
    const calls = Array.from({ length: 60 }, () => failureOf(client.workflows.listWorkflows()));
    await Promise.all(calls);
    // Three each would be 180.
    expect(loopback.retries).toHaveLength(100);
    expect(loopback.server.seen).toHaveLength(160);
  });

  test('Being throttled costs nothing of that budget', async () => {
    const seen = new Set<string>();
    loopback.server.answer = ({ target }) => {
      if (seen.has(target)) return success;
      seen.add(target);
      return throttled;
    };
    const client = loopback.client();
    const ids = Array.from({ length: 150 }, (_, index) => `w-${index}`);
    await Promise.all(ids.map((workflow_id) => client.workflows.showAopWorkflow({ workflow_id })));
    expect(loopback.retries).toHaveLength(150);
  });
});

describe('Time-outs and signals', () => {
  const loopback = useLoopback();
  const input = { workflow_id: 'w' };

  describe('A time-out', () => {
    test('of an attempt lets a safe operation be sent again', async () => {
      loopback.server.script.push({ stall: true });
      const client = loopback.client({ timeouts: { attempt: moment } });
      expect((await client.workflows.showAopWorkflow(input)).data.id).toBe('w');
      expect(loopback.retries).toMatchObject([{ reason: 'timeout' }]);
    });

    test('of an attempt ends an operation that is not safe to repeat', async () => {
      loopback.server.answer = { stall: true };
      const client = loopback.client({ timeouts: { attempt: moment } });
      expect(await failureOf(client.workflows.deleteAopWorkflow(input))).toMatchObject({
        name: 'TimeoutError',
        message: `deleteAopWorkflow had no answer from ${new URL(loopback.server.url).host} within ${moment} ms`,
        attempts: 1,
        outcome: 'unknown',
      });
    });

    test('of the call ends it, whatever attempts are left', async () => {
      loopback.server.answer = { stall: true };
      const client = loopback.client();
      const error = await failureOf(
        client.workflows.showAopWorkflow(input, { timeouts: { total: 150 } }),
      );
      expect(error).toMatchObject({
        name: 'TimeoutError',
        message: 'showAopWorkflow did not succeed within 150 ms',
        operationId: 'showAopWorkflow',
      });
    });

    test('of the call is not spent on a wait that would outlast it', async () => {
      loopback.server.answer = { status: 503, headers: { 'Retry-After': '30' } };
      const client = loopback.client({ timeouts: { total: 5000 } });
      expect(await failureOf(client.workflows.showAopWorkflow(input))).toMatchObject({
        name: 'ServerError',
      });
      expect(loopback.server.seen).toHaveLength(1);
    });
  });

  describe('A signal ends a call', () => {
    const reason = new Error('enough');

    test('before it begins', async () => {
      const error = await failureOf(
        loopback.client().workflows.listWorkflows({}, { signal: AbortSignal.abort(reason) }),
      );
      expect(error).toMatchObject({ name: 'AbortedError', attempts: 0, cause: reason });
      expect(loopback.server.seen).toEqual([]);
    });

    test.each([
      ['while it waits for the answer', { stall: true }],
      ['in the middle of a body', { ...success, stallHalfway: true }],
      ['while it waits for the next attempt', { status: 503, headers: { 'Retry-After': '20' } }],
    ])('%s', async (_, answer) => {
      loopback.server.answer = answer;
      const controller = new AbortController();
      const call = failureOf(
        loopback.client().workflows.showAopWorkflow(input, { signal: controller.signal }),
      );
      while (loopback.server.seen.length === 0) await new Promise((done) => setTimeout(done, 5));
      setTimeout(() => controller.abort(reason), 50);
      expect(await call).toMatchObject({ name: 'AbortedError', attempts: 1, cause: reason });
    });

    test('and another call with the same signal never began', async () => {
      const controller = new AbortController();
      await loopback.client().workflows.showAopWorkflow(input, { signal: controller.signal });
      controller.abort(reason);
      expect(
        await failureOf(
          loopback.client().workflows.showAopWorkflow(input, { signal: controller.signal }),
        ),
      ).toMatchObject({ name: 'AbortedError' });
      expect(loopback.server.seen).toHaveLength(1);
      expect(success.body).toContain('"w"');
    });
  });

  test('A signal that fifty calls share has one listener while they run, and none after them', async () => {
    const { signal } = new AbortController();
    const listeners = () => getEventListeners(signal, 'abort').length;
    const during = new Set<number>();
    loopback.server.answer = () => {
      during.add(listeners());
      // One of them is tried again, which takes another deadline.
      return loopback.server.seen.length === 1 ? { status: 503 } : success;
    };
    const { workflows } = loopback.client();
    const call = () => workflows.showAopWorkflow(input, { signal });
    await Promise.all(Array.from({ length: 50 }, call));
    expect(loopback.server.seen).toHaveLength(51);
    expect([...during]).toEqual([1]);
    expect(listeners()).toBe(0);
    loopback.server.answer = { status: 400 };
    await failureOf(call());
    expect(listeners()).toBe(0);
  });
});
