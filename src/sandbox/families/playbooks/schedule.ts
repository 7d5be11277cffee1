import type { ConditionInfo } from '../../../../generated/playbooks/types.js';
import { timeOf } from '../../core/paging.js';
import type { Occasion } from '../../life-cycle/life-cycle.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { nextTime } from './cron.js';
import { going, startRun } from './runs.js';

/** The user manual allows a run every five minutes at most. */
const shortest = 5 * 60_000;

/** The activated version of an enabled playbook, if it runs on a schedule. */
function scheduledVersion({ workspace }: Occasion, { data }: WorldRecord): WorldRecord | undefined {
  const version = workspace.table('playbook-versions').get(String(data['version_id']));
  const isScheduled = data['enabled'] === true && version?.data['trigger_type'] === 'TIMER';
  return isScheduled ? version : undefined;
}

/** Plans the next run of a playbook by its schedule, or none. Whatever changes one of the two calls it. */
export function schedulePlaybook(occasion: Occasion, id: unknown): void {
  const { world, workspace } = occasion;
  const playbook = workspace.table('playbooks').get(String(id));
  if (playbook === undefined) return;
  const { ranAt, version: ran } = (playbook.inner['timer'] ?? {}) as RunMemory;
  const isSame = ran !== undefined && ran === playbook.data['version_id'];
  const due = nextRun(occasion, playbook, isSame ? ranAt : undefined);
  world.put(workspace, 'playbooks', { ...playbook, due });
}

/** Runs a playbook whose time has come, and plans its next run. */
export function elapsePlaybook(occasion: Occasion, playbook: WorldRecord): void {
  const { world, workspace, now } = occasion;
  const version = scheduledVersion(occasion, playbook);
  if (version === undefined) return;
  const isGoing = workspace
    .table('playbook-instances')
    .childrenOf(playbook.id)
    .some(({ data }) => going.includes(String(data['status'])));
  if (!isGoing || scheduleOf(version).execution_type !== 'SERIAL_WAIT') {
    const { dataclass_id: id, dataclass_name: name } = version.data as Record<string, string>;
    const dataclass = { id: id ?? '', name: name ?? '' };
    startRun(occasion, world.random.uuid(), playbook, version, 'TIMER', { dataclass, object: {} });
  }
  const timer: RunMemory = { version: version.id, ranAt: now };
  world.put(workspace, 'playbooks', {
    ...playbook,
    inner: { ...playbook.inner, timer },
    due: nextRun(occasion, playbook, now),
  });
}

/** When a playbook ran last by the schedule of a version. */
interface RunMemory {
  readonly version?: string;
  readonly ranAt?: number;
}

function nextRun(
  occasion: Occasion,
  playbook: WorldRecord,
  ranAt: number | undefined,
): number | undefined {
  const version = scheduledVersion(occasion, playbook);
  if (version === undefined) return undefined;
  const schedule = scheduleOf(version);
  if (schedule.cron === undefined || (schedule.only_once === true && ranAt !== undefined)) {
    return undefined;
  }
  const [first, last] = (schedule.repeat_range ?? '').split('~').map(timeOf);
  const begin = schedule.start_type === 'CUSTOM' ? timeOf(schedule.start_time) : undefined;
  const end = schedule.end_type === 'CUSTOM' ? timeOf(schedule.end_time) : undefined;
  const soonest = occasion.now + 1;
  const earliest = ranAt === undefined ? soonest : Math.max(soonest, ranAt + shortest);
  const due = nextTime(schedule.cron, Math.max(earliest, begin ?? 0, first ?? 0));
  const latest = Math.min(end ?? Infinity, last ?? Infinity);
  return due !== undefined && due <= latest ? due : undefined;
}

/** The rule of a version, some of whose members are a schedule. */
function scheduleOf({ data }: WorldRecord): ConditionInfo {
  const { rule } = (data['rules'] ?? {}) as Json & { rule?: string };
  return rule === undefined ? {} : (JSON.parse(rule) as ConditionInfo);
}
