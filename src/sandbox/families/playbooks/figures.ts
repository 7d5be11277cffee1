import type { Handlers } from '../../core/family.js';
import { between, timeOf } from '../../core/paging.js';
import { memberAt } from '../../life-cycle/members.js';
import type { Json } from '../../world/table.js';
import { withData } from './answers.js';
import { playbookOf } from './playbooks.js';

/** The handlers that count. */
export const figureHandlers: Handlers = {
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

function timed(one: { data: Json; seconds: number } | undefined): Json {
  return {
    playbook_instance_id: one?.data['id'] ?? '',
    playbook_instance_name: one?.data['name'] ?? '',
    playbook_instance_run_time: one?.seconds ?? 0,
  };
}
