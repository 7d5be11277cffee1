import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Alert } from '../../../generated/alerts/types.js';
import { createSecMasterClient, SecMasterError, type SecMasterClient } from '../../../src/index.js';
import {
  PlaybookRunError,
  ruleOf,
  whenField,
  type PlaybookActions,
  type When,
} from '../../../src/playbooks/index.js';
import { startSandbox, type RunningSandbox } from '../../../src/sandbox/index.js';

const dataclass_id = 'e410ae50-43fa-343e-807a-a2a9edb8018e';
const workflow_id = 'c19470f3-5eaf-4572-82e8-2ff094495919';
const quick = { pollMs: 10, maxPollMs: 20, timeoutMs: 20_000 };

let sandbox: RunningSandbox;
let client: SecMasterClient;
let actions: PlaybookActions;
beforeEach(async () => {
  sandbox = await startSandbox({ nodeTime: 0 });
  client = createSecMasterClient(sandbox.clientOptions());
  ({ actions } = client.playbooks);
});
afterEach(() => sandbox.close());

/** A new playbook with a draft that a new alert triggers: each, or those that fit a rule. */
async function draft(
  name = 'respond',
  rule?: ReturnType<typeof ruleOf>,
): Promise<{ playbook_id: string; version_id: string }> {
  const { workspaceId: workspace_id } = sandbox.clientOptions();
  const playbook = await client.playbooks.createPlaybook({ body: { name, workspace_id } });
  const body = {
    dataclass_id,
    dataobject_create: true,
    ...(rule && { rule_enable: true, rule: { rule } }),
    actions: [{ action_type: 'AOP_WORKFLOW' as const, action_id: workflow_id }],
  };
  const playbook_id = playbook.data.id;
  const version = await client.playbooks.createPlaybookVersion({ playbook_id, body });
  return { playbook_id, version_id: version.data.id };
}

async function enabled(name?: string, rule?: ReturnType<typeof ruleOf>): Promise<string> {
  const { playbook_id, version_id } = await draft(name, rule);
  await actions.submitVersion(version_id);
  await actions.approveVersion(version_id);
  await actions.enablePlaybook(playbook_id);
  return playbook_id;
}

async function createAlert(title: string, severity: Alert['severity'] = 'High'): Promise<void> {
  const data_object = { title, severity, handle_status: 'Open' } as const;
  await client.alerts.createAlert({ body: { data_object } });
}

describe('The steps of a playbook', () => {
  test('lead a version through its review, and the playbook in and out of service', async () => {
    const { playbook_id, version_id } = await draft();
    expect((await actions.submitVersion(version_id)).status).toBe('APPROVING');
    expect(await actions.rejectVersion(version_id, 'name it')).toMatchObject({ result: 'UN_PASS' });
    await actions.submitVersion(version_id);
    expect(await actions.approveVersion(version_id)).toEqual({ result: 'PASS', content: '' });
    expect((await actions.deactivateVersion(version_id)).enabled).toBe(false);
    expect((await actions.activateVersion(version_id)).enabled).toBe(true);
    expect((await actions.enablePlaybook(playbook_id)).enabled).toBe(true);
    expect((await actions.disablePlaybook(playbook_id)).enabled).toBe(false);
  });

  test('refuse a rejection without a reason, and a playbook without an activated version', async () => {
    const { playbook_id, version_id } = await draft();
    await expect(actions.rejectVersion(version_id, ' ')).rejects.toThrow('what must change');
    await expect(actions.enablePlaybook(playbook_id)).rejects.toThrow(SecMasterError);
    await expect(actions.enablePlaybook(playbook_id)).rejects.toThrow('activate one first');
  });
});

describe('A run of a playbook', () => {
  test('is waited for from the alert that starts it to its end', async () => {
    await enabled();
    const statuses: (string | undefined)[] = [];
    const waiting = actions.waitForRun(
      { playbook_name: 'respond' },
      { ...quick, onStatus: (status) => statuses.push(status) },
    );
    await createAlert('Brute force');
    const run = await waiting;
    expect(run).toMatchObject({ status: 'FINISHED', dataobject: { name: 'Brute force' } });
    expect(statuses.at(-1)).toBe('FINISHED');
    expect(await actions.waitForInstance(run.id, quick)).toEqual(run);
  });

  test('begins on the alert alone that fits the rule', async () => {
    const when: When<Alert> = whenField;
    await enabled('grave', ruleOf(when('severity').is('Fatal'), when('handle_status').is('Open')));
    await createAlert('Port scan', 'Low');
    await createAlert('Worm', 'Fatal');
    const run = await actions.waitForRun({ playbook_name: 'grave' }, quick);
    expect(run.dataobject?.name).toBe('Worm');
    const { instances } = await client.playbooks.listPlaybookInstances({ offset: 0, limit: 10 });
    expect(instances.filter(({ playbook }) => playbook?.name === 'grave')).toHaveLength(1);
  });

  test('that fails is an error with the run in it', async () => {
    await enabled('failing');
    sandbox.control.failNextRuns();
    await createAlert('Port scan');
    const waiting = actions.waitForRun({ playbook_name: 'failing' }, quick);
    await expect(waiting).rejects.toThrow(PlaybookRunError);
    await expect(waiting).rejects.toMatchObject({ instance: { status: 'FAILED' } });
  });

  test('that never begins ends the wait in time', async () => {
    const waiting = actions.waitForRun({ playbook_name: 'none' }, { ...quick, timeoutMs: 100 });
    await expect(waiting).rejects.toThrow(
      'Waited 100 ms for a run of a playbook with {"playbook_name":"none"}, of which none had begun.',
    );
  });
});
