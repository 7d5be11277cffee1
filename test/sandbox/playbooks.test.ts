import { beforeEach, describe, expect, test } from '@jest/globals';
import { createSecMasterClient, type SecMasterClient } from '../../src/index.js';
import { createSandbox, type Sandbox } from '../../src/sandbox/index.js';
import { Core } from '../../src/sandbox/core/core.js';
import { nextTime } from '../../src/sandbox/families/playbooks/cron.js';
import { readCondition } from '../../src/sandbox/families/dataobjects/condition.js';
import { triggerPlaybooks } from '../../src/sandbox/families/playbooks/runs.js';
import { families } from '../../src/sandbox/sandbox.js';
import { usualSettings } from '../../src/sandbox/settings.js';
import { usualUsers } from '../../src/sandbox/sign-in/users.js';
import { tableOf, type World } from '../../src/sandbox/world/world.js';
import { beginWorld } from '../../src/sandbox/world/begin.js';
import { makePlaybookActions } from '../../src/playbooks/index.js';
import { clientOnSandbox, now } from '../lib/on-sandbox.js';
import { ids } from './world.js';

const alertClass = { id: 'e410ae50-43fa-343e-807a-a2a9edb8018e', name: 'Alert' };
const resourceClass = 'a1b5d5f4-ad4c-3a96-9b8f-4a7cbeb16d55';
const refused = (status: number, code: string) =>
  expect.objectContaining({ status, code }) as unknown as Error;
const page = { offset: 0, limit: 10 };

/** The rule that a field of the data object has a value. */
const rule = (field: string, operator: string, value: string) => ({
  expression_type: 'common' as const,
  conditions: [{ name: 'condition_0', detail: '', data: [field, operator, value] }],
  logics: ['condition_0'],
});

/** A version that runs the workflow of the examples on new grave alerts. */
const version = {
  dataclass_id: alertClass.id,
  trigger_type: 'EVENT' as const,
  dataobject_create: true,
  rule_enable: true,
  actions: [{ action_type: 'AOP_WORKFLOW' as const, action_id: ids.workflow, name: 'Respond' }],
  rule: { rule: rule('severity', '==', 'High') },
};

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

describe('A data object that changes', () => {
  const core = new Core(families);
  const home = { region: 'cn-north-4', project: 'a project', workspace: 'a workspace' };
  const settings = { ...usualSettings, readings: core.usualReadings };
  let world: World;
  beforeEach(() => {
    const start = { seed: 'examples', random: 'sandbox', home, users: usualUsers } as const;
    world = beginWorld(core, { ...start, now: now.getTime() });
  });

  const occasion = () => {
    const workspace = world.workspace(home.project, home.workspace);
    if (workspace === undefined) throw new Error('The workspace is missing.');
    return core.occasion({ world, workspace, now: now.getTime(), settings });
  };
  const change = (members: object) => ({
    change: 'create' as const,
    dataclass: alertClass,
    object: { id: 'an alert', title: 'Brute-force attack on a host', ...members },
  });
  const statusOf = (id: string) =>
    tableOf(occasion().workspace, 'playbook-instances').get(id)?.data['status'];

  test('starts the playbook whose rule holds, which ends with the run of its workflow', () => {
    const [run, ...others] = triggerPlaybooks(occasion(), change({}));
    expect(others).toEqual([]);
    expect(run?.data).toMatchObject({
      status: 'RUNNING',
      dataobject: { id: 'an alert', name: 'Brute-force attack on a host' },
    });
    const id = run?.id ?? '';
    const [workflowRun] = tableOf(occasion().workspace, 'instances').all().slice(-1);
    expect(workflowRun?.data).toMatchObject({ trigger_type: 'EVENT', dataobject_id: 'an alert' });
    core.advance(world, settings, now.getTime() + 60_000);
    expect(statusOf(id)).toBe('FINISHED');
  });

  test.each([
    ['the rule does not hold', change({ title: 'A port scan' })],
    ['another change happened', { ...change({}), change: 'delete' as const }],
    ['it is of another data class', { ...change({}), dataclass: { id: 'x', name: 'Incident' } }],
  ])('starts nothing if %s', (_, event) => {
    expect(triggerPlaybooks(occasion(), event)).toEqual([]);
  });

  test('starts a run that fails with its workflow, and can be retried and terminated', () => {
    const { workspace } = occasion();
    const workflow = tableOf(workspace, 'workflows').get(ids.workflow);
    if (workflow === undefined) throw new Error('The workflow is missing.');
    const disabled = { ...workflow, data: { ...workflow.data, enabled: false } };
    world.put(workspace, 'workflows', disabled);
    const [run] = triggerPlaybooks(occasion(), change({}));
    const id = run?.id ?? '';
    core.advance(world, settings, now.getTime() + 60_000);
    expect(statusOf(id)).toBe('FAILED');

    world.put(workspace, 'workflows', workflow);
    const cycle = core.lifeCycle('playbook-instances');
    const ask = (at: number, operation: string) =>
      cycle.take(
        {
          ...{ ...occasion(), now: now.getTime() + at, user: 'someone' },
          ...{ operation: 'changePlaybookInstance', body: { operation } },
        },
        cycle.find(workspace, id),
      );
    ask(60_000, 'RETRY');
    expect(statusOf(id)).toBe('RETRYING');
    core.advance(world, settings, now.getTime() + 61_000);
    expect(statusOf(id)).toBe('RUNNING');
    ask(61_000, 'TERMINATE');
    expect(statusOf(id)).toBe('TERMINATING');
    const [workflowRun] = tableOf(workspace, 'instances').all().slice(-1);
    expect(workflowRun?.data['status']).toBe('TERMINATING');
    core.advance(world, settings, now.getTime() + 63_000);
    expect(statusOf(id)).toBe('TERMINATED');
  });
});

