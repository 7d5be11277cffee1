import type { Handlers } from '../../core/family.js';
import type { RequestedOccasion } from '../../life-cycle/life-cycle.js';
import { filterOf, readPage } from '../../core/paging.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { dataClassOf } from '../dataclasses/data-classes.js';
import { cancelReview } from '../tasks/reviews.js';
import {
  changeMarks,
  creationMarks,
  pick,
  recordAt,
  withData,
  withPage,
} from '../../core/answers.js';

export function addWorkflow(
  call: RequestedOccasion,
  body: Json,
  id = call.world.random.uuid(),
): WorldRecord {
  const { name, description, aop_type, engine_type, dataclass_id, labels } = body;
  return call.lifeCycle('workflows').begin(call, {
    id,
    name,
    ...(description !== undefined && { description }),
    project_id: call.workspace.project,
    ...creationMarks(call),
    edit_role: '',
    use_role: '',
    approve_role: '',
    workspace_id: call.workspace.id,
    aop_type,
    engine_type,
    dataclass_id,
    dataclass_name: dataClassOf(String(dataclass_id)).name,
    ...(labels !== undefined && { labels }),
  });
}

export const workflowHandlers: Handlers = {
  listWorkflows: (call) => withPage(readPage(call, 'workflows', filterOf(call.query))),

  createAopWorkflow: (call) => withData(addWorkflow(call, call.body as Json).data),

  showAopWorkflow: (call) => withData(workflowOf(call).data),

  updateAopWorkflow(call) {
    const { data } = call.lifeCycle('workflows').take(call, workflowOf(call), {
      edits: pick(call.body, ['name', 'description', 'labels']),
      marks: changeMarks(call),
    });
    // The answer to an update shows two members otherwise than all other answers.
    call.restsOn(['D33', 'D34']);
    return withData({
      ...data,
      create_time: toSecond(String(data['create_time'])),
      dataclass_name: '',
    });
  },

  deleteAopWorkflow(call) {
    const workflow = workflowOf(call);
    const versions = call.workspace.table('versions').childrenOf(workflow.id);
    const { data } = call.lifeCycle('workflows').take(call, workflow);
    for (const version of versions) cancelReview(call, version.id);
    return withData(data);
  },
};

/** The workflow that a path names. */
export const workflowOf = recordAt('workflows', 'workflow_id');

/** A time rounded to the second, in its layout. */
function toSecond(time: string): string {
  const [, clock = '', offset = ''] = /^(.*)Z(.*)$/.exec(time) ?? [];
  const rounded = Math.round(Date.parse(`${clock}Z`) / 1000) * 1000;
  return new Date(rounded).toISOString() + offset;
}
