import { beforeEach, describe, expect, test } from '@jest/globals';
import { createSecMasterClient, type SecMasterClient } from '../../../src/index.js';
import { createSandbox, type Sandbox } from '../../../src/sandbox/index.js';
import { now } from '../../lib/on-sandbox.js';
import { ids } from '../world.js';
import { alertClass, page, rule, version } from './in-service.js';

const incidentClass = 'b5c1f1b0-6f0e-3c52-9d4b-0c3e7a7d2f11';

const refused = (status: number, code: string) =>
  expect.objectContaining({ status, code }) as unknown as Error;

describe('A playbook of the sandbox', () => {
  let sandbox: Sandbox;
  let client: SecMasterClient['playbooks'];
  beforeEach(() => {
    sandbox = createSandbox({ frozen: true, now });
    client = createSecMasterClient(sandbox.clientOptions()).playbooks;
  });

  const createPlaybook = async (name = 'isolate') => {
    const { workspaceId: workspace_id } = sandbox.clientOptions();
    return (await client.createPlaybook({ body: { name, workspace_id } })).data;
  };
  const createVersion = async (playbook_id: string, body: object = version) =>
    (await client.createPlaybookVersion({ playbook_id, body: { ...version, ...body } })).data;
  const submit = (version_id: string) =>
    client.updatePlaybookVersion({ version_id, body: { status: 'APPROVING' } });
  const pass = (version_id: string) =>
    client.createPlaybookApprove({ version_id, body: { result: 'PASS' } });

  test('is created disabled, without a version, and takes the data class of its first one', async () => {
    const created = await createPlaybook();
    expect(created).toMatchObject({ enabled: false, version_id: '', dataclass_name: '' });
    expect(created.create_time).toBe('2026-07-02T09:25:17Z+0800');
    await createVersion(created.id);
    const { data } = await client.showPlaybook({ playbook_id: created.id });
    expect(data).toMatchObject({ dataclass_id: alertClass.id, dataclass_name: 'Alert' });
  });

  test('comes into service by submission, review and enabling, and counts in the statistics', async () => {
    const { id: playbook_id } = await createPlaybook();
    const { id, status, enabled, version_type, actions, rules } = await createVersion(playbook_id);
    expect({ status, enabled, version_type }).toEqual({
      status: 'EDITING',
      enabled: false,
      version_type: 0,
    });
    expect(actions).toMatchObject([{ ...version.actions[0], playbook_id }]);
    expect(JSON.parse(rules?.rule ?? '')).toEqual(version.rule.rule);

    await submit(id);
    const numbers = (await client.showPlaybookStatistics()).data;
    expect(numbers).toEqual({ unapproved_num: 1, disabled_num: 1, enabled_num: 1 });
    await pass(id);
    const published = (await client.showPlaybookVersion({ version_id: id })).data;
    expect(published).toMatchObject({ status: 'PUBLISHED', enabled: true, version_type: 1 });
    const body = { enabled: true, active_version_id: id };
    const { data } = await client.updatePlaybook({ playbook_id, body });
    expect(data).toMatchObject({ enabled: true, version_id: id, version: 'V1' });
    const { enabled_num } = (await client.showPlaybookStatistics()).data;
    expect(enabled_num).toBe(2);
  });

  test('has one version in force: a second one is activated by hand and replaces the first', async () => {
    const { id: playbook_id } = await createPlaybook();
    const first = await createVersion(playbook_id);
    await submit(first.id);
    await pass(first.id);
    const second = await createVersion(playbook_id);
    await submit(second.id);
    await pass(second.id);
    const inForce = async () =>
      (await client.listPlaybookVersions({ playbook_id, enabled: 1 })).data.map(({ id }) => id);
    expect(await inForce()).toEqual([first.id]);
    await client.updatePlaybookVersion({ version_id: second.id, body: { enabled: true } });
    expect(await inForce()).toEqual([second.id]);
    await expect(client.deletePlaybookVersion({ version_id: second.id })).rejects.toThrow(
      'deactivate it first',
    );
    await client.deletePlaybookVersion({ version_id: first.id });
    expect((await client.listPlaybookVersions({ playbook_id })).total).toBe(1);
  });

  test('is not enabled with a version that is not activated, or whose workflow is not enabled', async () => {
    const { id: playbook_id } = await createPlaybook();
    const { id } = await createVersion(playbook_id);
    const enable = () =>
      client.updatePlaybook({ playbook_id, body: { enabled: true, active_version_id: id } });
    await expect(enable()).rejects.toEqual(refused(400, 'SecMaster.20030001'));
    await submit(id);
    await pass(id);
    const { workflows } = createSecMasterClient(sandbox.clientOptions());
    await workflows.updateAopWorkflow({ workflow_id: ids.workflow, body: { enabled: false } });
    await expect(enable()).rejects.toThrow('is not enabled');
    expect((await client.showPlaybook({ playbook_id })).data.enabled).toBe(false);
  });

  test('sends a refused version back, which is edited and submitted again', async () => {
    const { id: playbook_id } = await createPlaybook();
    const { id: version_id } = await createVersion(playbook_id);
    await submit(version_id);
    const edit = { version_id, body: { description: 'better' } };
    await expect(client.updatePlaybookVersion(edit)).rejects.toThrow('this one is APPROVING');
    const body = { result: 'UN_PASS' as const, content: 'name the owner' };
    await client.createPlaybookApprove({ version_id, body });
    const { data } = await client.showPlaybook({ playbook_id });
    expect(data).toMatchObject({ reject_version_id: version_id, unaudited_version_id: '' });
    expect((await client.listPlaybookApproves({ resource_id: version_id })).data).toEqual([body]);
    expect((await client.updatePlaybookVersion(edit)).data.status).toBe('UNPASSED');
    expect((await submit(version_id)).data.status).toBe('APPROVING');
  });

  test('keeps the rules and actions that are given one by one while its version is a draft', async () => {
    const { id: playbook_id } = await createPlaybook();
    const draft = { dataclass_id: alertClass.id };
    const { data } = await client.createPlaybookVersion({ playbook_id, body: draft });
    const { id: version_id } = data;
    const first = await client.createPlaybookRule({ version_id, body: version.rule });
    const body = { rule: rule('severity', '==', 'Low') };
    const second = await client.createPlaybookRule({ version_id, body });
    await client.createPlaybookAction({ version_id, body: version.actions });
    const shown = (await client.showPlaybookVersion({ version_id })).data;
    expect(shown).toMatchObject({ rule_id: second.data.id, rules: second.data });
    const named = { version_id, body: { rule_id: first.data.id } };
    expect((await client.updatePlaybookVersion(named)).data.rules).toEqual(first.data);
    await client.deletePlaybookRule({ version_id, rule_id: first.data.id });
    const missing = client.showPlaybookRule({ version_id, rule_id: first.data.id });
    await expect(missing).rejects.toEqual(refused(400, 'SecMaster.20048004'));
    const actions = (await client.listPlaybookActions({ version_id, ...page })).data;
    const action_id = actions[0]?.id ?? '';
    await client.deletePlaybookAction({ version_id, action_id });
    expect((await client.listPlaybookActions({ version_id, ...page })).total).toBe(0);
    await submit(version_id);
    await expect(client.createPlaybookRule({ version_id, body })).rejects.toThrow('APPROVING');
  });

  test('is cloned, exported and imported with what its versions hold', async () => {
    const { id: playbook_id } = await createPlaybook();
    const { id: version_id } = await createVersion(playbook_id);
    const clone = (await client.copyPlaybookVersion({ version_id, body: { name: 'copy' } })).data;
    expect(clone).toMatchObject({ status: 'EDITING', actions: [version.actions[0]] });
    const uploadFile = await client.exportPlaybook({ body: { id: [playbook_id] } });
    const named = async (name: string) => (await client.listPlaybooks({ ...page, name })).total;
    await client.importPlaybook({ body: { uploadFile, upload_model: 'verify' } });
    expect(await named('isolate')).toBe(1);
    await client.importPlaybook({ body: { uploadFile, upload_model: 'import' } });
    expect(await named('isolate')).toBe(2);
    expect(await named('copy')).toBe(1);
  });

  test('keeps the data class of its first version when it is imported with several', async () => {
    const { id } = await createPlaybook();
    await createVersion(id);
    await createVersion(id, { dataclass_id: incidentClass });
    const uploadFile = await client.exportPlaybook({ body: { id: [id] } });
    await client.importPlaybook({ body: { uploadFile, upload_model: 'import' } });
    const { data } = await client.listPlaybooks({ ...page, name: 'isolate' });
    const classes = data.map(({ dataclass_name }) => dataclass_name);
    expect(classes).toEqual(['Alert', 'Alert']);
  });

  test('shows its run, the workflow run in it and the log of both', async () => {
    const { instances } = await client.listPlaybookInstances(page);
    const [run] = instances;
    expect(run).toMatchObject({ status: 'FINISHED', trigger_type: 'EVENT' });
    const instance_id = run?.id ?? '';
    const { action_instances } = await client.showPlaybookTopology({ instance_id });
    expect(action_instances).toMatchObject([
      { action: { action_id: ids.workflow }, instance_log: { parent_instance_id: instance_id } },
    ]);
    const body = { instance_type: 'PLAYBOOK' };
    const { audit_logs } = await client.listPlaybookAuditLogs({ ...page, body });
    expect(audit_logs).toMatchObject([{ instance_id, status: 'FINISHED' }]);
    const figures = await client.showPlaybookMonitors({
      playbook_id: run?.playbook?.id ?? '',
      start_time: '2026-07-01T00:00:00Z+0800',
      end_time: '2026-07-03T00:00:00Z+0800',
      version_query_type: 'ALL',
    });
    expect(figures.data).toMatchObject({ total_instance_run_num: 1, success_instance_num: 1 });
    const call = { instance_id, body: { operation: 'RETRY' as const } };
    await expect(client.changePlaybookInstance(call)).rejects.toThrow('this one is FINISHED');
  });
});
