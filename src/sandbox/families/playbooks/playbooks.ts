import type { Call, Handlers } from '../../core/family.js';
import { between, filterOf, readPage, timeOf } from '../../core/paging.js';
import type { RequestedOccasion } from '../../life-cycle/life-cycle.js';
import { memberAt } from '../../life-cycle/members.js';
import { invalidParameters, serviceRefusal } from '../../core/refusal.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { pick, recordAt, timeToSecond } from '../../core/answers.js';
import { cancelReview } from '../tasks/reviews.js';
import { withData, withPage } from './answers.js';
import { schedulePlaybook } from './schedule.js';

export function addPlaybook(
  occasion: RequestedOccasion,
  body: Json,
  id = occasion.world.random.uuid(),
): WorldRecord {
  const { user, now, workspace } = occasion;
  const time = timeToSecond(now);
  return occasion.lifeCycle('playbooks').begin(occasion, {
    id,
    ...pick(body, ['name', 'description']),
    create_time: time,
    update_time: time,
    project_id: workspace.project,
    workspace_id: workspace.id,
    approve_role: '',
    user_role: '',
    edit_role: '',
    owner_id: user.id,
    dataclass_name: '',
    dataclass_id: '',
  });
}

export const playbookHandlers: Handlers = {
  listPlaybooks(call) {
    const { query } = call;
    const text = query['search_txt'];
    // Where the text is looked for is not documented.
    if (text !== undefined) call.restsOn(['inferred']);
    return withPage(
      readPage(
        call,
        'playbooks',
        filterOf(query, { search_txt: false }),
        ({ data }) =>
          text === undefined ||
          [data['name'], data['description']].join('\n').includes(String(text)),
      ),
    );
  },

  createPlaybook: (call) => withData(addPlaybook(call, call.body as Json).data),

  showPlaybook: (call) => withData(playbookOf(call).data),

  updatePlaybook(call) {
    const changed = call.lifeCycle('playbooks').take(call, playbookOf(call), {
      edits: pick(call.body, ['name', 'description']),
      marks: { update_time: timeToSecond(call.now) },
    });
    if (changed.data['enabled'] === true) requireEnabledWorkflows(call, changed);
    schedulePlaybook(call, changed.id);
    return withData(changed.data);
  },

  deletePlaybook(call) {
    const playbook = playbookOf(call);
    const versions = call.workspace.table('playbook-versions').childrenOf(playbook.id);
    const { data } = call.lifeCycle('playbooks').take(call, playbook);
    for (const version of versions) cancelReview(call, version.id);
    return withData(data);
  },

  showPlaybookStatistics({ workspace }) {
    const all = workspace.table('playbooks').all();
    const count = (is: (data: Json) => boolean) => all.filter(({ data }) => is(data)).length;
    return withData({
      unapproved_num: count(({ unaudited_version_id }) => unaudited_version_id !== ''),
      disabled_num: count(({ enabled }) => enabled === false),
      enabled_num: count(({ enabled }) => enabled === true),
    });
  },

  showPlaybookMonitors(call) {
    const { workspace, query } = call;
    const { id } = playbookOf(call);
    // The unit of the times is not documented.
    call.restsOn(['inferred']);
    const inRange = between(query['start_time'], query['end_time']);
    const versions = workspace.table('playbook-versions');
    const runs = workspace
      .table('playbook-instances')
      .childrenOf(id)
      .filter((run) => {
        const id = String(memberAt(run.data, 'playbook.version_id'));
        const isThere = versions.get(id) !== undefined;
        const wanted = query['version_query_type'];
        return (inRange?.(run) ?? true) && (wanted === 'ALL' || isThere === (wanted === 'VALID'));
      });
    const count = (name: string, ...values: string[]) =>
      runs.filter(({ data }) => values.includes(String(data[name]))).length;
    const taken = runs
      .flatMap(({ data, createdAt }) => {
        const end = timeOf(data['end_time']);
        return end === undefined ? [] : [{ data, seconds: (end - createdAt) / 1000 }];
      })
      .sort((one, other) => one.seconds - other.seconds);
    const sum = taken.reduce((all, { seconds }) => all + seconds, 0);
    return withData({
      total_instance_run_num: runs.length,
      schedule_instance_run_num: count('trigger_type', 'TIMER'),
      event_instance_run_num: count('trigger_type', 'EVENT'),
      average_run_time: taken.length === 0 ? 0 : sum / taken.length,
      min_run_time_instance: timed(taken[0]),
      max_run_time_instance: timed(taken.at(-1)),
      total_instance_num: runs.length,
      success_instance_num: count('status', 'FINISHED'),
      fail_instance_num: count('status', 'FAILED'),
      terminate_instance_num: count('status', 'TERMINATED'),
      running_instance_num: count('status', 'RUNNING', 'RETRYING', 'TERMINATING'),
    });
  },
};

/** The playbook that a path names. */
export const playbookOf = recordAt('playbooks', 'playbook_id');

/** An enabled playbook runs enabled workflows only; the manual wants them bound and enabled first. */
function requireEnabledWorkflows({ workspace }: Call, { data }: WorldRecord): void {
  const version = workspace.table('playbook-versions').get(String(data['version_id']));
  for (const action of (version?.data['actions'] ?? []) as readonly Json[]) {
    const workflow = workspace.table('workflows').get(String(action['action_id']));
    if (workflow?.data['enabled'] === true) continue;
    throw serviceRefusal(
      invalidParameters,
      `The workflow ${String(action['action_id'])} of the activated version is not enabled.`,
      { decisions: ['S12'] },
    );
  }
}

/** A run and the time that it took. */
function timed(one: { data: Json; seconds: number } | undefined): Json {
  return {
    playbook_instance_id: one?.data['id'] ?? '',
    playbook_instance_name: one?.data['name'] ?? '',
    playbook_instance_run_time: one?.seconds ?? 0,
  };
}
