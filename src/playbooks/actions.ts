import type { Methods } from '../../generated/playbooks/methods.js';
import type {
  ApproveOpinionDetail,
  ModifyPlaybookVersionInfo,
  PlaybookInfo,
  PlaybookReviewResult,
  PlaybookVersionInfo,
} from '../../generated/playbooks/types.js';
import { SecMasterError } from '../errors.js';
import type { CallOptions } from '../options.js';
import { makePlaybookRuns, type PlaybookRuns } from './runs.js';

/** The steps in the life of a playbook, its versions and its runs, each by its name. */
export interface PlaybookActions extends PlaybookRuns {
  /** Submits a version for review: from `EDITING` or `UNPASSED` to `APPROVING`. */
  submitVersion(version_id: string, options?: CallOptions): Promise<PlaybookVersionInfo>;
  /**
   * Passes a version under review. By our reading (decision P21) this activates the only version of a
   * playbook; any other is activated by `activateVersion`.
   */
  approveVersion(
    version_id: string,
    comment?: string,
    options?: CallOptions,
  ): Promise<ApproveOpinionDetail>;
  /**
   * Sends a version under review back: it becomes `UNPASSED`, can be edited and submitted again.
   *
   * @throws TypeError if the comment says nothing
   */
  rejectVersion(
    version_id: string,
    comment: string,
    options?: CallOptions,
  ): Promise<ApproveOpinionDetail>;
  /** Activates a version that is `PUBLISHED`; the one activated before ceases to be. */
  activateVersion(version_id: string, options?: CallOptions): Promise<PlaybookVersionInfo>;
  /** Deactivates a version, which leaves the playbook without one. */
  deactivateVersion(version_id: string, options?: CallOptions): Promise<PlaybookVersionInfo>;
  /**
   * Enables a playbook with its activated version: from now on it runs when it is triggered.
   *
   * @param version_id - the activated version; read from the playbook if left out, by a call more
   * @throws SecMasterError if it is left out and the playbook has no activated version
   */
  enablePlaybook(
    playbook_id: string,
    version_id?: string,
    options?: CallOptions,
  ): Promise<PlaybookInfo>;
  /** Disables a playbook; its versions stay as they are. */
  disablePlaybook(playbook_id: string, options?: CallOptions): Promise<PlaybookInfo>;
}

/** Makes the steps of a client. */
export function makePlaybookActions(
  client: Pick<
    Methods<CallOptions>,
    | 'createPlaybookApprove'
    | 'listPlaybookInstances'
    | 'showPlaybook'
    | 'showPlaybookInstance'
    | 'updatePlaybook'
    | 'updatePlaybookVersion'
  >,
): PlaybookActions {
  async function changeVersion(
    version_id: string,
    body: ModifyPlaybookVersionInfo,
    options?: CallOptions,
  ): Promise<PlaybookVersionInfo> {
    return (await client.updatePlaybookVersion({ version_id, body }, options)).data;
  }

  async function review(
    version_id: string,
    result: PlaybookReviewResult,
    content: string,
    options?: CallOptions,
  ): Promise<ApproveOpinionDetail> {
    const body = { result, content };
    return (await client.createPlaybookApprove({ version_id, body }, options)).data;
  }

  async function activatedVersionOf(playbook_id: string, options?: CallOptions): Promise<string> {
    const { version_id } = (await client.showPlaybook({ playbook_id }, options)).data;
    if (version_id) return version_id;
    throw new SecMasterError(
      `Playbook "${playbook_id}" cannot be enabled, since none of its versions is activated: activate one first.`,
      { operationId: 'updatePlaybook', outcome: 'not-sent' },
    );
  }

  return Object.freeze<PlaybookActions>({
    ...makePlaybookRuns(client),
    submitVersion: (version_id, options) =>
      changeVersion(version_id, { status: 'APPROVING' }, options),
    activateVersion: (version_id, options) => changeVersion(version_id, { enabled: true }, options),
    deactivateVersion: (version_id, options) =>
      changeVersion(version_id, { enabled: false }, options),
    approveVersion: (version_id, comment = '', options) =>
      review(version_id, 'PASS', comment, options),
    async rejectVersion(version_id, comment, options) {
      if (typeof comment !== 'string' || comment.trim() === '') {
        throw new TypeError('"comment" is missing: a rejection has to say what must change.');
      }
      return review(version_id, 'UN_PASS', comment, options);
    },
    async enablePlaybook(playbook_id, version_id, options) {
      const active_version_id = version_id ?? (await activatedVersionOf(playbook_id, options));
      const body = { enabled: true, active_version_id };
      return (await client.updatePlaybook({ playbook_id, body }, options)).data;
    },
    async disablePlaybook(playbook_id, options) {
      const body = { enabled: false };
      return (await client.updatePlaybook({ playbook_id, body }, options)).data;
    },
  });
}
