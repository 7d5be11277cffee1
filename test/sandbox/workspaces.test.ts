import { beforeEach, describe, expect, test } from '@jest/globals';
import { createSecMasterClient, parseTime } from '../../src/index.js';
import { clientOnSandbox, now } from '../lib/on-sandbox.js';

let { sandbox, client } = clientOnSandbox({ now });
beforeEach(() => {
  ({ sandbox, client } = clientOnSandbox({ now }));
});

const body = { region_id: 'cn-north-4', project_name: 'cn-north-4', name: 'branch' };
const newWorkflow = {
  name: 'isolate_host',
  engine_type: 'public_engine',
  aop_type: 'NORMAL',
  dataclass_id: 'e410ae50-43fa-343e-807a-a2a9edb8018e',
} as const;
const page = { offset: 0, limit: 10 };
const refused = (status: number, code: string) =>
  expect.objectContaining({ status, code }) as unknown as Error;

describe('The workspaces of the sandbox', () => {
  test('begin with the one that the sandbox was given', async () => {
    const { workspaces, count } = await client.workspaces.listWorkspaces(page);
    expect(count).toBe(1);
    expect(workspaces[0]?.id).toBe(sandbox.clientOptions().workspaceId);
  });

  test('are created, listed newest first, changed and deleted', async () => {
    const created = await client.workspaces.createWorkspace({ body });
    expect(created).toMatchObject({ ...body, is_view: false, modifier_id: '' });
    expect(created.create_time).toBe('2026-07-02T09:25:17Z+0800');
    expect(parseTime(created.create_time).toISOString()).toBe('2026-07-02T01:25:17.000Z');
    const { workspaces } = await client.workspaces.listWorkspaces(page);
    expect(workspaces.map(({ name }) => name)).toEqual(['branch', 'soc']);

    sandbox.control.clock.advance(3_600_000);
    const named = { workspace_id: created.id, body: { name: 'east' } };
    const changed = await client.workspaces.updateWorkspace(named);
    const marks = { update_time: '2026-07-02T10:25:17Z+0800', modifier_name: 'admin' };
    expect(changed).toMatchObject({ ...created, name: 'east', ...marks, modifier_id: /./ });
    const shown = await client.workspaces.showWorkspace({ workspace_id: created.id });
    expect(shown.workspace).toEqual(changed);

    await client.workspaces.deleteWorkspace({ workspace_id: created.id });
    await expect(client.workspaces.showWorkspace({ workspace_id: created.id })).rejects.toEqual(
      refused(400, 'SecMaster.20011003'),
    );
  });

  test('hold workflows of their own, which go with them', async () => {
    const { id: workspace_id } = await client.workspaces.createWorkspace({ body });
    const call = { workspace_id, body: newWorkflow };
    await client.workflows.createAopWorkflow(call);
    expect((await client.workflows.listWorkflows({ workspace_id })).total).toBe(1);
    await client.workspaces.deleteWorkspace({ workspace_id });
    await expect(client.workflows.createAopWorkflow(call)).rejects.toEqual(
      refused(403, 'SecMaster.20010001'),
    );
  });

  test.each([
    ['name', { name: 'branch' }, ['branch']],
    ['kind', { is_view: true }, ['view']],
    ['project', { normal_project_id: 'another' }, []],
    ['time', { create_time_start: '2026-07-02T09:25:18Z+0800' }, ['view', 'late']],
    ['end of a time', { create_time_end: '2026-07-02T09:25:17Z+0800' }, ['branch', 'soc']],
  ])('are found by their %s', async (_, filter, names) => {
    await client.workspaces.createWorkspace({ body });
    sandbox.control.clock.advance(3_600_000);
    await client.workspaces.createWorkspace({ body: { ...body, name: 'late' } });
    await client.workspaces.createWorkspace({ body: { ...body, name: 'view', is_view: true } });
    const answers = await Promise.all(
      [false, true].map((is_view) =>
        client.workspaces.listWorkspaces({ ...page, is_view, ...filter }),
      ),
    );
    const found = answers.flatMap(({ workspaces }) => workspaces.map(({ name }) => name));
    expect(new Set(found)).toEqual(new Set(names));
  });

  test('are found by their ids', async () => {
    const { id } = await client.workspaces.createWorkspace({ body });
    const { count } = await client.workspaces.listWorkspaces({ ...page, ids: `${id},none` });
    expect(count).toBe(1);
  });

  test('are refused in the form that their operations document', async () => {
    const { endpoint, token, projectId } = sandbox.clientOptions();
    const answer = await sandbox.fetch(`${endpoint}/v1/${projectId}/workspaces?offset=0`, {
      headers: { 'x-auth-token': token },
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      error_code: 'SecMaster.20030001',
      error_msg: 'Invalid parameters: lacks parameter limit.',
    });
  });

  test('stay as they are when a snapshot is restored', async () => {
    sandbox.control.takeSnapshot('before');
    await client.workspaces.createWorkspace({ body });
    sandbox.control.restoreSnapshot('before');
    expect((await client.workspaces.listWorkspaces(page)).count).toBe(1);
  });
});

test('A client without a workspace creates one, and says what it lacks for the rest', async () => {
  const { workspaceId: _, ...options } = sandbox.clientOptions();
  const homeless = createSecMasterClient(options);
  const { id } = await homeless.workspaces.createWorkspace({ body });
  expect((await homeless.workflows.listWorkflows({ workspace_id: id })).total).toBe(0);
  const path = '/v1/{project_id}/workspaces/{workspace_id}/soc/workflows';
  const cure = 'needs "workspaceId" of the client.';
  await expect(homeless.workflows.listWorkflows()).rejects.toThrow(`listWorkflows ${cure}`);
  await expect(homeless.request({ method: 'GET', path })).rejects.toThrow(`GET ${path} ${cure}`);
});
