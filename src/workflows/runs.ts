import type { Methods } from '../../generated/workflows/methods.js';
import type {
  AopworkflowInstanceDetail,
  DataObjectRefInfo,
} from '../../generated/workflows/types.js';
import { Deadline, longestTimer, sleep } from '../deadline.js';
import { AbortedError, SecMasterError, ServerError, TimeoutError } from '../errors.js';
import type { CallOptions } from '../options.js';

/** What a workflow runs on. */
export interface RunInput {
  /** An alert, an incident, …; a run without one has no input. */
  data_object?: DataObjectRefInfo;
}

/** How long and how often to look at a run. Times are in milliseconds. */
export interface WaitOptions {
  /** Ends the waiting at once; the run goes on. */
  signal?: AbortSignal;
  /** Longest time to wait, 10 minutes if left out and at most 2147483647, some 24 days. */
  timeoutMs?: number;
  /** Wait between the first look and the second, 1000 if left out; half as long again each time. */
  pollMs?: number;
  /** Longest wait between two looks; 15000 if left out, or `pollMs` if that is longer. */
  maxPollMs?: number;
  /** Called with the first status and with each new one, those of the description or not. */
  onStatus?: (status: string | undefined, instance: AopworkflowInstanceDetail) => void;
}

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

/** Chance and time, replaced in tests. */
export interface Pace {
  /** At least 0 and below 1. */
  random: () => number;
  /** Waits for milliseconds; rejects when the signal aborts. */
  sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
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
  pace: Pace = { random: Math.random, sleep },
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

  async function waitForInstance(
    instance_id: string,
    options: WaitOptions = {},
  ): Promise<AopworkflowInstanceDetail> {
    const { timeoutMs, pollMs, maxPollMs } = checkTimes(options);
    const deadline = new Deadline(timeoutMs, options.signal);
    let last: AopworkflowInstanceDetail | undefined;
    try {
      for (let delay = pollMs; ; delay = Math.min(delay * 1.5, maxPollMs)) {
        deadline.signal.throwIfAborted();
        const instance = await client.showAopWorkflowInstance(
          { instance_id },
          { signal: deadline.signal },
        );
        const isFirst = last === undefined;
        if (isFirst || instance.status !== last?.status) {
          options.onStatus?.(instance.status, instance);
        }
        last = instance;
        if (instance.status === 'FINISHED') return instance;
        if (instance.status === 'FAILED' || instance.status === 'TERMINATED') {
          throw new WorkflowRunError(instance_id, instance);
        }
        // Half of the wait is chance, so that many who wait do not ask at the same moment.
        await pace.sleep(delay * (0.5 + pace.random() / 2), deadline.signal);
      }
    } catch (cause) {
      const ofItsOwn = cause instanceof SecMasterError && !(cause instanceof AbortedError);
      if (ofItsOwn || !deadline.signal.aborted) throw cause;
      const state = `instance "${instance_id}", last seen as ${last?.status ?? 'unknown'}`;
      const operationId = 'showAopWorkflowInstance';
      throw deadline.timedOut
        ? new TimeoutError(`Waited ${timeoutMs} ms for ${state}, and it had not ended.`, {
            operationId,
          })
        : new AbortedError(`The signal ended the wait for ${state}.`, {
            operationId,
            cause: options.signal?.reason,
          });
    } finally {
      deadline.end();
    }
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

function checkTimes(options: WaitOptions): Record<'timeoutMs' | 'pollMs' | 'maxPollMs', number> {
  const { timeoutMs = 600_000, pollMs = 1000 } = options;
  const { maxPollMs = Math.max(pollMs, 15_000) } = options;
  const check = (name: string, value: unknown, least: number): void => {
    if (typeof value === 'number' && value >= least && value <= longestTimer) return;
    throw new TypeError(
      `"${name}" is ${String(value)}, expected milliseconds from ${least} to ${longestTimer}.`,
    );
  };
  check('timeoutMs', timeoutMs, 1);
  check('pollMs', pollMs, 1);
  check('maxPollMs', maxPollMs, pollMs);
  return { timeoutMs, pollMs, maxPollMs };
}
