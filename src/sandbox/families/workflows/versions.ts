import type { Handlers } from '../../core/family.js';
import type { Json, WorldRecord } from '../../world/table.js';
import type { RequestedOccasion } from '../../life-cycle/life-cycle.js';
import { cancelReview, finishReview, openReview, requireOther } from '../tasks/reviews.js';
import { checkDiagram } from './diagram.js';
import { workflowOf } from './workflows.js';
import {
  changeMarks,
  creationMarks,
  pick,
  recordAt,
  success,
  withData,
  withPage,
} from '../../core/answers.js';

/** Members of a version that its author writes. */
export const written = [
  ...['name', 'description', 'taskconfig', 'taskflow', 'taskflow_type', 'aop_type'],
  ...['input', 'output'],
];

export function addVersion(
  call: RequestedOccasion,
  workflow: WorldRecord,
  body: Json,
  id = call.world.random.uuid(),
): WorldRecord {
  const { name, description, ...others } = pick({ input: '', output: '', ...body }, written);
  const { dataclass_id, dataclass_name } = workflow.data;
  return call.lifeCycle('versions').begin(call, {
    id,
    version_id: id,
    name,
    aopworkflow_id: workflow.id,
    description,
    project_id: call.workspace.project,
    ...creationMarks(call),
    ...others,
    dataclass_id,
    dataclass_name,
    workspace_id: call.workspace.id,
  });
}

export const versionHandlers: Handlers = {
  listAopWorkflowVersions(call) {
    const { status } = call.query;
    const records = call.workspace
      .table('versions')
      .childrenOf(workflowOf(call).id)
      .filter(({ data }) => status === undefined || data['status'] === status)
      .reverse()
      .map(({ data }) => data);
    // It carries the members of a page, though nothing asks for one: by our reading all are on it.
    call.restsOn(['inferred']);
    const { length } = records;
    return withPage({ records, total: length, offset: 0, limit: Math.max(length, 10) });
  },

  createAopWorkflowVersion: (call) =>
    withData(addVersion(call, workflowOf(call), call.body as Json).data),

  showAopWorkflowVersion: (call) => withData(versionOf(call).data),

  updateAopWorkflowVersion(call) {
    const version = versionOf(call);
    const changed = call.lifeCycle('versions').take(call, version, {
      edits: pick(call.body, written),
      marks: changeMarks(call),
    });
    openReview(call, 'WORKFLOWPUBLISH', changed, version);
    return withData(changed.data);
  },

  deleteAopWorkflowVersion(call) {
    const version = call.lifeCycle('versions').take(call, versionOf(call));
    cancelReview(call, version.id);
    return withData(version.data);
  },

  createAopWorkflowVersionApprovel(call) {
    const version = versionOf(call);
    requireOther(call, version);
    const review = pick(call.body, ['result', 'content']);
    call.lifeCycle('versions').take(call, version, {
      marks: changeMarks(call),
      inner: { ...version.inner, review },
    });
    finishReview(call, version.id, String(review['content'] ?? ''));
    // This envelope has fewer members than the others (D27).
    return { ...success, data: review };
  },

  validateAopWorkflowVersion({ lifeCycle, workspace, body }) {
    const { mode, taskflow, taskconfig, aopworkflow_id } = body as Record<string, string>;
    lifeCycle('workflows').find(workspace, aopworkflow_id);
    const detail = checkDiagram(mode ?? '', taskflow ?? '', taskconfig ?? '') ?? '';
    return withData({ result: detail === '', detail });
  },
};

const versionOf = recordAt('versions', 'version_id');
