import { recordAt } from '../../core/answers.js';
import type { Handlers } from '../../core/family.js';
import { between, filterOf, readPage, timeOf } from '../../core/paging.js';
import { memberAt } from '../../life-cycle/members.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { runsOf } from './runs.js';

export const instanceHandlers: Handlers = {
  listPlaybookInstances(call) {
    const { query } = call;
    const inRange = between(query['from_date'], query['to_date'], ({ data, createdAt }) =>
      query['date_type'] === 'END' ? timeOf(data['end_time']) : createdAt,
    );
    // Which time counts if nobody says, no source tells.
    if (inRange && query['date_type'] === undefined) call.restsOn(['inferred']);
    const { records, total } = readPage(
      call,
      'playbook-instances',
      filterOf(query, {
        date_type: false,
        playbook_name: 'playbook.name',
        dataclass_name: 'dataclass.name',
        dataobject_name: 'dataobject.name',
      }),
      inRange,
    );
    return { count: total, instances: records };
  },

  showPlaybookInstance: (call) => runOf(call).data,

  changePlaybookInstance: (call) =>
    call.lifeCycle('playbook-instances').take(call, runOf(call)).data,

  showPlaybookTopology(call) {
    const { workspace } = call;
    const { inner } = runOf(call);
    const ids = (inner['runs'] ?? []) as readonly string[];
    const actions = (inner['actions'] ?? []) as readonly Json[];
    const shown = actions.map((action, index) => {
      const run = workspace.table('instances').get(ids[index] ?? '');
      return { action, ...(run !== undefined && { instance_log: logOf(run) }) };
    });
    return { count: shown.length, action_instances: shown };
  },

  listPlaybookAuditLogs(call) {
    const { workspace, query, body } = call;
    // How the filter is read is not documented.
    call.restsOn(['inferred']);
    const wanted = Object.entries((body ?? {}) as Json);
    const logs = workspace
      .table('playbook-instances')
      .all()
      .flatMap((run) => [run, ...runsOf(call, run.inner)].map(logOf))
      .filter((log) => wanted.every(([name, value]) => log[name] === value));
    const { offset, limit, sort_key, sort_dir } = query as { offset: number; limit: number } & Json;
    const key = String(sort_key ?? 'start_time');
    const sign = sort_dir === 'asc' ? 1 : -1;
    logs.sort((one, other) => sign * (String(one[key]) < String(other[key]) ? -1 : 1));
    return { count: logs.length, audit_logs: logs.slice(offset, Math.min(offset + limit, 9999)) };
  },
};

const runOf = recordAt('playbook-instances', 'instance_id');

/** The entry of the audit log about the run of a workflow, or of a playbook itself. */
function logOf({ id, data, inner }: WorldRecord): Json {
  const kind = data['workflow'] === undefined ? 'playbook' : 'workflow';
  const nodes = (inner['logs'] ?? []) as readonly Json[];
  const { status, start_time, end_time, trigger_type } = data;
  return {
    instance_type: kind === 'playbook' ? 'PLAYBOOK' : 'AOP_WORKFLOW',
    action_id: memberAt(data, `${kind}.id`),
    action_name: memberAt(data, `${kind}.name`),
    instance_id: id,
    parent_instance_id: String(inner['playbookRun'] ?? ''),
    error_msg: String(nodes.find(({ error_msg }) => error_msg !== '')?.['error_msg'] ?? ''),
    log_level: 'INFO',
    input: '',
    output: '',
    start_time: inUtc(start_time),
    end_time: inUtc(end_time),
    status,
    trigger_type,
  };
}

/** A time as the log has it: in UTC, without an offset (P03). */
function inUtc(time: unknown): string {
  const at = timeOf(time);
  return at === undefined ? '' : new Date(at).toISOString().replace(/\.\d+/, '');
}
