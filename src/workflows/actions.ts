import type { Methods } from '../../generated/workflows/methods.js';
import type {
  AopWorkflowInfo,
  AopWorkflowVersionInfo,
  ReviewResult,
  WorkflowApproveOpinionDetail,
  WorkflowVersionUpdateAction,
} from '../../generated/workflows/types.js';
import { SecMasterError } from '../errors.js';
import type { CallOptions } from '../options.js';
import { makeWorkflowRuns, type WorkflowRuns } from './runs.js';

/** The steps in the life of a workflow, its versions and its runs, each by its name. */
export interface WorkflowActions extends WorkflowRuns {
  /** Submits a version for review: from `pending_submit` or `rejected` to `pending_approval`. */
  submitVersion(version_id: string, options?: CallOptions): Promise<AopWorkflowVersionInfo>;
  /**
   * Passes a version under review, which activates the only version of a workflow at once.
   *
   * @throws TypeError if the comment is missing; the API wants one, though it may be empty
   */
  approveVersion(
    version_id: string,
    comment: string,
    options?: CallOptions,
  ): Promise<WorkflowApproveOpinionDetail>;
  /**
   * Sends a version under review back: it becomes `rejected`, can be edited and submitted again.
   *
   * @throws TypeError if the comment says nothing
   */
  rejectVersion(
    version_id: string,
    comment: string,
    options?: CallOptions,
  ): Promise<WorkflowApproveOpinionDetail>;
  /** Activates a version that is `not_activated`; the one activated before ceases to be. */
  activateVersion(version_id: string, options?: CallOptions): Promise<AopWorkflowVersionInfo>;
  /**
   * Enables a workflow with its activated version.
   *
   * @param version_id - the activated version; read from the workflow if left out, by a call more
   * @throws SecMasterError if it is left out and the workflow has no activated version
   */
  enableWorkflow(
    workflow_id: string,
    version_id?: string,
    options?: CallOptions,
  ): Promise<AopWorkflowInfo>;
  /** Disables a workflow; its versions stay as they are. */
  disableWorkflow(workflow_id: string, options?: CallOptions): Promise<AopWorkflowInfo>;
}

/** Makes the steps of a client. */
export function makeWorkflowActions(
  client: Pick<
    Methods<CallOptions>,
    | 'createWorkflowInstance'
    | 'showAopWorkflowInstance'
    | 'createAopWorkflowVersionApprovel'
    | 'showAopWorkflow'
    | 'updateAopWorkflow'
    | 'updateAopWorkflowVersion'
  >,
): WorkflowActions {
  async function changeVersion(
    version_id: string,
    status: WorkflowVersionUpdateAction,
    options?: CallOptions,
  ): Promise<AopWorkflowVersionInfo> {
    return (await client.updateAopWorkflowVersion({ version_id, body: { status } }, options)).data;
  }

  async function review(
    version_id: string,
    result: ReviewResult,
    content: string,
    options?: CallOptions,
  ): Promise<WorkflowApproveOpinionDetail> {
    const body = { result, content };
    return (await client.createAopWorkflowVersionApprovel({ version_id, body }, options)).data;
  }

  async function activatedVersionOf(workflow_id: string, options?: CallOptions): Promise<string> {
    const { version_id } = (await client.showAopWorkflow({ workflow_id }, options)).data;
    if (version_id) return version_id;
    throw new SecMasterError(
      `Workflow "${workflow_id}" cannot be enabled, since none of its versions is activated: activate one first.`,
      { operationId: 'updateAopWorkflow', outcome: 'not-sent' },
    );
  }

  return Object.freeze<WorkflowActions>({
    ...makeWorkflowRuns(client),
    submitVersion: (version_id, options) => changeVersion(version_id, 'pending_approval', options),
    activateVersion: (version_id, options) => changeVersion(version_id, 'activated', options),
    async approveVersion(version_id, comment, options) {
      if (typeof comment !== 'string') {
        throw new TypeError('"comment" is missing: expected the reviewer’s comment, or "".');
      }
      return review(version_id, 'PASS', comment, options);
    },
    async rejectVersion(version_id, comment, options) {
      if (typeof comment !== 'string' || comment.trim() === '') {
        throw new TypeError('"comment" is missing: a rejection has to say what must change.');
      }
      return review(version_id, 'UN_PASS', comment, options);
    },
    async enableWorkflow(workflow_id, version_id, options) {
      const body = {
        enabled: true,
        version_id: version_id ?? (await activatedVersionOf(workflow_id, options)),
      } as const;
      return (await client.updateAopWorkflow({ workflow_id, body }, options)).data;
    },
    async disableWorkflow(workflow_id, options) {
      const body = { enabled: false } as const;
      return (await client.updateAopWorkflow({ workflow_id, body }, options)).data;
    },
  });
}
