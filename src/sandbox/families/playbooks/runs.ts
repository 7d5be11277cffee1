import type { ConditionInfo } from '../../../../generated/playbooks/types.js';
import { Refusal } from '../../core/refusal.js';
import type { Occasion, Progress, Walk } from '../../life-cycle/life-cycle.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { nameOfRun, startInstance } from '../workflows/instances.js';
import { readCondition } from '../dataobjects/condition.js';

/** Statuses of a run in which it goes on; that of a playbook is never just created. */
export const going = ['CREATED', 'RUNNING', 'RETRYING', 'TERMINATING'];

/** Who starts and ends the workflows of a playbook. */
const nobody = { id: '', name: '' };

/** What a run of a playbook remembers beside what it shows. */
interface RunMemory extends Json {
  /** The actions of the version as it was when the run began. */
  readonly actions: readonly Json[];
  /** The run of each action's workflow; empty if it could not be started. */
  readonly runs: readonly string[];
}

/** What a run of a playbook shows, as far as the runs of its workflows take it over. */
interface PlaybookRun {
  readonly playbook: { readonly id: string; readonly name: string };
  readonly dataclass: { readonly id: string; readonly name: string };
  readonly dataobject: { readonly id: string };
  readonly trigger_type: string;
}

/** Runs all workflows of a version at once, and ends with the last of them. */
export const playbookWalk: Walk = {
  remembers: ({ actions, runs }) => Array.isArray(actions) && Array.isArray(runs),

  enter(occasion, { id, data, inner }) {
    const memory = inner as RunMemory;
    const runs = memory.actions.map((action) => startWorkflow(occasion, id, data, action));
    return progressOf(occasion, { ...memory, runs });
  },

  step: (occasion, { inner }) => progressOf(occasion, inner as RunMemory, true),

  end(occasion, { inner }, outcome, reason) {
    const workflowRuns = occasion.lifeCycle('instances');
    for (const run of runsOf(occasion, inner)) {
      if (!workflowRuns.takesNodes(run)) continue;
      if (outcome === 'done') workflowRuns.end(occasion, run, outcome, reason);
      else {
        const body = { command_type: 'ActionInstanceTerminateCommand' };
        workflowRuns.take(
          { ...occasion, operation: { id: 'updateWorkflowInstance' }, body, user: nobody },
          run,
        );
      }
    }
    return inner;
  },
};

/** What has happened to a data object. */
export interface ObjectChange {
  readonly change: 'create' | 'update' | 'delete';
  readonly dataclass: { readonly id: string; readonly name: string };
  /** The members that rules are about; `id`, and `title` or `name`, tell which object it is. */
  readonly object: Json;
}

/**
 * Starts the playbooks that a data object triggers: the enabled ones of its data class whose rule holds.
 * Whatever creates, updates or deletes a data object calls it once it is done.
 *
 * @param newId - the id of each run
 * @returns the runs that have begun
 */
export function triggerPlaybooks(
  occasion: Occasion,
  { change, dataclass, object }: ObjectChange,
  newId = () => occasion.world.random.uuid(),
): WorldRecord[] {
  const { workspace } = occasion;
  return workspace
    .table('playbooks')
    .all()
    .flatMap((playbook) => {
      const version = workspace.table('playbook-versions').get(String(playbook.data['version_id']));
      if (playbook.data['enabled'] !== true || version === undefined) return [];
      const { data } = version;
      const { rule } = (data['rules'] ?? {}) as { rule?: string };
      const isTriggered =
        data['trigger_type'] === 'EVENT' &&
        data[`dataobject_${change}`] === true &&
        data['dataclass_id'] === dataclass.id &&
        (data['rule_enable'] !== true ||
          rule === undefined ||
          readCondition(JSON.parse(rule) as ConditionInfo)(object));
      return isTriggered
        ? [startRun(occasion, newId(), playbook, version, 'EVENT', { dataclass, object })]
        : [];
    });
}

/**
 * Starts a run of a playbook.
 *
 * @param about - the data object that it runs on; on a schedule there is none
 */
export function startRun(
  occasion: Occasion,
  id: string,
  playbook: WorldRecord,
  version: WorldRecord,
  trigger: 'EVENT' | 'TIMER',
  { dataclass, object }: Pick<ObjectChange, 'dataclass' | 'object'>,
): WorldRecord {
  const { now, workspace } = occasion;
  const { name } = playbook.data;
  const data = {
    id,
    name: nameOfRun(name, now),
    project_id: workspace.project,
    playbook: { id: playbook.id, version_id: version.id, name, version: version.data['version'] },
    dataclass: { ...dataclass },
    dataobject: {
      id: String(object['id'] ?? ''),
      name: String(object['title'] ?? object['name'] ?? ''),
    },
    trigger_type: trigger,
  };
  const inner = { actions: version.data['actions'], runs: [] };
  return occasion.lifeCycle('playbook-instances').arise(occasion, data, inner);
}

/** The workflow runs of a playbook run that are still known. */
export function runsOf({ workspace }: Pick<Occasion, 'workspace'>, inner: Json): WorldRecord[] {
  const runs = (inner['runs'] ?? []) as readonly string[];
  return runs.flatMap((id) => workspace.table('instances').get(id) ?? []);
}

/** Starts the workflow of an action; one that cannot be run leaves no run behind. */
function startWorkflow(occasion: Occasion, run: string, data: Json, action: Json): string {
  const workflow = occasion.workspace.table('workflows').get(String(action['action_id']));
  if (workflow === undefined) return '';
  const { dataobject, dataclass, playbook, trigger_type } = data as unknown as PlaybookRun;
  const { id, name } = playbook;
  try {
    const started = startInstance(
      { ...occasion, operation: { id: 'createWorkflowInstance' }, body: {}, user: nobody },
      workflow,
      { content: { id: dataobject.id }, dataclass },
      { playbook: { id, name }, trigger: trigger_type, run },
    );
    return started.id;
  } catch (error) {
    if (error instanceof Refusal) return '';
    throw error;
  }
}

/** Where a run stands by the runs of its workflows, which are looked at again when the next one moves. */
function progressOf(occasion: Occasion, memory: RunMemory, isStep = false): Progress {
  const runs = runsOf(occasion, memory);
  const open = runs.filter(({ data }) => going.includes(String(data['status'])));
  if (open.length > 0) {
    const dues = open.map(({ due }) => due ?? occasion.now + 1000);
    return { inner: memory, due: Math.min(...dues) };
  }
  // A run without workflows is seen as running once.
  if (!isStep) return { inner: memory, due: occasion.now };
  const isDone =
    runs.length === memory.actions.length &&
    runs.every(({ data }) => data['status'] === 'FINISHED');
  return { inner: memory, outcome: isDone ? 'done' : 'failed' };
}
