import type { Call, Handlers } from '../../core/family.js';
import { filterOf, readPage } from '../../core/paging.js';
import type { Json } from '../../world/table.js';
import { tableOf } from '../../world/world.js';
import { dataClassOf } from '../dataclasses/data-classes.js';
import { cancelReview } from '../tasks/reviews.js';
import { changeMarks, creationMarks, pick, withData, withPage } from '../../core/answers.js';

/** The members of a new workflow; its life cycle gives the rest. */
export function newWorkflow(
  call: Pick<Call, 'user' | 'now' | 'workspace'>,
  id: string,
  body: Json,
): { id: string; data: Json } {
  const { name, description, aop_type, engine_type, dataclass_id, labels } = body;
  const data = {
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
  };
  return { id, data };
}

/** The handlers of workflows. */
export const workflowHandlers: Handlers = {
  listWorkflows(call) {
    const names = ['enabled', 'name', 'description', 'dataclass_id', 'dataclass_name', 'aop_type'];
    const table = tableOf(call.workspace, 'workflows');
    return withPage(readPage(call, table, ['sortby', 'order'], filterOf(call.query, names)));
  },

  createAopWorkflow(call) {
    const draft = newWorkflow(call, call.world.random.uuid(), call.body as Json);
    return withData(call.lifeCycle('workflows').begin(call.occasion, draft).data);
  },

  showAopWorkflow: ({ lifeCycle, workspace, path }) =>
    withData(lifeCycle('workflows').find(workspace, path['workflow_id']).data),

  updateAopWorkflow(call) {
    const { lifeCycle, workspace, path, body, occasion } = call;
    const workflows = lifeCycle('workflows');
    const { data } = workflows.take(occasion, workflows.find(workspace, path['workflow_id']), {
      edits: pick(body, ['name', 'description', 'labels']),
      marks: changeMarks(call),
    });
    // The answer to an update shows two members otherwise than all other answers.
    occasion.restsOn(['D33', 'D34']);
    return withData({
      ...data,
      create_time: toSecond(String(data['create_time'])),
      dataclass_name: '',
    });
  },

  deleteAopWorkflow(call) {
    const { lifeCycle, workspace, path, occasion } = call;
    const workflows = lifeCycle('workflows');
    const workflow = workflows.find(workspace, path['workflow_id']);
    const versions = tableOf(workspace, 'versions').childrenOf(workflow.id);
    const { data } = workflows.take(occasion, workflow);
    for (const version of versions) cancelReview(occasion, call.user, version.id);
    return withData(data);
  },
};

/** A time rounded to the second, in its layout. */
function toSecond(time: string): string {
  const [, clock = '', offset = ''] = /^(.*)Z(.*)$/.exec(time) ?? [];
  const rounded = Math.round(Date.parse(`${clock}Z`) / 1000) * 1000;
  return new Date(rounded).toISOString() + offset;
}
