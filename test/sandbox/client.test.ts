import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createSecMasterClient, SecMasterError, type SecMasterClient } from '../../src/index.js';
import { createSandbox, startSandbox, type Sandbox } from '../../src/sandbox/index.js';
import { WorkflowRunError } from '../../src/workflows/index.js';
import { ids, newVersion, newWorkflow } from './world.js';

/** The client's own way to a sandbox, with a port and without one. */
const ways: [string, () => Promise<Sandbox & { close?: () => Promise<void> }>][] = [
  ['without a port', async () => createSandbox({ nodeTime: 0 })],
  ['on a port', () => startSandbox({ nodeTime: 0 })],
];

describe.each(ways)('The client on a sandbox %s', (_, start) => {
  let sandbox: Sandbox & { close?: () => Promise<void> };
  let client: SecMasterClient;

  beforeEach(async () => {
    sandbox = await start();
    client = createSecMasterClient(sandbox.clientOptions());
  });
  afterEach(() => sandbox.close?.());

  test('releases a workflow and runs it', async () => {
    const { workflows } = client;
    const { data: workflow } = await workflows.createAopWorkflow({ body: newWorkflow as never });
    const { id: workflow_id } = workflow;
    const { data: version } = await workflows.createAopWorkflowVersion({
      workflow_id,
      body: newVersion as never,
    });
    const checked = await workflows.validateAopWorkflowVersion({
      body: {
        mode: 'BASIC',
        taskconfig: newVersion.taskconfig,
        taskflow: newVersion.taskflow,
        aopworkflow_id: workflow_id,
      },
    });
    expect(checked.data).toEqual({ result: true, detail: '' });
    const submitted = await workflows.actions.submitVersion(version.id);
    expect(submitted).toMatchObject({ status: 'pending_approval', version: 'V1' });
    await workflows.actions.approveVersion(version.id, 'ok');
    const enabled = await workflows.actions.enableWorkflow(workflow_id);
    expect(enabled).toMatchObject({ enabled: true, version_id: version.id, version: 'V1' });
    const run = await workflows.actions.runWorkflowAndWait(workflow_id, undefined, { pollMs: 1 });
    expect(run).toMatchObject({ status: 'FINISHED', retry_count: 0 });
    const { topology } = await workflows.showAopWorkflowInstance({
      instance_id: run.id,
      show_topology: true,
    });
    expect(topology?.audit_logs).toMatchObject([
      { action_id: 'check', status: 'FINISHED', succeed: true, parent_instance_id: run.id },
    ]);
  });

  test('rolls back to an earlier version', async () => {
    const { workflows } = client;
    const { data: second } = await workflows.createAopWorkflowVersion({
      workflow_id: ids.workflow,
      body: newVersion as never,
    });
    await workflows.actions.submitVersion(second.id);
    await workflows.actions.approveVersion(second.id, '');
    await workflows.actions.activateVersion(second.id);
    const { data: later } = await workflows.showAopWorkflow({ workflow_id: ids.workflow });
    expect(later).toMatchObject({ version_id: second.id, version: 'V2' });
    await workflows.actions.activateVersion(ids.version);
    const { data: back } = await workflows.showAopWorkflow({ workflow_id: ids.workflow });
    expect(back).toMatchObject({ version_id: ids.version, version: 'V1' });
    const { data: versions } = await workflows.listAopWorkflowVersions({
      workflow_id: ids.workflow,
      status: 'activated',
    });
    expect(versions.map(({ id }) => id)).toEqual([ids.version]);
  });

  test('learns why a run failed and retries it', async () => {
    const { workflows } = client;
    sandbox.control.failNextRuns({ error_msg: 'The firewall does not answer.' });
    const failure: unknown = await workflows.actions
      .runWorkflowAndWait(ids.workflow, undefined, { pollMs: 1 })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(WorkflowRunError);
    const { instance } = failure as WorkflowRunError;
    const { topology } = await workflows.showAopWorkflowInstance({
      instance_id: instance.id,
      show_topology: true,
    });
    expect(topology?.audit_logs?.[0]).toMatchObject({
      status: 'FAILED',
      error_msg: 'The firewall does not answer.',
    });
    await workflows.updateWorkflowInstance({
      instance_id: instance.id,
      body: { command_type: 'ActionInstanceRetryCommand' },
    });
    sandbox.control.clock.advance(2000);
    const retried = await workflows.actions.waitForInstance(instance.id, { pollMs: 1 });
    expect(retried).toMatchObject({ status: 'FINISHED', retry_count: 1 });
  });

  test('carries a workflow to another workspace', async () => {
    const file = await client.workflows.exportAopworkflow({ body: { id: [ids.workflow] } });
    sandbox.control.changeSettings({ workspaces: 'any' });
    const other = createSecMasterClient({ ...sandbox.clientOptions(), workspaceId: 'other' });
    await other.workflows.importAopworkflow({ body: { uploadFile: file } });
    const { data } = await other.workflows.listWorkflows({});
    expect(data).toMatchObject([{ name: 'Test_aop', enabled: false, version_id: '' }]);
    const { data: versions } = await other.workflows.listAopWorkflowVersions({
      workflow_id: data[0]?.id ?? '',
    });
    expect(versions).toMatchObject([{ status: 'pending_submit', version: '' }]);
    const again = await other.workflows.exportAopworkflow({ body: { id: [data[0]?.id ?? ''] } });
    expect(await again.text()).toBe(await file.text());
  });

  test('reads long lists page by page, in their order', async () => {
    for (let count = 0; count < 25; count += 1) {
      const body = { ...newWorkflow, name: `w${count}` } as never;
      await client.workflows.createAopWorkflow({ body });
    }
    const names: string[] = [];
    for await (const { name } of client.workflows.paginate.listWorkflows({ order: 'ASC' })) {
      names.push(name);
    }
    expect(names).toEqual(['Test_aop', ...[...Array(25).keys()].map((count) => `w${count}`)]);
    const { data, total } = await client.workflows.listWorkflows({ name: 'w7' });
    expect([data.length, total]).toEqual([1, 1]);
    const page = await client.workflows.listWorkflows({ order: 'ASC', limit: 3, offset: 2 });
    expect(page.data.map(({ name }) => name)).toEqual(['w1', 'w2', 'w3']);
    expect(page.total).toBe(26);
  });

  test('is refused as the service refuses', async () => {
    const missing = await client.workflows
      .showAopWorkflow({ workflow_id: 'gone' })
      .catch((error: unknown) => error);
    expect(missing).toBeInstanceOf(SecMasterError);
    expect(missing).toMatchObject({ status: 400, code: 'SecMaster.20040611' });
    const deleted = await client.workflows
      .deleteAopWorkflowVersion({ version_id: ids.version })
      .catch((error: unknown) => error);
    expect(deleted).toMatchObject({ status: 400, code: 'SecMaster.20030001' });
  });

  test('repeats what a broken connection and an absent service left undone', async () => {
    sandbox.control.addFault({ kind: 'reset-before', operation: 'listWorkflows', times: 1 });
    sandbox.control.addFault({ kind: 'status', status: 502, operation: 'listWorkflows', times: 1 });
    const quick = { retry: { baseDelay: 1, maxDelay: 1 } };
    expect((await client.workflows.listWorkflows({}, quick)).total).toBe(1);
    const statuses = sandbox.control.journal({ operation: 'listWorkflows' });
    expect(statuses.map(({ status }) => status)).toEqual([0, 502, 200]);
  });
});
