import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { createSandbox, startSandbox, type RunningSandbox } from '../../src/sandbox/index.js';
import { home, ids, newVersion, newWorkflow } from './world.js';

const path = `${home}/soc/workflows`;
const minute = 60_000;
const day = 24 * 60 * minute;

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await startSandbox({
    auth: 'off',
    frozen: true,
    now: new Date(1.8e12),
    nodeTime: 1000,
  });
});
afterEach(() => sandbox.close());

/** Sends JSON over HTTP; control is below `/_sandbox`. */
async function send(method: string, target: string, body?: unknown, headers = {}) {
  const answer = await fetch(
    sandbox.url + (target.startsWith('/') ? target : `${path}/${target}`),
    {
      method,
      headers: {
        'x-sandbox-control': '1',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    },
  );
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text && JSON.parse(text) };
}

const run = { command_type: 'ActionInstanceRunCommand', action_type: 'workflow' };
const retry = { command_type: 'ActionInstanceRetryCommand' };
const stop = { command_type: 'ActionInstanceTerminateCommand' };

async function startRun(): Promise<string> {
  const { body } = await send('POST', `${ids.workflow}/instances`, run);
  return (body as Record<string, string>)['action_instance_id'] ?? '';
}

const readRun = async (id: string) =>
  (await send('GET', `instances/${id}?show_topology=true`)).body as {
    status: string;
    end_time: string;
    topology: { audit_logs: Record<string, unknown>[] };
  };

