import { describe, expect, test } from '@jest/globals';
import { ids } from '../world.js';
import { day, minute, sandbox, send, startRun, stop } from './controlled.js';

const retry = { command_type: 'ActionInstanceRetryCommand' };

const readRun = async (id: string) =>
  (await send('GET', `instances/${id}?show_topology=true`)).body as {
    status: string;
    end_time: string;
    topology: { audit_logs: Record<string, unknown>[] };
  };

describe('Runs go by the clock', () => {
  test('node by node to their end', async () => {
    const id = await startRun();
    expect(await readRun(id)).toMatchObject({
      status: 'RUNNING',
      end_time: '',
      topology: { audit_logs: [{ action_id: 'Activity_check', status: 'RUNNING', end_time: '' }] },
    });
    sandbox.control.clock.advance(999);
    expect((await readRun(id)).status).toBe('RUNNING');
    sandbox.control.clock.advance(1);
    expect(await readRun(id)).toMatchObject({
      status: 'FINISHED',
      end_time: '2027-01-15T16:00:01.000Z+0800',
      topology: { audit_logs: [{ status: 'FINISHED', succeed: true }] },
    });
  });

  test('to a failure at the node that is named', async () => {
    await send('POST', '/_sandbox/runs', { node: 'Activity_check', error_msg: 'no answer' });
    const id = await startRun();
    sandbox.control.clock.advance(1000);
    expect(await readRun(id)).toMatchObject({
      status: 'FAILED',
      topology: { audit_logs: [{ status: 'FAILED', error_msg: 'no answer', succeed: false }] },
    });
  });

  test('through a stop to TERMINATED', async () => {
    const id = await startRun();
    await send('PUT', `instances/${id}`, stop);
    expect((await readRun(id)).status).toBe('TERMINATING');
    expect((await send('PUT', `instances/${id}`, stop)).status).toBe(400);
    sandbox.control.clock.advance(1000);
    expect((await readRun(id)).status).toBe('TERMINATED');
  });

  test('to an end that control gives them', async () => {
    const [one, other] = [await startRun(), await startRun()];
    await send('POST', `/_sandbox/runs/${one}/finish`);
    await send('POST', `/_sandbox/runs/${other}/fail`, { error_msg: 'as asked' });
    expect((await readRun(one)).status).toBe('FINISHED');
    expect(await readRun(other)).toMatchObject({
      status: 'FAILED',
      topology: { audit_logs: [{ error_msg: 'as asked' }] },
    });
    expect((await send('POST', `/_sandbox/runs/${one}/finish`)).status).toBe(400);
    expect((await send('POST', `/_sandbox/runs/gone/finish`)).status).toBe(400);
  });

  test('a hundred retries a day and no more, by the calendar of China', async () => {
    const retryOnce = async () => {
      const { status } = await send('PUT', `instances/${ids.failed}`, retry);
      sandbox.control.failNextRuns();
      sandbox.control.clock.advance(2000);
      return status;
    };
    const statuses: number[] = [];
    for (let count = 0; count < 101; count += 1) statuses.push(await retryOnce());
    expect(statuses.filter((status) => status === 200)).toHaveLength(100);
    expect(statuses.at(-1)).toBe(400);
    // It is 16:00 there.
    sandbox.control.clock.advance(8 * 60 * minute);
    expect(await retryOnce()).toBe(200);
  });

  test('and are kept for 180 days', async () => {
    const id = await startRun();
    sandbox.control.clock.advance(180 * day);
    expect((await readRun(id)).status).toBe('FINISHED');
    sandbox.control.clock.advance(1);
    expect((await send('GET', `instances/${id}`)).status).toBe(400);
    expect((await send('GET', 'instances')).body).toEqual({ count: 0, instances: [] });
  });

  test('and lists end at the ten thousandth', async () => {
    const state = structuredClone(sandbox.control.state());
    const instances = state.workspaces[0]?.collections['instances'] as unknown as Record<
      string,
      unknown
    >[];
    const [first] = instances;
    for (let count = 0; count < 10_050; count += 1) {
      const id = `run-${count}`;
      instances.push({ ...first, id, data: { ...(first?.['data'] as object), id } });
    }
    sandbox.control.replaceState(state);
    const { body } = await send('GET', 'instances?offset=9950&limit=100');
    expect(body.count).toBe(instances.length);
    expect(body.instances).toHaveLength(50);
    expect((await send('GET', 'instances?offset=10000')).body.instances).toEqual([]);
  });
});
