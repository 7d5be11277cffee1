import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { createSandbox, startSandbox } from '../../../src/sandbox/index.js';
import { ids, newWorkflow } from '../world.js';
import { day, path, sandbox, send, startRun, stop } from './controlled.js';

describe('Control over HTTP', () => {
  test('has the operations that its description has, and no other', async () => {
    const file = new URL('../../../spec/sandbox.yaml', import.meta.url);
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
    const unknown = { auth: 'strickt' } as object;
    const message = 'Settings: auth must be one of ["off","presence","strict"].';
    expect(() => createSandbox(unknown)).toThrow(new TypeError(message));
    expect(() => sandbox.control.changeSettings(unknown)).toThrow(new TypeError(message));
    expect(() => sandbox.control.failNextRuns({ times: 0 })).toThrow(
      new TypeError('RunFailure: times must not be less than 1.'),
    );
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