describe('A playbook on a schedule', () => {
  let sandbox: Sandbox;
  let client: SecMasterClient;
  beforeEach(() => {
    ({ sandbox, client } = clientOnSandbox({ seed: 'examples', now }));
  });

  /** Puts a playbook with a schedule into service. */
  async function schedule(members: object): Promise<string> {
    const { data: playbook } = await client.playbooks.createPlaybook({
      body: { name: 'tidy', workspace_id: sandbox.clientOptions().workspaceId },
    });
    const { data } = await client.playbooks.createPlaybookVersion({
      playbook_id: playbook.id,
      body: {
        dataclass_id: alertClass.id,
        trigger_type: 'TIMER',
        actions: version.actions,
        rule: {
          rule: {
            expression_type: 'common',
            schedule_type: 'hour',
            start_type: 'IMMEDIATELY',
            end_type: 'FOREVER',
            execution_type: 'PARALLEL',
            ...members,
          },
        },
      },
    });
    const steps = makePlaybookActions(client.playbooks);
    await steps.submitVersion(data.id);
    await steps.approveVersion(data.id);
    await steps.enablePlaybook(playbook.id, data.id);
    return playbook.id;
  }
  const minute = 60_000;
  /** When its runs began, the first one first. */
  const startsOf = async (name = 'tidy') => {
    const query = { offset: 0, limit: 100, playbook_name: name };
    const { instances } = await client.playbooks.listPlaybookInstances(query);
    return instances.map(({ start_time = '' }) => start_time.slice(11, 16)).reverse();
  };

  test('runs at the times of its Cron expression, which is that of China', async () => {
    await schedule({ cron: '0 0/30 * * * ?' });
    expect(await startsOf()).toEqual([]);
    sandbox.control.clock.advance(95 * minute);
    expect(await startsOf()).toEqual(['09:30', '10:00', '10:30', '11:00']);
    const { instances } = await client.playbooks.listPlaybookInstances({ ...page, limit: 1 });
    expect(instances[0]).toMatchObject({
      trigger_type: 'TIMER',
      status: 'FINISHED',
      dataclass: alertClass,
      dataobject: { id: '', name: '' },
    });
  });

  test('runs every five minutes at most', async () => {
    await schedule({ cron: '*/5 * * * * ?' });
    sandbox.control.clock.advance(11 * minute);
    expect(await startsOf()).toHaveLength(3);
  });

  test.each([
    ['once if it says so', { only_once: true }, ['09:30']],
    [
      'from its start to its end',
      {
        ...{ start_type: 'CUSTOM', start_time: '2026-07-02T10:00:00Z+0800' },
        ...{ end_type: 'CUSTOM', end_time: '2026-07-02T10:30:00Z+0800' },
      },
      ['10:00', '10:30'],
    ],
    [
      'within its range',
      { repeat_range: '2026-07-02T10:15:00Z+0800~2026-07-02T10:45:00Z+0800' },
      ['10:30'],
    ],
    ['never by an expression that is none', { cron: 'every hour' }, []],
  ])('runs %s', async (_, members, starts) => {
    await schedule({ cron: '0 0/30 * * * ?', ...members });
    sandbox.control.clock.advance(125 * minute);
    expect(await startsOf()).toEqual(starts);
  });

  test.each([
    ['PARALLEL', 3],
    ['SERIAL_WAIT', 1],
  ])('starts by %s %d runs while the first one goes on', async (execution_type, count) => {
    sandbox.control.changeSettings({ nodeTime: 10 * 3_600_000 });
    await schedule({ cron: '0 0/30 * * * ?', execution_type });
    sandbox.control.clock.advance(65 * minute);
    expect(await startsOf()).toHaveLength(count);
  });

  test('runs no more once it is disabled', async () => {
    const playbook_id = await schedule({ cron: '0 0/30 * * * ?' });
    await client.playbooks.updatePlaybook({ playbook_id, body: { enabled: false } });
    sandbox.control.clock.advance(95 * minute);
    expect(await startsOf()).toEqual([]);
  });

  test.each([
    ['0 15 10 ? * MON-FRI', '2026-07-04T00:00:00+08:00', '2026-07-06T10:15:00+08:00'],
    ['0 0 8,20 1 JAN ?', '2026-07-04T00:00:00+08:00', '2027-01-01T08:00:00+08:00'],
    ['0 0 0 29 2 ?', '2026-07-04T00:00:00+08:00', '2028-02-29T00:00:00+08:00'],
    ['10/20 * * * * ?', '2026-07-04T00:00:11+08:00', '2026-07-04T00:00:30+08:00'],
    ['0 0 0 31 2 ?', '2026-07-04T00:00:00+08:00', undefined],
    ['0 0 0 L * ?', '2026-07-04T00:00:00+08:00', undefined],
    ['0 60 * * * ?', '2026-07-04T00:00:00+08:00', undefined],
  ])('has by the Cron expression %j after %s the time %s', (cron, from, next) => {
    expect(nextTime(cron, Date.parse(from))).toBe(next === undefined ? next : Date.parse(next));
  });
});

