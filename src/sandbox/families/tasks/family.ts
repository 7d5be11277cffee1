import * as generated from '../../../../generated/tasks/sandbox.js';
import { familyOf, type Call, type Seeding } from '../../core/family.js';
import { between, filterOf, readPage } from '../../core/paging.js';
import { invalid } from '../../core/refusal.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { changeMarks, envelope, recordAt, withData } from '../../core/answers.js';
import { lookAgain } from '../workflows/walk.js';
import { openReview, reviewed } from './reviews.js';

/** Decides at the node that waits for a task: its run goes on, or ends there. */
function decide(call: Call, task: WorldRecord, action: 'CONTINUE' | 'TERMINATE'): Json {
  const { lifeCycle, workspace, user } = call;
  const marks = { ...changeMarks(call), approver: user.name };
  const { data } = lifeCycle('tasks').take(call, task, { marks });
  const run = workspace.table('instances').get(String(data['action_instance_id']));
  if (run !== undefined) {
    const runs = lifeCycle('instances');
    if (action === 'CONTINUE') runs.elapse(call, run);
    else runs.end(call, run, 'failed', `The task ${task.id} was terminated.`);
    lookAgain(call, run.id);
  }
  return data;
}

/** The members of a task that an action changes. */
function changesOf(call: Call, task: Json, body: Json): Json {
  const { world, workspace, user, now } = call;
  // What happens without the member that an action goes with is not documented.
  call.restsOn(['inferred', 'K01']);
  const comments = task['comments'] as readonly Json[];
  const attachments = task['attachment_id_list'] as readonly unknown[];
  const { action, comment, comment_id, attachment_id } = body;
  switch (action) {
    case undefined:
      return {};
    case 'ADD_COMMENT':
    case 'ADD_COMMEN': {
      if (comment === undefined) throw invalid('comment is missing');
      const id = world.random.uuid();
      const marks = { user_id: user.id, user_name: user.name, time: now };
      return { comments: [...comments, { id, message: comment, ...marks }] };
    }
    case 'DELETE_COMMENT': {
      const left = comments.filter(({ id }) => id !== comment_id);
      if (left.length === comments.length) throw invalid('the task has no such comment');
      return { comments: left };
    }
    case 'ADD_ATTACHMENT': {
      if (workspace.table('attachments').get(String(attachment_id)) === undefined)
        throw invalid('there is no such attachment');
      return { attachment_id_list: [...new Set([...attachments, attachment_id])] };
    }
    case 'DELETE_ATTACHMENT':
    case 'DELETE_ATTACHMEN': {
      if (!attachments.includes(attachment_id)) throw invalid('the task has no such attachment');
      return { attachment_id_list: attachments.filter((id) => id !== attachment_id) };
    }
    default:
      throw invalid(`the action ${String(action)} is unknown`);
  }
}

const find = recordAt('tasks', 'task_id');

/** A task for each version that waits for its review. */
function waitingReviews({ users, workspace, request }: Seeding): void {
  for (const kind of ['WORKFLOWPUBLISH', 'PLAYBOOKPUBLISH'] as const) {
    for (const version of workspace.table(reviewed[kind].versions).all()) {
      const creator = users.find(({ id }) => id === version.data['creator_id']) ?? users[0];
      openReview({ ...request(version.since, '', {}), user: creator }, kind, version);
    }
  }
}

/** The task family of the sandbox: reviews of versions, and decisions at the nodes of runs. */
export const tasks = familyOf(generated, {
  handlers: {
    listTasks(call) {
      const { query } = call;
      // Whose tasks these are, and which of their times is meant, is our reading.
      call.restsOn(['inferred']);
      const isWaiting = query['query_type'] === 'my_todo';
      const { records, total, offset, limit } = readPage(
        call,
        'tasks',
        ({ data }) => (data['status'] === 'waiting') === isWaiting,
        between(query['from_date'], query['to_date']),
        filterOf(query, { query_type: false }),
      );
      // The page is the offset of the request, by its words (K03).
      return { ...envelope, total, page: offset, size: limit, data: records };
    },

    showTask: (call) => withData(find(call).data),

    updateTask(call) {
      const { world, workspace, now } = call;
      const task = find(call);
      const body = (call.body ?? {}) as Json;
      const { action } = body;
      if (action === 'CONTINUE' || action === 'TERMINATE') {
        return withData(decide(call, task, action));
      }
      const data = { ...task.data, ...changesOf(call, task.data, body), ...changeMarks(call) };
      const record = { ...task, data, changed: undefined, since: now };
      return withData(world.put(workspace, 'tasks', record).data);
    },
  },
  roles: { updateTask: 'reviewer' },
  parameterCodes: { sort_key: 'SecMaster.20030009', sort_dir: 'SecMaster.20030010' },
  shown: { tasks: { operation: 'showTask', body: withData } },
  seeds: { examples: waitingReviews, soc: waitingReviews },
});
