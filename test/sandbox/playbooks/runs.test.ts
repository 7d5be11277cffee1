import { beforeEach, describe, expect, test } from '@jest/globals';
import { Core } from '../../../src/sandbox/core/core.js';
import { triggerPlaybooks } from '../../../src/sandbox/families/playbooks/runs.js';
import { families } from '../../../src/sandbox/sandbox.js';
import { usualSettings } from '../../../src/sandbox/settings.js';
import { usualUsers } from '../../../src/sandbox/sign-in/users.js';
import type { World } from '../../../src/sandbox/world/world.js';
import { beginWorld } from '../../../src/sandbox/world/begin.js';
import { now } from '../../lib/on-sandbox.js';
import { ids } from '../world.js';
import { alertClass } from './in-service.js';

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
    occasion().workspace.table('playbook-instances').get(id)?.data['status'];

  test('starts the playbook whose rule holds, which ends with the run of its workflow', () => {
    const [run, ...others] = triggerPlaybooks(occasion(), change({}));
    expect(others).toEqual([]);
    expect(run?.data).toMatchObject({
      status: 'RUNNING',
      dataobject: { id: 'an alert', name: 'Brute-force attack on a host' },
    });
    const id = run?.id ?? '';
    const [workflowRun] = occasion().workspace.table('instances').all().slice(-1);
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
    const workflow = workspace.table('workflows').get(ids.workflow);
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
          ...{ ...occasion(), now: now.getTime() + at, user: { id: 'someone', name: '' } },
          ...{ operation: { id: 'changePlaybookInstance' }, body: { operation } },
        },
        cycle.find(workspace, id),
      );
    ask(60_000, 'RETRY');
    expect(statusOf(id)).toBe('RETRYING');
    core.advance(world, settings, now.getTime() + 61_000);
    expect(statusOf(id)).toBe('RUNNING');
    ask(61_000, 'TERMINATE');
    expect(statusOf(id)).toBe('TERMINATING');
    const [workflowRun] = workspace.table('instances').all().slice(-1);
    expect(workflowRun?.data['status']).toBe('TERMINATING');
    core.advance(world, settings, now.getTime() + 63_000);
    expect(statusOf(id)).toBe('TERMINATED');
  });
});
