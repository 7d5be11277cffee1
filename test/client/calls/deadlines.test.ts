import { describe, expect, test } from '@jest/globals';
import { failureOf, useLoopback, success } from './client-on-loopback.js';

const loopback = useLoopback();
const input = { workflow_id: 'w' };

describe('A time-out', () => {
  test('of an attempt lets a safe operation be sent again', async () => {
    loopback.server.script.push({ stall: true });
    const client = loopback.client({ timeouts: { attempt: 100 } });
    expect((await client.workflows.showAopWorkflow(input)).data.id).toBe('w');
    expect(loopback.retries).toMatchObject([{ reason: 'timeout' }]);
  });

  test('of an attempt ends an operation that is not safe to repeat', async () => {
    loopback.server.answer = { stall: true };
    // Long enough for the request to be sent on a busy machine.
    const client = loopback.client({ timeouts: { attempt: 1000 } });
    expect(await failureOf(client.workflows.deleteAopWorkflow(input))).toMatchObject({
      name: 'TimeoutError',
      message: `deleteAopWorkflow had no answer from ${new URL(loopback.server.url).host} within 1000 ms`,
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
