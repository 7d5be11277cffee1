import { changeMarks, timeText } from '../../core/answers.js';
import type { Call } from '../../core/family.js';
import { gatewayRefusal } from '../../core/refusal.js';
import {
  silent,
  type Occasion,
  type Person,
  type RequestedOccasion,
} from '../../life-cycle/life-cycle.js';
import type { Json, WorldRecord } from '../../world/table.js';
import type { RunNode } from '../workflows/diagram.js';

/** The operation that a submitted version of a workflow waits for. */
const reviewOperation = 'createAopWorkflowVersionApprovel';

/** Tasks are overdue after 15 days; a diagram may say otherwise in a form that is not known (K09). */
export const patience = 15 * 86_400_000;

/**
 * What is reviewed, by the kind of the task: the collections of the owners and of their versions, the member
 * of a version that names its owner, and the operation that a submitted version waits for.
 */
export const reviewed = {
  WORKFLOWPUBLISH: {
    ...{ owners: 'workflows', versions: 'versions', owner: 'aopworkflow_id' },
    review: reviewOperation,
  },
  PLAYBOOKPUBLISH: {
    ...{ owners: 'playbooks', versions: 'playbook-versions', owner: 'playbook_id' },
    review: 'createPlaybookApprove',
  },
} as const;

/** What is done to a task, and by whom. */
type Deed = Occasion & Pick<RequestedOccasion, 'user'>;

/** By the words of the SDKs, the creator may be the system. */
const system: Person = { id: 'system', name: 'system' };

/**
 * Has a version reviewed, if it waits for that.
 *
 * @param former - the version before, which may have waited already
 */
export function openReview(
  deed: Deed,
  kind: keyof typeof reviewed,
  version: WorldRecord,
  former?: WorldRecord,
): void {
  const { owners, versions, owner, review } = reviewed[kind];
  const waits = (one: WorldRecord): boolean => deed.lifeCycle(versions).waitsFor(one, review);
  if (!waits(version) || (former !== undefined && waits(former))) return;
  const actionId = String(version.data[owner]);
  const actionName = String(deed.workspace.table(owners).get(actionId)?.data['name']);
  open(deed, {
    name: `Review of ${actionName}`,
    description: `Review version ${version.id} of ${actionName}`,
    action_id: actionId,
    action_version_id: version.id,
    business_type: kind,
    related_object: actionName,
    due_handle: 'INTERRUPT',
  });
}

/** @throws Refusal if the author of a version reviews it, and the settings forbid that */
export function requireOther({ settings, user }: Call, { data }: WorldRecord): void {
  if (!settings.fourEyes || data['creator_id'] !== user.id) return;
  throw gatewayRefusal(403, 'API access denied: the author may not review.');
}

/** A run has reached a node that a person decides. */
export function openDecision(
  occasion: Occasion,
  run: Pick<WorldRecord, 'id' | 'data'>,
  node: RunNode,
): void {
  const { id, name, version_id } = run.data['workflow'] as Record<string, string>;
  open(
    { ...occasion, user: system },
    {
      name: node.name,
      description: `Decide at ${node.name} of ${name}`,
      action_id: id,
      action_version_id: version_id,
      action_instance_id: run.id,
      definition_key: node.id,
      business_type: 'WORKFLOWNODEAPPROVE',
      related_object: name,
      due_handle: node.dueHandle,
    },
  );
}

/** A person has reviewed a version. */
export function finishReview(deed: Deed, versionId: string, comment: string): void {
  const marks = { approver: deed.user.name, review_comments: comment };
  for (const task of reviewsOf(deed, versionId)) leave(deed, reviewOperation, task, marks);
}

/** The version that waits for its review is gone. */
export function cancelReview(deed: Deed, versionId: string): void {
  for (const task of reviewsOf(deed, versionId)) leave(deed, 'deleteAopWorkflowVersion', task);
}

/** A run does not wait for a person any more, since it was ended. */
export function cancelDecision(occasion: Occasion, run: string): void {
  for (const task of waitingFor(occasion, 'action_instance_id', run)) {
    leave({ ...occasion, user: system }, 'updateWorkflowInstance', task);
  }
}

function open(deed: Deed, about: Json): void {
  const { world, workspace, now, user } = deed;
  const id = world.random.uuid();
  const time = timeText(now);
  const data = {
    id,
    project_id: workspace.project,
    workspace_id: workspace.id,
    create_time: time,
    creator_id: user.id,
    creator_name: user.name,
    update_time: time,
    due_date: timeText(now + patience),
    attachment_id_list: [],
    comments: [],
    ...about,
  };
  deed.lifeCycle('tasks').arise(silent(deed), data);
}

/** The tasks to review a version; those of its runs are about the version as well. */
function reviewsOf(occasion: Occasion, versionId: string): readonly WorldRecord[] {
  return waitingFor(occasion, 'action_version_id', versionId).filter(
    ({ data }) => data['action_instance_id'] === undefined,
  );
}

function waitingFor({ workspace }: Occasion, member: string, id: string): readonly WorldRecord[] {
  const fits = ({ data }: WorldRecord) => data['status'] === 'waiting' && data[member] === id;
  return workspace.table('tasks').all().filter(fits);
}

function leave(deed: Deed, operation: string, task: WorldRecord, marks: Json = {}): void {
  const asked = { ...silent(deed), operation: { id: operation }, body: {} };
  deed.lifeCycle('tasks').take(asked, task, { marks: { ...changeMarks(deed), ...marks } });
}
