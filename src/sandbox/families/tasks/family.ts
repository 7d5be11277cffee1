import { described, validators } from '../../../../generated/tasks/sandbox.js';
import type { Described } from '../../core/described.js';
import type { Call, Handler, SandboxFamily, Seeding } from '../../core/family.js';
import { filterOf, readPage, timeOf } from '../../core/paging.js';
import { invalidParameters, serviceRefusal, type Refusal } from '../../core/refusal.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { tableOf } from '../../world/world.js';
import { envelope, withData } from '../../core/envelopes.js';
import { changeMarks } from '../../core/marks.js';
import { openReview, reviewOperation } from './reviews.js';

const listTasks: Handler = (call) => {
  const { workspace, query, occasion } = call;
  // Whose tasks these are, and which of their times is meant, is our reading.
  occasion.restsOn(['inferred']);
  const same = ['note', 'name', 'business_type', 'creator_name'];
  const filter = filterOf(
    query,
    Object.fromEntries(same.map((name) => [name, ({ data }: WorldRecord) => data[name]])),
  );
  const [from, to] = [timeOf(query['from_date']), timeOf(query['to_date'])];
  const isWaiting = query['query_type'] === 'my_todo';
  const fits = (record: WorldRecord) =>
    (record.data['status'] === 'waiting') === isWaiting &&
    !(record.createdAt < (from ?? -Infinity) || record.createdAt > (to ?? Infinity)) &&
    (filter?.(record) ?? true);
  const page = readPage(call, tableOf(workspace, 'tasks'), ['sort_key', 'sort_dir'], fits);
  return {
    ...envelope,
    total: page.total,
    // By its words the offset of the request (K03).
    page: page.offset,
    size: page.limit,
    data: page.records.map(({ data }) => data),
  };
};

const showTask: Handler = (call) => withData(find(call).data);

const updateTask: Handler = (call) => {
  const { world, workspace, body, now } = call;
  const task = find(call);
  const data = { ...task.data, ...changed(call, task.data, (body ?? {}) as Json) };
  const { changed: _, ...kept } = task;
  const record = { ...kept, data: { ...data, ...changeMarks(call) }, since: now };
  return withData(world.put(workspace, 'tasks', record).data);
};

/** The members of a task that an action changes. */
function changed(call: Call, task: Json, body: Json): Json {
  const { world, workspace, user, now, occasion } = call;
  // What happens without the member that an action goes with is not documented.
  occasion.restsOn(['inferred', 'K01']);
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
      if (tableOf(workspace, 'attachments').get(String(attachment_id)) === undefined)
        throw invalid('there is no such attachment');
      return { attachment_id_list: [...new Set([...attachments, attachment_id])] };
    }
    case 'DELETE_ATTACHMENT':
    case 'DELETE_ATTACHMEN': {
      if (!attachments.includes(attachment_id)) throw invalid('the task has no such attachment');
      return { attachment_id_list: attachments.filter((id) => id !== attachment_id) };
    }
    default:
      // A review is decided by the operation that reviews; what else would wait is not played here.
      throw invalid(`${String(action)} is not for a review`);
  }
}

function find({ workspace, path, occasion }: Call): WorldRecord {
  const record = tableOf(workspace, 'tasks').get(path['task_id'] ?? '');
  if (record !== undefined) return record;
  occasion.restsOn(['inferred']);
  throw serviceRefusal(invalidParameters, 'The task does not exist.');
}

function invalid(fault: string): Refusal {
  return serviceRefusal(invalidParameters, `Invalid parameters: ${fault}.`);
}

/** A task for each version that waits for its review. */
function waitingReviews({ world, workspace, users, lifeCycle }: Seeding): void {
  const versions = tableOf(workspace, 'versions');
  const workflows = tableOf(workspace, 'workflows');
  const { records } = workflows.page({
    ...{ order: 'created', descending: false, offset: 0, limit: Infinity },
  });
  for (const { id: actionId, data } of records) {
    for (const submitted of versions.childrenOf(actionId)) {
      if (!lifeCycle('versions').waitsFor(submitted, reviewOperation)) continue;
      const { id: versionId, data: version, since } = submitted;
      const user = users.find(({ id }) => id === version['creator_id']) ?? users[0];
      if (user === undefined) continue;
      const actionName = String(data['name']);
      const reviewed = { kind: 'WORKFLOWPUBLISH', actionId, actionName, versionId } as const;
      openReview({ world, workspace, user, now: since }, reviewed);
    }
  }
}

/** The task family, as the sandbox plays it: the reviews of versions. */
export const tasks: SandboxFamily = {
  described: described as Described,
  validators,
  collections: ['tasks'],
  handlers: { listTasks, showTask, updateTask },
  roles: { updateTask: 'reviewer' },
  parameterCodes: { sort_key: 'SecMaster.20030009', sort_dir: 'SecMaster.20030010' },
  walks: {},
  shown: { tasks: { operation: 'showTask', body: withData } },
  seeds: { empty: () => {}, examples: waitingReviews, soc: waitingReviews },
};
