import type { Call, Handlers } from '../../core/family.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { tableOf } from '../../world/world.js';
import { cancelReview, finishReview, openReview, requireOther } from '../tasks/reviews.js';
import { checkDiagram } from './diagram.js';
import {
  changeMarks,
  creationMarks,
  pick,
  success,
  withData,
  withPage,
} from '../../core/answers.js';

/** Members of a version that its author writes. */
export const written = [
  ...['name', 'description', 'taskconfig', 'taskflow', 'taskflow_type', 'aop_type'],
  ...['input', 'output'],
];

/** The members of a new version; its life cycle gives the rest. */
export function newVersion(
  call: Pick<Call, 'user' | 'now' | 'workspace'>,
  id: string,
  workflow: WorldRecord,
  body: Json,
): { id: string; data: Json } {
  const { name, description, ...others } = pick({ input: '', output: '', ...body }, written);
  const { dataclass_id, dataclass_name } = workflow.data;
  const data = {
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
  };
  return { id, data };
}

/** The handlers of versions. */
export const versionHandlers: Handlers = {
  listAopWorkflowVersions({ lifeCycle, workspace, path, query, occasion }) {
    const { id } = lifeCycle('workflows').find(workspace, path['workflow_id']);
    const { status } = query;
    const records = tableOf(workspace, 'versions')
      .childrenOf(id)
      .filter(({ data }) => status === undefined || data['status'] === status)
      .reverse()
      .map(({ data }) => data);
    // It carries the members of a page, though nothing asks for one: by our reading all are on it.
    occasion.restsOn(['inferred']);
    const { length } = records;
    return withPage({ records, total: length, offset: 0, limit: Math.max(length, 10) });
  },

  createAopWorkflowVersion(call) {
    const { lifeCycle, workspace, path, body, occasion, world } = call;
    const workflow = lifeCycle('workflows').find(workspace, path['workflow_id']);
    const draft = newVersion(call, world.random.uuid(), workflow, body as Json);
    return withData(lifeCycle('versions').begin(occasion, draft).data);
  },

  showAopWorkflowVersion: ({ lifeCycle, workspace, path }) =>
    withData(lifeCycle('versions').find(workspace, path['version_id']).data),

  updateAopWorkflowVersion(call) {
    const { lifeCycle, workspace, path, body, occasion } = call;
    const versions = lifeCycle('versions');
    const version = versions.find(workspace, path['version_id']);
    const changed = versions.take(occasion, version, {
      edits: pick(body, written),
      marks: changeMarks(call),
    });
    openReview(occasion, call.user, 'WORKFLOWPUBLISH', changed, version);
    return withData(changed.data);
  },

  deleteAopWorkflowVersion(call) {
    const { lifeCycle, workspace, path, occasion } = call;
    const versions = lifeCycle('versions');
    const version = versions.take(occasion, versions.find(workspace, path['version_id']));
    cancelReview(occasion, call.user, version.id);
    return withData(version.data);
  },

  createAopWorkflowVersionApprovel(call) {
    const { lifeCycle, workspace, path, body, occasion, user } = call;
    const versions = lifeCycle('versions');
    const version = versions.find(workspace, path['version_id']);
    requireOther(call, version);
    const review = pick(body, ['result', 'content']);
    versions.take(occasion, version, {
      marks: changeMarks(call),
      inner: { ...version.inner, review },
    });
    finishReview(occasion, user, version.id, String(review['content'] ?? ''));
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