describe('A data object that comes by the general paths triggers playbooks', () => {
  let client: SecMasterClient;
  let sandbox: Sandbox;
  beforeEach(async () => {
    ({ sandbox, client } = clientOnSandbox({ seed: 'examples', now }));
    const { data: playbook } = await client.playbooks.createPlaybook({
      body: { name: 'watch', workspace_id: sandbox.clientOptions().workspaceId },
    });
    const { data } = await client.playbooks.createPlaybookVersion({
      playbook_id: playbook.id,
      body: {
        ...version,
        dataclass_id: resourceClass,
        ...{ dataobject_update: true, dataobject_delete: true },
        rule: { rule: rule('name', '==', 'watched') },
      },
    });
    const steps = makePlaybookActions(client.playbooks);
    await steps.submitVersion(data.id);
    await steps.approveVersion(data.id);
    await steps.enablePlaybook(playbook.id, data.id);
  });

  const dataclass_name = 'resources';
  const data_object = { name: 'watched' };
  const runs = async () => {
    const query = { ...page, playbook_name: 'watch' };
    return (await client.playbooks.listPlaybookInstances(query)).instances;
  };
  const create = async () =>
    (await client.dataobjects.createDataobject({ dataclass_name, body: { data_object } })).data?.id;

  test('when it is created', async () => {
    const id = await create();
    expect(await runs()).toMatchObject([{ dataobject: { id, name: 'watched' } }]);
  });

  test('when it is an alert of the data plane', async () => {
    const body = { data_object_list: [{ title: 'Brute-force attack on a host' }] };
    await client.dataobjects.batchCreateDatapanelObjects({ dataclass: alertClass.id, body });
    const { instances } = await client.playbooks.listPlaybookInstances(page);
    expect(instances[0]).toMatchObject({
      playbook: { name: 'Contain_brute_force' },
      dataclass: alertClass,
    });
    expect(instances).toHaveLength(2);
  });

  test('when it is created in the data plane', async () => {
    const body = { data_object_list: [data_object] };
    const dataclass = resourceClass;
    await client.dataobjects.batchCreateDatapanelObjects({ dataclass, body });
    expect(await runs()).toHaveLength(1);
  });

  test('when it is changed or deleted', async () => {
    const data_object_id = (await create()) ?? '';
    const body = { data_object: { type: 'host' } };
    await client.dataobjects.updateDataobject({ dataclass_name, data_object_id, body });
    expect(await runs()).toHaveLength(2);
    await client.dataobjects.deleteDataobjects({
      dataclass_name,
      body: { batch_ids: [data_object_id] },
    });
    expect(await runs()).toHaveLength(3);
  });

  test('and not if the rule does not hold for it', async () => {
    const body = { data_object: { name: 'another' } };
    await client.dataobjects.createDataobject({ dataclass_name, body });
    expect(await runs()).toEqual([]);
  });
});

test.each([
  [['severity', '==', 'High'], true],
  [['severity', '!=', 'High'], false],
  [['count', '>', '9'], true],
  [['count', '<=', '9'], false],
  [['source.ip', '==', '10.0.0.1'], true],
  [['severity, ==, High'], true],
  [['missing', '==', ''], false],
  [['severity', 'resembles', 'High'], false],
])('The condition %j holds for a data object: %s', (data, holds) => {
  const object = { severity: 'High', count: 10, source: { ip: '10.0.0.1' } };
  const conditions = [{ name: 'a', data }];
  expect(readCondition({ conditions, logics: ['a'] })(object)).toBe(holds);
});

test('Conditions are combined by the operators between their names', () => {
  const conditions = ['High', 'Low'].map((value) => ({
    name: value,
    data: ['severity', '==', value],
  }));
  const holds = (...logics: string[]) =>
    readCondition({ conditions, logics })({ severity: 'High' });
  expect(holds('High', 'AND', 'Low')).toBe(false);
  expect(holds('High', 'OR', 'Low')).toBe(true);
  expect(holds('Low', 'and', 'High')).toBe(false);
  // As in a search, `and` binds closer.
  expect(holds('High', 'or', 'Low', 'and', 'Low')).toBe(true);
  // Without a combination, and between names with nothing between them, all have to hold.
  expect(holds()).toBe(false);
  expect(holds('High', 'Low')).toBe(false);
  expect(holds('High', 'High')).toBe(true);
});
