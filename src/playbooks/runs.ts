import type { Methods } from '../../generated/playbooks/methods.js';
import type { PlaybookInstanceInfo } from '../../generated/playbooks/types.js';
import { SecMasterError } from '../errors.js';
import type { CallOptions } from '../options.js';
import { waitForRun, type RunWaitOptions } from '../run-wait.js';

/** How long and how often to look at a run of a playbook. Times are in milliseconds. */
export type PlaybookWaitOptions = RunWaitOptions<PlaybookInstanceInfo>;

/** Which run is waited for: the one that has all of these values. */
export type PlaybookRunFilter = Omit<
  Parameters<Methods<CallOptions>['listPlaybookInstances']>[0],
  'limit' | 'offset' | 'status' | 'project_id' | 'workspace_id'
>;

/** Runs of playbooks. No call starts one: an event or a schedule does. */
export interface PlaybookRuns {
  /**
   * Waits until a run is `FINISHED` and gives it as it was then. A status that the description does not
   * know is waited through.
   *
   * @throws PlaybookRunError if it ended as `FAILED` or `TERMINATED`
   * @throws TimeoutError if it had not ended after `timeoutMs`; the run itself goes on
   * @throws AbortedError if the signal ended the waiting; the run itself goes on
   * @throws TypeError if a time is out of range
   */
  waitForInstance(
    instance_id: string,
    options?: PlaybookWaitOptions,
  ): Promise<PlaybookInstanceInfo>;
  /**
   * Waits until a run begins that the filter fits, such as that of a playbook on a new alert, and then
   * for its end. If several fit, it is the first of the list that is looked at, so name the data object
   * or a time.
   *
   * @throws what `waitForInstance` throws; TimeoutError also if none has begun
   */
  waitForRun(
    filter: PlaybookRunFilter,
    options?: PlaybookWaitOptions,
  ): Promise<PlaybookInstanceInfo>;
}

/** A run that ended without success: it failed or was terminated. */
export class PlaybookRunError extends SecMasterError {
  override readonly name = 'PlaybookRunError';
  /** The run as it was last read. */
  readonly instance: PlaybookInstanceInfo;

  constructor(instance: PlaybookInstanceInfo) {
    super(
      `Playbook instance "${instance.id}" ended as ${instance.status}: showPlaybookTopology tells what each action did.`,
      { operationId: 'showPlaybookInstance' },
    );
    this.instance = instance;
  }
}

/** Makes the runs of a client. */
export function makePlaybookRuns(
  client: Pick<Methods<CallOptions>, 'listPlaybookInstances' | 'showPlaybookInstance'>,
): PlaybookRuns {
  const failure = (run: PlaybookInstanceInfo) => new PlaybookRunError(run);
  const read = (instance_id: string, signal: AbortSignal) =>
    client.showPlaybookInstance({ instance_id }, { signal });

  return Object.freeze<PlaybookRuns>({
    waitForInstance(instance_id, options = {}) {
      const subject = `playbook instance "${instance_id}"`;
      const operationId = 'showPlaybookInstance';
      return waitForRun(
        { read: (signal) => read(instance_id, signal), failure, subject, operationId },
        options,
      );
    },
    waitForRun(filter, options = {}) {
      let id: string | undefined;
      const find = async (signal: AbortSignal) => {
        if (id !== undefined) return read(id, signal);
        const page = { ...filter, offset: 0, limit: 1 };
        const { instances } = await client.listPlaybookInstances(page, { signal });
        id = instances[0]?.id;
        return instances[0];
      };
      const subject = `a run of a playbook with ${JSON.stringify(filter)}`;
      const operationId = 'listPlaybookInstances';
      return waitForRun({ read: find, failure, subject, operationId }, options);
    },
  });
}
