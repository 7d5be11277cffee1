import type {
  AopInstanceEventData,
  DataObjectRefInfo,
} from '../../../../generated/workflows/types.js';
import type { Handlers } from '../../core/family.js';
import type { RequestedOccasion } from '../../life-cycle/life-cycle.js';
import { between, filterOf, readPage } from '../../core/paging.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { dataClasses, dataClassOf } from '../dataclasses/data-classes.js';
import { tasksOf } from './diagram.js';
import { envelope, recordAt, timeText } from '../../core/answers.js';
import { lookAgain } from './walk.js';
import { workflowOf } from './workflows.js';

/** What starts a run of a workflow: a person, unless it is the run of a playbook. */
interface Starter {
  readonly playbook: { readonly id: string; readonly name: string };
  readonly trigger: string;
  /** The id of the playbook's run. */
  readonly run?: string;
}

const byHand: Starter = { playbook: { id: '', name: '' }, trigger: 'MANUAL' };

/** Starts a run of a workflow. */
export function startInstance(
  occasion: RequestedOccasion,
  workflow: WorldRecord,
  { content = {}, dataclass }: DataObjectRefInfo,
  { playbook, trigger, run }: Starter = byHand,
  id = occasion.world.random.uuid(),
): WorldRecord {
  const { workspace, now } = occasion;
  const { name, version, version_id, dataclass_id } = workflow.data;
  const active = workspace.table('versions').get(String(version_id));
  const data = {
    id,
    name: nameOfRun(name, now),
    workflow: { id: workflow.id, name, name_en: name, version, version_id },
    dataclass: shownDataClass(dataclass, String(dataclass_id)),
    playbook: { ...playbook, en_name: playbook.name },
    trigger_type: trigger,
    defense_id: '',
    dataobject_id: typeof content['id'] === 'string' ? content['id'] : '',
  };
  const nodes = tasksOf(String(active?.data['taskflow'] ?? ''));
  const inner = { nodes, logs: [], ...(run !== undefined && { playbookRun: run }) };
  return occasion.lifeCycle('instances').begin(occasion, data, inner);
}

/** The name of a run: that of what runs, and the time to the second. */
export function nameOfRun(name: unknown, now: number): string {
  return `${String(name)}-${timeText(now).replace(/\..*$/, '').replaceAll(/\D/g, '')}`;
}

export const instanceHandlers: Handlers = {
  createWorkflowInstance(call) {
    const workflow = workflowOf(call);
    const command = call.body as AopInstanceEventData;
    const { id } = startInstance(call, workflow, command.playbook_context?.data_object ?? {});
    // Whether the answer names the workflow if the command has not, no source says.
    if (command.action_id === undefined) call.restsOn(['inferred']);
    return { action_id: workflow.id, ...command, action_instance_id: id };
  },

  listAopWorkflowInstance(call) {
    const { query } = call;
    const { records, total } = readPage(
      call,
      'instances',
      filterOf(query, {
        workflow_id: 'workflow.id',
        dataclass_id: 'dataclass.id',
        playbook_id: 'playbook.id',
        // The member is spelled otherwise than the parameter (D17).
        defence_id: 'defense_id',
      }),
      between(query['from_date'], query['to_date']),
    );
    return { count: total, instances: records };
  },

  showAopWorkflowInstance(call) {
    const { data, inner } = instanceOf(call);
    return call.query['show_topology'] === true
      ? { ...data, topology: { audit_logs: inner['logs'] } }
      : data;
  },

  updateWorkflowInstance(call) {
    const instance = instanceOf(call);
    const { command_type, task_id, input_dataobject } = call.body as Record<string, string>;
    const inputs = (instance.inner['inputs'] ?? []) as readonly Json[];
    call.lifeCycle('instances').take(call, instance, {
      ...(command_type === 'ActionInstanceDebugCommand' && {
        inner: { ...instance.inner, inputs: [...inputs, { task_id, input_dataobject }] },
      }),
    });
    lookAgain(call, instance.id);
    return envelope;
  },
};

const instanceOf = recordAt('instances', 'instance_id');

/** The data class of the data object, or else that of the workflow. */
function shownDataClass(given: DataObjectRefInfo['dataclass'], usual: string): Json {
  const known = dataClasses.find(({ name }) => name === given?.name);
  const { id, name, nameZh } = dataClassOf(given?.id ?? known?.id ?? usual);
  return { id, name: nameZh || (given?.name ?? ''), en_name: name || (given?.name ?? '') };
}
