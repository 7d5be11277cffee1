import type { Occasion, Outcome, Progress, Walk } from '../../life-cycle/life-cycle.js';
import type { Json } from '../../world/table.js';
import type { NewRecord, World } from '../../world/world.js';
import { timeText } from '../../core/answers.js';
import { cancelDecision, openDecision, patience } from '../tasks/reviews.js';
import type { RunNode } from './diagram.js';

/** A failure that waits for the next run that it fits. */
export interface RunFailure {
  readonly workflow_id?: string | undefined;
  /** Id of the node that fails; the first one if it is left out. */
  readonly node?: string | undefined;
  readonly error_msg?: string | undefined;
  /** How many runs fail; one if it is left out. */
  readonly times?: number | undefined;
}

/** What a run remembers beside what it shows. */
interface RunMemory extends Json {
  readonly nodes: readonly RunNode[];
  /** One entry for each node that was begun, as `topology` shows it. */
  readonly logs: readonly Json[];
  /** The node that will fail. */
  readonly failure?: { readonly node: string | undefined; readonly message: string } | undefined;
}

const failuresNote = 'run failures';

/** Makes the next runs fail, or those of one workflow. */
export function planFailure(world: World, failure: RunFailure): void {
  const planned = (world.note(failuresNote) ?? []) as readonly RunFailure[];
  world.setNote(failuresNote, [...planned, failure]);
}

/** Goes through the nodes of a diagram one by one, each for as long as the settings say. */
export const runWalk: Walk = {
  remembers: ({ nodes, logs }) =>
    Array.isArray(logs) &&
    Array.isArray(nodes) &&
    (nodes as Partial<RunNode>[]).every(
      (node) => typeof node?.id === 'string' && typeof node.name === 'string',
    ),

  enter(occasion, run) {
    const { world } = occasion;
    const workflow = (run.data['workflow'] as Json)['id'];
    const planned = (world.note(failuresNote) ?? []) as readonly RunFailure[];
    const found = planned.find(({ workflow_id }) => (workflow_id ?? workflow) === workflow);
    if (found !== undefined) {
      const { times = 1 } = found;
      const others = planned.filter((one) => one !== found);
      const rest = times > 1 ? [{ ...found, times: times - 1 }] : [];
      world.setNote(failuresNote, [...others, ...rest]);
    }
    const failure = found && {
      node: found.node,
      message: found.error_msg ?? 'the plug-in did not answer',
    };
    return begin(occasion, run, { ...run.inner, logs: [], failure } as unknown as RunMemory);
  },

  step(occasion, run) {
    const memory = run.inner as RunMemory;
    const { failure, logs, nodes } = memory;
    const last = logs.at(-1);
    const isOverdue = run.due !== undefined && occasion.now >= run.due;
    if (isOverdue && nodes[logs.length - 1]?.dueHandle === 'INTERRUPT') {
      const reason = 'Nobody decided in time.';
      return { inner: closed(memory, occasion, 'failed', reason), outcome: 'failed' };
    }
    // A diagram without nodes fails as a whole.
    const isFailing =
      failure !== undefined &&
      (last === undefined || failure.node === undefined || failure.node === last['action_id']);
    if (isFailing) {
      return { inner: closed(memory, occasion, 'failed', failure.message), outcome: 'failed' };
    }
    return begin(occasion, run, closed(memory, occasion, 'done', ''));
  },

  end(occasion, run, outcome, reason) {
    let progress: Progress = { inner: run.inner };
    if (outcome === 'done') {
      // The nodes that have not begun are gone through at once.
      do {
        const memory = closed(progress.inner as RunMemory, occasion, 'done', '');
        progress = begin(occasion, run, memory);
      } while (progress.outcome === undefined);
    }
    cancelDecision(occasion, run.id);
    return closed(progress.inner as RunMemory, occasion, outcome, reason);
  },
};

/** Begins with the next node, or ends if there is none. */
function begin(occasion: Occasion, run: NewRecord, memory: RunMemory): Progress {
  const { now, settings } = occasion;
  const { nodes, logs } = memory;
  const node = nodes[logs.length];
  if (node === undefined) {
    // An empty diagram takes no time, but a run is seen as running once.
    return logs.length === 0 && memory['begun'] !== true
      ? { inner: { ...memory, begun: true }, due: now }
      : { inner: memory, outcome: 'done' };
  }
  const log = {
    instance_type: 'TASK',
    action_id: node.id,
    action_name: node.name,
    start_time: timeText(now),
    end_time: '',
    error_msg: '',
    input: '{}',
    output: '',
    parent_instance_id: run.id,
    status: 'RUNNING',
    succeed: false,
  };
  const { dueHandle } = node;
  if (dueHandle !== undefined) openDecision(occasion, run, node);
  const lasts = dueHandle === undefined ? settings.nodeTime : patience;
  return { inner: { ...memory, logs: [...logs, log] }, due: now + lasts };
}

/**
 * Lets the run of a playbook look at its workflow runs at once, since one has moved before it was due.
 *
 * @param id - that of the workflow run
 */
export function lookAgain({ world, workspace, now }: Occasion, id: string): void {
  const run = workspace.table('instances').get(id);
  const owner = workspace.table('playbook-instances').get(String(run?.inner['playbookRun']));
  if (run === undefined || owner?.due === undefined) return;
  world.put(workspace, 'playbook-instances', {
    ...owner,
    due: Math.min(owner.due, run.due ?? now),
  });
}

/** Ends the node in hand. */
function closed(
  memory: RunMemory,
  { now }: Occasion,
  outcome: Outcome,
  message: string,
): RunMemory {
  const { logs } = memory;
  const last = logs.at(-1);
  if (last?.['status'] !== 'RUNNING') return memory;
  const done = outcome === 'done';
  const ended = {
    ...last,
    end_time: timeText(now),
    error_msg: message,
    output: done ? '{}' : '',
    status: done ? 'FINISHED' : 'FAILED',
    succeed: done,
  };
  return { ...memory, logs: [...logs.slice(0, -1), ended] };
}
