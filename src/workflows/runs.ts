import type { Methods } from '../../generated/workflows/methods.js';
import type {
  AopworkflowInstanceDetail,
  DataObjectRefInfo,
} from '../../generated/workflows/types.js';
import { SecMasterError, ServerError } from '../errors.js';
import type { CallOptions } from '../options.js';
import { checkTimes, waitForRun, type Pace, type RunWaitOptions } from '../run-wait.js';

/** What a workflow runs on. */
export interface RunInput {
  /** An alert, an incident, …; a run without one has no input. */
  data_object?: DataObjectRefInfo;
}

/** How long and how often to look at a run of a workflow. Times are in milliseconds. */
export type WaitOptions = RunWaitOptions<AopworkflowInstanceDetail>;

/** How to wait for a run that is started by the same call. */
export interface RunAndWaitOptions extends WaitOptions {
  /** Called once the run is started, so that its id is known even if the waiting fails. */
  onStart?: (instance_id: string) => void;
}

/** Runs of workflows, from the start to the end. */
export interface WorkflowRuns {
  /**
   * Starts a run and gives the id of its instance. Each call that arrives is a new run, so it is not
   * repeated when its outcome is unknown.
   *
   * @throws ServerError if the answer lacks the id
   */
  runWorkflow(workflow_id: string, run?: RunInput, options?: CallOptions): Promise<string>;
  /**
   * Waits until a run is `FINISHED` and gives it as it was then. A status that the description does
   * not know, such as `CREATED` (decision D14), is waited through.
   *
   * @throws WorkflowRunError if it ended as `FAILED` or `TERMINATED`
   * @throws TimeoutError if it had not ended after `timeoutMs`; the run itself goes on
   * @throws AbortedError if the signal ended the waiting; the run itself goes on
   * @throws TypeError if a time is out of range
   */
  waitForInstance(instance_id: string, options?: WaitOptions): Promise<AopworkflowInstanceDetail>;
  /**
   * Starts a run and waits for its end. `timeoutMs` counts from the answer to the start.
   *
   * @throws what `runWorkflow` and `waitForInstance` throw
   */
  runWorkflowAndWait(
    workflow_id: string,
    run?: RunInput,
    options?: RunAndWaitOptions,
  ): Promise<AopworkflowInstanceDetail>;
}

/** A run that ended without success: it failed or was stopped. */
export class WorkflowRunError extends SecMasterError {
  override readonly name = 'WorkflowRunError';
  /** The run as it was last read, without its topology. */
  readonly instance: AopworkflowInstanceDetail;

  constructor(instance_id: string, instance: AopworkflowInstanceDetail) {
    super(
      `Instance "${instance_id}" ended as ${instance.status}: showAopWorkflowInstance with "show_topology" tells what each node did.`,
      { operationId: 'showAopWorkflowInstance' },
    );
    this.instance = instance;
  }
}

/** Makes the runs of a client. */
export function makeWorkflowRuns(
  client: Pick<Methods<CallOptions>, 'createWorkflowInstance' | 'showAopWorkflowInstance'>,
  pace?: Pace,
): WorkflowRuns {
  async function runWorkflow(
    workflow_id: string,
    { data_object }: RunInput = {},
    options?: CallOptions,
  ): Promise<string> {
    const { action_instance_id } = await client.createWorkflowInstance(
      {
        workflow_id,
        body: {
          command_type: 'ActionInstanceRunCommand',
          action_type: 'workflow',
          ...(data_object !== undefined && { playbook_context: { data_object } }),
        },
      },
      options,
    );
    if (action_instance_id) return action_instance_id;
    throw new ServerError(
      `createWorkflowInstance answered without an "action_instance_id": look for the run of workflow "${workflow_id}" with listAopWorkflowInstance.`,
      { operationId: 'createWorkflowInstance' },
    );
  }

  function waitForInstance(
    instance_id: string,
    options: WaitOptions = {},
  ): Promise<AopworkflowInstanceDetail> {
    return waitForRun(
      {
        read: (signal) => client.showAopWorkflowInstance({ instance_id }, { signal }),
        failure: (instance) => new WorkflowRunError(instance_id, instance),
        subject: `instance "${instance_id}"`,
        operationId: 'showAopWorkflowInstance',
      },
      options,
      pace,
    );
  }

  return Object.freeze<WorkflowRuns>({
    runWorkflow,
    waitForInstance,
    async runWorkflowAndWait(workflow_id, run, options = {}) {
      // Before the start: a wrong time must not leave a run behind that nobody waits for.
      checkTimes(options);
      const instance_id = await runWorkflow(workflow_id, run, { signal: options.signal });
      options.onStart?.(instance_id);
      return waitForInstance(instance_id, options);
    },
  });
}
