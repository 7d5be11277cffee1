import type { Call } from '../../core/family.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { tableOf } from '../../world/world.js';
import { timeText } from '../../core/marks.js';

/** The operation that a submitted version of a workflow waits for. */
export const reviewOperation = 'createAopWorkflowVersionApprovel';

/** The tasks of a person are overdue after 15 days, unless they say otherwise. */
const patience = 15 * 86_400_000;

/** What is reviewed: a version, and the workflow or playbook that it belongs to. */
export interface Reviewed {
  readonly kind: 'WORKFLOWPUBLISH' | 'PLAYBOOKPUBLISH';
  readonly actionId: string;
  readonly actionName: string;
  readonly versionId: string;
}

type Review = Pick<Call, 'world' | 'workspace' | 'user' | 'now'>;

/** A version was submitted: a person has to review it. */
export function openReview({ world, workspace, user, now }: Review, reviewed: Reviewed): void {
  const { kind, actionId, actionName, versionId } = reviewed;
  const id = world.random.uuid();
  const time = timeText(now);
  const data = {
    id,
    name: `Review of ${actionName}`,
    project_id: workspace.project,
    description: `Review version ${versionId} of ${actionName}`,
    create_time: time,
    creator_id: user.id,
    creator_name: user.name,
    update_time: time,
    due_date: timeText(now + patience),
    action_id: actionId,
    action_version_id: versionId,
    workspace_id: workspace.id,
    business_type: kind,
    related_object: actionName,
    attachment_id_list: [],
    comments: [],
    status: 'waiting',
    due_handle: 'INTERRUPT',
  };
  world.put(workspace, 'tasks', { id, data, inner: {}, createdAt: now, since: now });
}

/**
 * A version waits for its review no more.
 *
 * @param outcome - what the reviewer said; undefined if nobody reviewed it
 */
export function closeReview(
  { world, workspace, user, now }: Review,
  versionId: string,
  outcome: string | undefined,
): void {
  const fits = ({ data }: WorldRecord) =>
    data['status'] === 'waiting' && data['action_version_id'] === versionId;
  const { records } = tableOf(workspace, 'tasks').page({
    ...{ order: 'created', descending: false, offset: 0, limit: Infinity },
    filter: { key: `waiting ${versionId}`, fits },
  });
  for (const task of records) {
    const marks: Json = {
      ...{ modifier_id: user.id, modifier_name: user.name, update_time: timeText(now) },
      ...(outcome === undefined
        ? { status: 'canceled' }
        : { status: 'finished', approver: user.name, review_comments: outcome }),
    };
    const { changed: _, ...kept } = task;
    world.put(workspace, 'tasks', { ...kept, data: { ...task.data, ...marks }, since: now });
  }
}
