import { beforeEach, describe, expect, test } from '@jest/globals';
import { SandboxServer } from '../../src/sandbox/sandbox.js';
import {
  element,
  ids,
  newVersion,
  newWorkflow,
  rewrite,
  sendTo,
  type Json,
  type Send,
} from './world.js';

let server: SandboxServer;
let send: Send;
beforeEach(() => {
  server = new SandboxServer({ frozen: true, now: new Date('2027-01-15T08:00:00Z') }, () => 0);
  send = sendTo(server);
});

const run = { command_type: 'ActionInstanceRunCommand', action_type: 'workflow' };
const flow = (id: string, sourceRef: string, targetRef: string) =>
  element('sequenceFlow', { id, sourceRef, targetRef });

/** A diagram that goes from its gateway to `isolate` first, and to `notify` second. */
const forked = btoa(
  JSON.stringify({
    elementType: '{}',
    workflow: {
      elements: [
        element('definitions', {}, [
          element('process', { id: 'p' }, [
            element('startEvent', { id: 'start' }),
            element('exclusiveGateway', { id: 'fork' }),
            element('userTask', { id: 'isolate', name: 'isolate' }),
            element('userTask', { id: 'notify', name: 'notify' }),
            element('endEvent', { id: 'end' }),
            ...[flow('f1', 'start', 'fork'), flow('f2', 'fork', 'isolate')],
            ...[flow('f3', 'fork', 'notify'), flow('f4', 'isolate', 'end')],
            flow('f5', 'notify', 'end'),
          ]),
        ]),
      ],
    },
  }),
);

/** Releases a workflow with a diagram, runs it, and gives the answer that shows the run. */
async function runOf(taskflow: string): Promise<Json> {
  const workflow = (await send('POST', '', newWorkflow)).body.data['id'] as string;
  const body = { ...newVersion, taskflow };
  const version = (await send('POST', `${workflow}/versions`, body)).body.data['id'] as string;
  await send('PUT', `versions/${version}`, { status: 'pending_approval' });
  await send('POST', `versions/${version}/approval`, { result: 'PASS', content: 'ok' });
  await send('PUT', workflow, { enabled: true, version_id: version });
  const started = await send('POST', `${workflow}/instances`, run);
  expect(started.status).toBe(200);
  server.control.clock.advance(60_000);
  const id = String(started.body['action_instance_id']);
  return (await send('GET', `instances/${id}?show_topology=true`)).body;
}

describe('The sandbox', () => {
  test('runs a workflow by RUNNING from its start, without CREATED', async () => {
    const started = await send('POST', `${ids.workflow}/instances`, run);
    const { body } = await send('GET', `instances/${String(started.body['action_instance_id'])}`);
    expect(body['status']).toBe('RUNNING');
  });

  test('runs a workflow by CREATED if D14 is read so, and names D14 in each answer with it', async () => {
    server.control.changeSettings({ readings: { D14: 'passes' } });
    const started = await send('POST', `${ids.workflow}/instances`, run);
    expect(started.headers.get('x-sandbox-basis')).toBe('inferred; D14');
    const id = String(started.body['action_instance_id']);
    const [shown, listed] = [await send('GET', `instances/${id}`), await send('GET', 'instances')];
    expect(shown.body['status']).toBe('CREATED');
    const [newest] = listed.body['instances'] as Json[];
    expect(newest).toMatchObject({ id, status: 'CREATED' });
    for (const { headers } of [shown, listed]) expect(headers.get('x-sandbox-basis')).toBe('D14');
    // The enumeration of the filter is that of the description.
    expect((await send('GET', 'instances?status=CREATED')).status).toBe(400);
    const state = server.control.state();
    server.control.reset();
    server.control.replaceState(state);
    server.control.clock.advance(1000);
    const later = await send('GET', `instances/${id}`);
    expect(later.body['status']).toBe('RUNNING');
    expect(later.headers.get('x-sandbox-basis')).toBeNull();
    server.control.clock.advance(60_000);
    expect((await send('GET', `instances/${id}`)).body['status']).toBe('FINISHED');
  });

  test.each([
    ['the status of a run', 'PENDING', {}],
    ['another member of a run', 'RUNNING', { trigger_type: 'CREATED' }],
  ])('refuses a state with a value of no reading in %s', (_, status, others) => {
    const change = () =>
      rewrite(server.control, (collection, { data }) => {
        if (collection === 'instances') Object.assign(data, { status, ...others });
      });
    expect(change).toThrow(/must be one of/);
  });

  test('starts no debug run, and refuses the command for its nodes', async () => {
    const debug = { command_type: 'ActionInstanceDebugCommand' };
    const asRun = { ...debug, action_type: 'workflow' };
    expect((await send('POST', `${ids.workflow}/instances`, asRun)).status).toBe(400);
    const started = await send('POST', `${ids.workflow}/instances`, run);
    const id = String(started.body['action_instance_id']);
    const command = { ...debug, task_id: 'check', input_dataobject: '{}' };
    const { status, body } = await send('PUT', `instances/${id}`, command);
    expect([status, body['message']]).toEqual([400, expect.stringContaining('debug run')]);
  });

  test('takes the first way out of an exclusive gateway', async () => {
    const { status, topology } = await runOf(forked);
    expect(status).toBe('FINISHED');
    const { audit_logs } = topology as { audit_logs: { action_name: string }[] };
    expect(audit_logs.map(({ action_name }) => action_name)).toEqual(['isolate']);
  });

  test('limits neither the rate of requests nor the number of runs, unless asked to', async () => {
    const statuses = new Set<number>();
    for (let count = 0; count < 300; count += 1) {
      statuses.add((await send('POST', `${ids.workflow}/instances`, run)).status);
    }
    expect([...statuses]).toEqual([200]);
    server.control.changeSettings({ throttle: 1 });
    await send('GET', '');
    expect((await send('GET', '')).status).toBe(429);
  });
});