describe('Control over HTTP', () => {
  test('has the operations that its description has, and no other', async () => {
    const file = new URL('../../spec/sandbox.yaml', import.meta.url);
    const described = parse(readFileSync(file, 'utf8')) as { paths: object };
    const { status, body } = await send('GET', '/_sandbox/openapi.json');
    expect(status).toBe(200);
    expect(body).toEqual(described);
    expect((await send('GET', '/_sandbox/nothing')).status).toBe(404);
  });

  test('begins again', async () => {
    await send('POST', '', newWorkflow);
    expect((await send('POST', '/_sandbox/reset', { seed: 'empty' })).status).toBe(204);
    expect((await send('GET', path)).body).toMatchObject({ total: 0 });
    expect((await send('POST', '/_sandbox/reset')).status).toBe(204);
    expect((await send('GET', path)).body).toMatchObject({ total: 1 });
    await send('POST', '/_sandbox/reset', { seed: 'soc' });
    expect((await send('GET', path)).body).toMatchObject({ total: 40 });
  });

  test('keeps snapshots by name, and goes back to them', async () => {
    await send('PUT', '/_sandbox/snapshots/before');
    await send('DELETE', `versions/${ids.version}`);
    await send('PUT', ids.workflow, { description: 'changed' });
    expect((await send('GET', '/_sandbox/snapshots')).body).toEqual({ names: ['before'] });
    await send('POST', '/_sandbox/snapshots/before/restore');
    expect((await send('GET', ids.workflow)).body.data).toMatchObject({
      description: 'Aop workflow description',
    });
    expect((await send('DELETE', '/_sandbox/snapshots/before')).status).toBe(204);
    const gone = await send('POST', '/_sandbox/snapshots/before/restore');
    expect(gone).toMatchObject({ status: 400, body: { error_code: 'Sandbox.0003' } });
  });

  test('hands the state to another sandbox', async () => {
    await send('POST', path, newWorkflow);
    const { body } = await send('GET', '/_sandbox/state');
    const other = createSandbox({ seed: body as never, auth: 'off', frozen: true });
    expect(other.control.state()).toEqual(sandbox.control.state());
    expect((await send('PUT', '/_sandbox/state', { ...body, version: 7 })).status).toBe(400);
    expect((await send('PUT', '/_sandbox/state', body)).status).toBe(204);
  });

  test('sets the clock, which never goes back', async () => {
    expect((await send('GET', '/_sandbox/clock')).body).toEqual({ now: 1.8e12, frozen: true });
    const { body } = await send('PATCH', '/_sandbox/clock', { advance: day });
    expect(body).toEqual({ now: 1.8e12 + day, frozen: true });
    expect((await send('PATCH', '/_sandbox/clock', { advance: -1 })).status).toBe(400);
    expect((await send('PATCH', '/_sandbox/clock', { frozen: false })).body).toMatchObject({
      frozen: false,
    });
    const { headers } = await send('GET', ids.workflow);
    expect(Date.parse(headers.get('date') ?? '')).toBeGreaterThanOrEqual(1.8e12 + day);
  });

  test('shows a state that no request but a successful one changes, however late it comes', async () => {
    const id = await startRun();
    sandbox.control.clock.advance(day);
    const state = JSON.stringify(sandbox.control.state());
    expect((await send('PUT', `instances/${id}`, stop)).status).toBe(400);
    sandbox.control.changeSettings({ workspaces: 'any' });
    for (const target of [
      '/v1/other/workspaces?offset=0&limit=1',
      path.replace('/f44', '/other'),
    ]) {
      expect((await send('GET', target)).status).toBe(200);
    }
    expect(JSON.stringify(sandbox.control.state())).toBe(state);
  });

  test('cannot advance the clock beyond the year 9999, for which there are no times', async () => {
    const year = 365 * day;
    const { clock } = sandbox.control;
    while (new Date(clock.now()).getUTCFullYear() < 9950) clock.advance(50 * year);
    clock.freeze();
    const before = clock.now();
    const refused = await send('PATCH', '/_sandbox/clock', { advance: 100 * year, frozen: false });
    expect(refused).toMatchObject({
      status: 400,
      body: { error_msg: 'A clock cannot be advanced beyond the year 9999.' },
    });
    expect(clock).toMatchObject({ frozen: true });
    expect(clock.now()).toBe(before);
    expect((await send('POST', path, newWorkflow)).status).toBe(200);
  });

  test('changes settings, and refuses readings that no life cycle has', async () => {
    await send('PATCH', '/_sandbox/settings', { readings: { D22: 'not-checked' } });
    expect((await send('GET', '/_sandbox/settings')).body.readings.D22).toBe('not-checked');
    expect((await send('PATCH', '/_sandbox/settings', { readings: { D22: 'never' } })).status).toBe(
      400,
    );
    expect((await send('PATCH', '/_sandbox/settings', { nodeTime: -1 })).status).toBe(400);
  });

  test('is refused without its header, to other origins, and under other names', async () => {
    const plain = await fetch(`${sandbox.url}/_sandbox/clock`);
    expect(plain.status).toBe(403);
    const page = await send('GET', '/_sandbox/clock', undefined, { origin: 'http://evil.example' });
    expect(page.status).toBe(403);
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
    const open = await startSandbox({ host: '0.0.0.0' });
    const beyond = await fetch(`http://127.0.0.1:${open.port}/_sandbox/clock`, {
      headers: { 'x-sandbox-control': '1' },
    });
    expect(beyond.status).toBe(403);
    await open.close();
  });

  test('is open to the origins that it is told', async () => {
    const origin = 'http://docs.example';
    const open = await startSandbox({ controlOrigins: [origin] });
    const answer = await fetch(`${open.url}/_sandbox/clock`, {
      headers: { 'x-sandbox-control': '1', origin },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    await open.close();
  });

  test('cannot save without a data file', async () => {
    expect(await send('POST', '/_sandbox/save')).toMatchObject({ status: 400 });
  });
});

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

  test('cannot have a status that ends no request', () => {
    for (const status of [100, 199, 600, 1000, 404.5]) {
      expect(() => sandbox.control.addFault({ kind: 'status', status })).toThrow(
        new TypeError('The status of a fault must be from 200 to 599.'),
      );
    }
    expect(sandbox.control.faults()).toEqual([]);
  });

  test('show another time than the clock has', async () => {
    sandbox.control.addFault({ kind: 'skew', milliseconds: -20 * minute, times: 1 });
    const { headers } = await read();
    expect(Date.parse(headers.get('date') ?? '')).toBe(1.8e12 - 20 * minute);
  });
});

