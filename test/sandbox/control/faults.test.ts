import { describe, expect, test } from '@jest/globals';
import { createSandbox, type Fault } from '../../../src/sandbox/index.js';
import { ids, newWorkflow } from '../world.js';
import { minute, path, sandbox, send } from './controlled.js';

describe('Faults', () => {
  const read = () => send('GET', ids.workflow);

  test('answer with a documented example, a status or a refused token', async () => {
    await send('POST', '/_sandbox/faults', {
      ...{ kind: 'example', example: 'unknownWorkflow', operation: 'showAopWorkflow', times: 1 },
    });
    await send('POST', '/_sandbox/faults', { kind: 'status', status: 504, times: 1 });
    await send('POST', '/_sandbox/faults', { kind: 'expired-token', times: 1 });
    expect(await read()).toMatchObject({ status: 400, body: { code: 'SecMaster.20040611' } });
    expect(await read()).toMatchObject({ status: 504, body: { error_code: 'APIG.0201' } });
    expect(await read()).toMatchObject({ status: 401, body: { error_code: 'APIGW.0301' } });
    expect((await read()).status).toBe(200);
  });

  test('come from the nth request on, and as often as chance of a seed has it', async () => {
    sandbox.control.addFault({ kind: 'status', status: 500, nth: 3, times: 1 });
    expect(
      [await read(), await read(), await read(), await read()].map(({ status }) => status),
    ).toEqual([200, 200, 500, 200]);
    const draw = async () => {
      const one = createSandbox({ auth: 'off', random: 'chance' });
      one.control.addFault({ kind: 'status', status: 500, probability: 0.5 });
      const statuses: number[] = [];
      for (let count = 0; count < 20; count += 1) {
        statuses.push((await one.fetch(`http://any${path}`)).status);
      }
      return statuses;
    };
    const statuses = await draw();
    expect(new Set(statuses)).toEqual(new Set([200, 500]));
    expect(await draw()).toEqual(statuses);
  });

  test('end the connection before or after the work, or in the middle of the answer', async () => {
    sandbox.control.addFault({ kind: 'reset-before', operation: 'createAopWorkflow', times: 1 });
    await expect(send('POST', path, newWorkflow)).rejects.toThrow();
    expect((await send('GET', path)).body.total).toBe(1);
    sandbox.control.addFault({ kind: 'reset-after', operation: 'createAopWorkflow', times: 1 });
    await expect(send('POST', path, newWorkflow)).rejects.toThrow();
    expect((await send('GET', path)).body.total).toBe(2);
    sandbox.control.addFault({ kind: 'cut', operation: 'createAopWorkflow', times: 1 });
    await expect(send('POST', path, newWorkflow)).rejects.toThrow();
    expect((await send('GET', path)).body.total).toBe(3);
    const statuses = sandbox.control.journal({ operation: 'createAopWorkflow' });
    expect(statuses.map(({ status, fault }) => [status, fault])).toEqual([
      [0, 'reset-before'],
      [0, 'reset-after'],
      [0, 'cut'],
    ]);
  });

  test('end the connection of a sandbox without a port as well', async () => {
    const { fetch: own, control } = createSandbox({ auth: 'off' });
    for (const kind of ['reset-before', 'reset-after'] as const) {
      control.addFault({ kind, times: 1 });
      await expect(own(`http://any${path}`)).rejects.toThrow('fetch failed');
    }
    control.addFault({ kind: 'cut', times: 1 });
    const answer = await own(`http://any${path}`);
    await expect(answer.text()).rejects.toThrow('fetch failed');
  });

  test('are late until the caller gives up', async () => {
    const { fetch: own, control } = createSandbox({ auth: 'off' });
    control.addFault({ kind: 'latency', milliseconds: 60_000 });
    const signal = AbortSignal.timeout(1);
    await expect(own(`http://any${path}`, { signal })).rejects.toThrow();
  });

  test.each<[fault: object, message: string]>([
    [{ kind: 'status', status: 199 }, 'Fault: status must not be less than 200.'],
    [{ kind: 'status', status: 600 }, 'Fault: status must not be more than 599.'],
    [{ kind: 'status', status: 404.5 }, 'Fault: status must be of type integer.'],
    [{ status: 500 }, 'Fault: lacks kind.'],
    [{ kind: 'status', time: 1 }, 'Fault: must not have time.'],
    [
      { kind: 'status', operation: 'listWorkflow' },
      'There is no operation "listWorkflow": did you mean "listWorkflows"?',
    ],
  ])('cannot be %j, which would never come', async (fault, message) => {
    expect(() => sandbox.control.addFault(fault as Fault)).toThrow(new TypeError(message));
    expect((await send('POST', '/_sandbox/faults', fault)).status).toBe(400);
    expect(sandbox.control.faults()).toEqual([]);
  });

  test('show another time than the clock has', async () => {
    sandbox.control.addFault({ kind: 'skew', milliseconds: -20 * minute, times: 1 });
    const { headers } = await read();
    expect(Date.parse(headers.get('date') ?? '')).toBe(1.8e12 - 20 * minute);
  });
});
