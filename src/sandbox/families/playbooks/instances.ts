import type { Call, Handler } from '../../core/family.js';
import { filterOf, readPage, timeOf } from '../../core/paging.js';
import { memberAt } from '../../life-cycle/life-cycle.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { tableOf } from '../../world/world.js';
import { withData } from './answers.js';
import { runsOf } from './runs.js';

const listPlaybookInstances: Handler = (call) => {
  const { query, workspace, occasion } = call;
  const at = (path: string) => (record: WorldRecord) => memberAt(record.data, path);
  const byValue = filterOf(query, {
    status: at('status'),
    name: at('name'),
    trigger_type: at('trigger_type'),
    playbook_name: at('playbook.name'),
    dataclass_name: at('dataclass.name'),
    dataobject_name: at('dataobject.name'),
  });
  const [from, to] = [timeOf(query['from_date']), timeOf(query['to_date'])];
  const isRanged = from !== undefined || to !== undefined;
  // Which time counts if nobody says, no source tells.
  if (isRanged && query['date_type'] === undefined) occasion.restsOn(['inferred']);
  const timeIn = ({ data, createdAt }: WorldRecord) =>
    query['date_type'] === 'END'
      ? data['end_time'] === ''
        ? undefined
        : timeOf(data['end_time'])
      : createdAt;
  const isInRange = (record: WorldRecord) => {
    const time = timeIn(record);
    return time !== undefined && time >= (from ?? 0) && time <= (to ?? Infinity);
  };
  const fits = isRanged
    ? (record: WorldRecord) => (byValue?.(record) ?? true) && isInRange(record)
    : byValue;
  const page = readPage(call, tableOf(workspace, 'playbook-instances'), ['', ''], fits);
  return { count: page.total, instances: page.records.map(({ data }) => data) };
};

const showPlaybookInstance: Handler = (call) => runOf(call).data;

const changePlaybookInstance: Handler = (call) =>
  call.lifeCycle('playbook-instances').take(call.occasion, runOf(call)).data;

const showPlaybookTopology: Handler = (call) => {
  const { workspace } = call;
  const { inner } = runOf(call);
  const ids = (inner['runs'] ?? []) as readonly string[];
  const actions = (inner['actions'] ?? []) as readonly Json[];
  const shown = actions.map((action, index) => {
    const run = tableOf(workspace, 'instances').get(ids[index] ?? '');
    return { action, ...(run !== undefined && { instance_log: logOf(run) }) };
  });
  return { count: shown.length, action_instances: shown };
};

const listPlaybookAuditLogs: Handler = (call) => {
  const { workspace, query, body, occasion } = call;
  // How the filter is read is not documented.
  occasion.restsOn(['inferred']);
  const wanted = Object.entries((body ?? {}) as Json);
  const logs = tableOf(workspace, 'playbook-instances')
    .all()
    .flatMap((run) => [playbookLogOf(run), ...runsOf(call, run.inner).map(logOf)])
    .filter((log) => wanted.every(([name, value]) => log[name] === value));
  const { offset, limit, sort_key, sort_dir } = query as { offset: number; limit: number } & Json;
  const key = String(sort_key ?? 'start_time');
  const sign = sort_dir === 'asc' ? 1 : -1;
  logs.sort((one, other) => sign * (String(one[key]) < String(other[key]) ? -1 : 1));
  return { count: logs.length, audit_logs: logs.slice(offset, Math.min(offset + limit, 9999)) };
};

const showPlaybookMonitors: Handler = (call) => {
  const { lifeCycle, workspace, path, query, occasion } = call;
  const { id } = lifeCycle('playbooks').find(workspace, path['playbook_id']);
  // The unit of the times is not documented.
  occasion.restsOn(['inferred']);
  const [from = 0, to = Infinity] = [timeOf(query['start_time']), timeOf(query['end_time'])];
  const versions = tableOf(workspace, 'playbook-versions');
  const runs = tableOf(workspace, 'playbook-instances')
    .childrenOf(id)
    .filter(({ data, createdAt }) => {
      const isThere = versions.get(String(memberAt(data, 'playbook.version_id'))) !== undefined;
      const wanted = query['version_query_type'];
      return (
        createdAt >= from &&
        createdAt <= to &&
        (wanted === 'ALL' || isThere === (wanted === 'VALID'))
      );
    });
  const count = (name: string, ...values: string[]) =>
    runs.filter(({ data }) => values.includes(String(data[name]))).length;
  const taken = runs
    .flatMap(({ data, createdAt }) => {
      const end = data['end_time'] === '' ? undefined : timeOf(data['end_time']);
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
};

/** The handlers of runs. */
export const instanceHandlers = {
  listPlaybookInstances,
  showPlaybookInstance,
  changePlaybookInstance,
  showPlaybookTopology,
  listPlaybookAuditLogs,
  showPlaybookMonitors,
};

function runOf({ lifeCycle, workspace, path }: Call): WorldRecord {
  return lifeCycle('playbook-instances').find(workspace, path['instance_id']);
}

function timed(one: { data: Json; seconds: number } | undefined): Json {
  return {
    playbook_instance_id: one?.data['id'] ?? '',
    playbook_instance_name: one?.data['name'] ?? '',
    playbook_instance_run_time: one?.seconds ?? 0,
  };
}

/** The entry of the audit log about the run of a workflow. */
function logOf({ id, data, inner }: WorldRecord): Json {
  const nodes = (inner['logs'] ?? []) as readonly Json[];
  return {
    instance_type: 'AOP_WORKFLOW',
    action_id: memberAt(data, 'workflow.id'),
    action_name: memberAt(data, 'workflow.name'),
    instance_id: id,
    parent_instance_id: String(inner['playbookRun'] ?? ''),
    error_msg: String(nodes.find(({ error_msg }) => error_msg !== '')?.['error_msg'] ?? ''),
    ...outcomeOf(data),
  };
}

/** The entry about the run of a playbook itself. */
function playbookLogOf({ id, data }: WorldRecord): Json {
  return {
    instance_type: 'PLAYBOOK',
    action_id: memberAt(data, 'playbook.id'),
    action_name: memberAt(data, 'playbook.name'),
    instance_id: id,
    parent_instance_id: '',
    error_msg: '',
    ...outcomeOf(data),
  };
}

function outcomeOf({ status, start_time, end_time, trigger_type }: Json): Json {
  return {
    log_level: status === 'FAILED' ? 'WARN' : 'INFO',
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
  const at = time === '' ? undefined : timeOf(time);
  return at === undefined ? '' : new Date(at).toISOString().replace(/\.\d+/, '');
}