describe('The journal', () => {
  test('tells which requests came, without secrets', async () => {
    await send('POST', '/v3/auth/tokens', { auth: { password: 'secret-word' } });
    await send('GET', `${ids.workflow}?token=secret-word`);
    const { body } = await send('GET', '/_sandbox/journal');
    expect(body.entries).toMatchObject([
      { number: 1, method: 'POST', path: '/v3/auth/tokens', status: 401 },
      { number: 2, method: 'GET', operation: 'showAopWorkflow', status: 200, user: 'admin' },
    ]);
    expect(JSON.stringify(body)).not.toContain('secret-word');
  });

  test('waits for a request that has not come yet', async () => {
    const seen = sandbox.control.waitFor({ operation: 'createAopWorkflow' });
    const overHttp = send('GET', '/_sandbox/journal?operation=createAopWorkflow&wait=60000');
    await send('POST', path, newWorkflow);
    expect(await seen).toMatchObject({ status: 200, body: newWorkflow });
    expect((await overHttp).body.entries).toHaveLength(1);
    const never = sandbox.control.waitFor({ status: 418 }, { timeout: 1 });
    await expect(never).rejects.toThrow('No request that fits {"status":418} came in 1 ms.');
  });

  test('keeps the latest thousand', async () => {
    const own = createSandbox({ auth: 'off' });
    for (let count = 0; count < 1100; count += 1) await own.fetch(`http://any/${count}`);
    const entries = own.control.journal();
    expect(entries).toHaveLength(1000);
    expect(entries[0]?.path).toBe('/100');
  });
});

describe('An answer', () => {
  test('says what it rests on beside the sources', async () => {
    const { headers } = await send('POST', `${ids.workflow}/instances`, run);
    expect(headers.get('x-sandbox-basis')).toBe('inferred; D14');
    const refused = await send('DELETE', `versions/${ids.version}`);
    expect(refused.headers.get('x-sandbox-basis')).toBe('S12');
    expect((await read(ids.workflow)).headers.get('x-sandbox-basis')).toBeNull();
  });

  test('can be chosen from the documented ones', async () => {
    const before = JSON.stringify(sandbox.control.state());
    const choose = (prefer: string) => send('POST', path, newWorkflow, { prefer });
    expect(await choose('code=200, example=created')).toMatchObject({
      body: { data: { name: 'Test_aop' } },
    });
    expect(await choose('code=429')).toMatchObject({
      status: 429,
      body: { error_code: 'APIGW.0308' },
    });
    expect(await choose('code=418')).toMatchObject({ status: 400 });
    expect(JSON.stringify(sandbox.control.state())).toBe(before);
  });

  test('that breaks the contract is never sent as if it kept it', async () => {
    const { SandboxServer } = await import('../../src/sandbox/sandbox.js');
    const { workflows } = await import('../../src/sandbox/families/workflows/family.js');
    const { sendTo } = await import('./world.js');
    const handlers = { ...workflows.handlers, showAopWorkflow: () => ({ code: 1 }) };
    const server = new SandboxServer({}, () => 1.8e12, [{ ...workflows, handlers }]);
    const { status, text } = await sendTo(server)('GET', ids.workflow);
    expect(status).toBe(500);
    expect(text).toMatch(/breaks the schema WorkflowResponse: it lacks/);
  });

  test('to a caller who asks too often is that of a throttling gateway', async () => {
    sandbox.control.changeSettings({ throttle: 2 });
    const statuses = [await read(), await read(), await read()].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 429]);
    sandbox.control.clock.advance(minute);
    expect((await read()).status).toBe(200);
  });

  const read = (id = ids.workflow) => send('GET', id);
});

describe('Twenty sandboxes at once', () => {
  test('know nothing of each other', async () => {
    const all = [...Array(20).keys()].map((number) => ({
      number,
      sandbox: createSandbox({ auth: 'off', random: String(number) }),
    }));
    await Promise.all(
      all.flatMap(({ number, sandbox: { fetch: own } }) =>
        [...Array(number).keys()].map(() =>
          own(`http://any${path}/${ids.workflow}/versions`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(newVersion),
          }),
        ),
      ),
    );
    const counts = all.map(
      ({ sandbox: { control } }) => control.state().workspaces[0]?.collections['versions']?.length,
    );
    expect(counts).toEqual([...Array(20).keys()].map((number) => number + 1));
  });
});
