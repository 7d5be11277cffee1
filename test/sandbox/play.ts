import type { SandboxFamily } from '../../src/sandbox/core/family.js';
import { SandboxServer } from '../../src/sandbox/sandbox.js';
import {
  changed,
  cycles,
  ids,
  newVersion,
  newWorkflow,
  recordsOf,
  rewrite,
  sendTo,
  type Condition,
  type CycleFile,
  type CycleTransition,
  type Json,
} from './world.js';

/** How an operation is asked for: of the records, the one that changes is `id`. */
const requests: Readonly<
  Record<string, (id: string) => [method: string, path: string, body: Json]>
> = {
  createAopWorkflow: () => ['POST', '', newWorkflow],
  updateAopWorkflow: (id) => ['PUT', id, {}],
  deleteAopWorkflow: (id) => ['DELETE', id, {}],
  createAopWorkflowVersion: () => ['POST', `${ids.workflow}/versions`, newVersion],
  updateAopWorkflowVersion: (id) => ['PUT', `versions/${id}`, {}],
  createAopWorkflowVersionApprovel: (id) => ['POST', `versions/${id}/approval`, { content: 'ok' }],
  deleteAopWorkflowVersion: (id) => ['DELETE', `versions/${id}`, {}],
  createWorkflowInstance: () => [
    'POST',
    `${ids.workflow}/instances`,
    { command_type: 'ActionInstanceRunCommand', action_type: 'workflow' },
  ],
  updateWorkflowInstance: (id) => ['PUT', `instances/${id}`, {}],
};

/** What the debug command has to have beside its name. */
const debug = { task_id: 'check', input_dataobject: '{}' };

/** The record that is put into a state, by collection. */
const subjects: Readonly<Record<string, string>> = {
  workflows: ids.workflow,
  versions: ids.version,
  instances: ids.failed,
};

const list = <Item>(value: Item | readonly Item[] | undefined): Item[] =>
  value === undefined ? [] : Array.isArray(value) ? [...(value as Item[])] : [value as Item];

/** One thing that the files say should happen, or should not. */
export interface Claim {
  readonly name: string;
  /** The life cycle that says it. */
  readonly cycle: string;
  /** What is wrong; undefined if it holds. */
  readonly check: () => Promise<string | undefined>;
}

/**
 * All that the life-cycle files say of requests and of time: each transition is taken, from each of its
 * states and by each of its conditions, and is refused in every other state with nothing changed.
 *
 * @param families - what the sandbox plays, if it is not what it plays
 */
export function claimsOf(families?: readonly SandboxFamily[]): Claim[] {
  return cycles.flatMap((cycle) =>
    cycle.transitions.flatMap((transition, index) => {
      const conditions = transition.when === undefined ? [{}] : list(transition.when);
      const name = `${cycle.name} ${index + 1} (${transition.label.en})`;
      const froms = list(transition.from);
      return conditions.flatMap((condition, number) => {
        const taken = froms.map((from) => ({
          cycle: cycle.name,
          name: `${name}, condition ${number + 1}, from ${from}`,
          check: () => check(cycle, transition, condition, from, families),
        }));
        const states = Object.keys({ ...cycle.states, ...cycle.undescribed });
        const others = states.filter((state) => !froms.includes(state));
        // The creation of a record begins in no state, so there is none in which it is refused.
        if (transition.operation === undefined || froms.includes('start')) return taken;
        // Where another transition answers the same request, there is no refusal either.
        const forbidden = others.filter(
          (state) => !isPossibleElsewhere(cycle, transition, condition, state),
        );
        const refused = forbidden.map((state) => ({
          cycle: cycle.name,
          name: `${name}, condition ${number + 1}, refused in ${state}`,
          check: () => checkRefusal(cycle, transition, condition, state, families),
        }));
        return [...taken, ...refused];
      });
    }),
  );
}

const options = { auth: 'off', frozen: true, now: new Date(1.8e12), nodeTime: 1000 } as const;

/** What every claim begins with, by the usual rules. */
const begun = new SandboxServer(options, () => 1.8e12).control.state();

/** A server in which the subject of a life cycle is in a state, and a condition holds. */
function prepare(
  { collection, status, name }: CycleFile,
  condition: Condition,
  state: string,
  families?: readonly SandboxFamily[],
): SandboxServer {
  const readings = Object.fromEntries(
    Object.entries(condition.readings ?? {}).map(([key, value]) => [key, list(value)[0] ?? '']),
  );
  const subject = subjects[collection];
  const seed = changed(structuredClone(begun), (kind, { data }) => {
    // A version that is not activated is not the one that its workflow names.
    if (kind === 'workflows' && name === 'version' && state !== 'activated') {
      Object.assign(data, { version_id: '', version: '', enabled: false });
    }
    if (kind === 'workflows' && name === 'version' && state === 'pending_approval') {
      data['current_approval_version_id'] = ids.version;
    }
    if (kind === 'workflows' && name === 'version' && state === 'rejected') {
      data['current_rejected_version_id'] = ids.version;
    }
    if (kind === 'workflows') Object.assign(data, literals(condition.parent));
    if (kind !== collection || data['id'] !== subject || state === 'start') return;
    data[status] = /^(true|false)$/.test(state) ? state === 'true' : state;
    Object.assign(data, literals(condition.record));
    if (name === 'version') data['enabled'] = state === 'activated';
    if (/^pending_submit$/.test(state)) data['version'] = '';
  });
  return new SandboxServer({ ...options, seed, readings }, () => 1.8e12, families);
}

/** The values of a condition that are values. */
function literals(expected: Record<string, unknown> = {}): Json {
  return Object.fromEntries(
    Object.entries(expected).flatMap(([key, value]) =>
      list(value).some((one) => String(one).startsWith('$')) ? [] : [[key, list(value)[0]]],
    ),
  );
}

/** The request that asks for a transition. */
function requestFor(
  { collection }: CycleFile,
  { operation = '' }: CycleTransition,
  condition: Condition,
): [method: string, path: string, body: Json | undefined] {
  const [method, path, base] = requests[operation]?.(subjects[collection] ?? '') ?? ['', '', {}];
  const asked = Object.fromEntries(
    Object.entries(condition.body ?? {}).flatMap(([key, value]) => {
      const [first] = list(value);
      return first === '$absent' ? [] : [[key, first]];
    }),
  );
  const body: Json = { ...base, ...asked };
  if (body['command_type'] === 'ActionInstanceDebugCommand') Object.assign(body, debug);
  if (body['enabled'] === true) body['version_id'] = ids.version;
  return [method, path, method === 'DELETE' ? undefined : body];
}

async function check(
  cycle: CycleFile,
  transition: CycleTransition,
  condition: Condition,
  from: string,
  families?: readonly SandboxFamily[],
): Promise<string | undefined> {
  const server = prepare(cycle, condition, from, families);
  const { control } = server;
  const send = sendTo(server);
  if (condition.others === 'some') await send('POST', `${ids.workflow}/versions`, newVersion);
  const before = recordsOf(control, cycle.collection);
  const parentBefore = recordsOf(control, 'workflows')[0]?.data ?? {};
  if (transition.operation === undefined) await letTimePass(server, cycle, transition, condition);
  else {
    const { status, text } = await send(...requestFor(cycle, transition, condition));
    if (status !== 200) return `it was refused with ${status}: ${text}`;
  }
  const after = recordsOf(control, cycle.collection);
  const subject =
    from === 'start'
      ? after.find(({ id }) => !before.some((one) => one.id === id))
      : after.find(({ id }) => id === subjects[cycle.collection]);
  if (transition.to === 'end')
    return subject === undefined ? undefined : 'the record is still there';
  if (subject === undefined) return 'there is no record';
  const state = String(subject.data[cycle.status]);
  if (state !== transition.to) return `the state is ${state}`;
  return effectFault(server, transition, subject.data, {
    former: before.find(({ id }) => id === subject.id)?.data ?? {},
    parentBefore,
  });
}

/** Says which effect is missing. */
function effectFault(
  { control }: SandboxServer,
  { effects = [] }: CycleTransition,
  data: Json,
  { former, parentBefore }: { former: Json; parentBefore: Json },
): string | undefined {
  const parent = recordsOf(control, 'workflows')[0]?.data ?? {};
  const valueOf = (value: unknown) =>
    value === '$id' ? data['id'] : value === '$version' ? data['version'] : value;
  for (const effect of effects) {
    for (const [member, value] of Object.entries((effect['set'] ?? {}) as Json)) {
      if (data[member] !== valueOf(value)) return `${member} is not set`;
    }
    for (const [member, value] of Object.entries((effect['parent'] ?? {}) as Json)) {
      if (parent[member] !== valueOf(value)) return `${member} of the parent is not set`;
    }
    for (const [member, value] of Object.entries((effect['release'] ?? {}) as Json)) {
      // Another effect may have set it again.
      if (parentBefore[member] === valueOf(value) && parent[member] === valueOf(value)) {
        const setAgain = effects.some((one) => member in ((one['parent'] ?? {}) as Json));
        if (!setAgain) return `${member} of the parent is not emptied`;
      }
    }
    for (const member of list(effect['stamp'] as string | undefined)) {
      if (!String(data[member]).startsWith('2027')) return `${member} has no time`;
    }
    const counted = effect['count'] as string | undefined;
    if (counted !== undefined && data[counted] !== Number(former[counted]) + 1) {
      return `${counted} is not counted`;
    }
    const numbered = effect['number'] as string | undefined;
    if (numbered !== undefined && !/^V\d+$/.test(String(data[numbered]))) return 'it has no number';
  }
  return undefined;
}

/** Brings a transition about that comes by itself, by a request that leads to its state. */
async function letTimePass(
  server: SandboxServer,
  { collection, name }: CycleFile,
  { from, after }: CycleTransition,
  { outcome }: Condition,
): Promise<void> {
  const { control } = server;
  const [state] = list(from);
  const send = sendTo(server);
  const subject = subjects[collection] ?? '';
  if (outcome === 'failed') control.failNextRuns({ times: 2 });
  // The state is come to by the request that leads there, so that its time begins.
  const ways: Record<string, [to: string, path: string, body: Json]> = {
    publishing: [
      'pending_approval',
      `versions/${subject}/approval`,
      { result: 'PASS', content: '' },
    ],
    RUNNING: ['FAILED', `instances/${subject}`, { command_type: 'ActionInstanceRetryCommand' }],
    RETRYING: ['FAILED', `instances/${subject}`, { command_type: 'ActionInstanceRetryCommand' }],
    TERMINATING: [
      'RUNNING',
      `instances/${subject}`,
      { command_type: 'ActionInstanceTerminateCommand' },
    ],
  };
  const [to, path, body] = ways[state ?? ''] ?? [state, '', {}];
  rewrite(control, (kind, record) => {
    if (kind !== collection || record.data['id'] !== subject) return;
    record.data['status'] = to;
    // A state in which a record begins has no request that leads another one there.
    if (path === '') record.due = control.clock.now() + 1000;
  });
  if (path !== '') await send(name === 'version' ? 'POST' : 'PUT', path, body);
  // A retried run runs a second later, and its node takes another second.
  if (after === 'nodes') control.clock.advance(1000);
  const seconds = Number(/^PT(\d+)S$/.exec(after ?? '')?.[1] ?? 1);
  control.clock.advance(seconds * 1000);
  await send('GET', '');
}

async function checkRefusal(
  cycle: CycleFile,
  transition: CycleTransition,
  condition: Condition,
  state: string,
  families?: readonly SandboxFamily[],
): Promise<string | undefined> {
  const [method, path, body] = requestFor(cycle, transition, condition);
  const server = prepare(cycle, condition, state, families);
  const send = sendTo(server);
  if (condition.others === 'some') await send('POST', `${ids.workflow}/versions`, newVersion);
  const before = JSON.stringify(server.control.state());
  const answer = await send(method, path, body);
  if (answer.status !== 400) return `it was answered with ${answer.status}`;
  if (answer.body['code'] !== 'SecMaster.20030001')
    return `its code is ${String(answer.body['code'])}`;
  const wanted = transition.refusal?.message.replace('{state}', state);
  if (wanted !== undefined && answer.body['message'] !== wanted) {
    return `its message is ${String(answer.body['message'])}`;
  }
  return JSON.stringify(server.control.state()) === before ? undefined : 'something has changed';
}

function isPossibleElsewhere(
  { transitions }: CycleFile,
  transition: CycleTransition,
  condition: Condition,
  state: string,
): boolean {
  const bodies = JSON.stringify(condition.body ?? {});
  return transitions.some(
    (other) =>
      other.operation === transition.operation &&
      list(other.from).includes(state) &&
      (other.when === undefined ||
        list(other.when).some(
          (one) =>
            JSON.stringify(one.body ?? {}) === bodies &&
            // Of the readings, those that are not set have their usual value.
            Object.entries(one.readings ?? {}).every(([key, value]) =>
              list(value).includes(
                String(
                  list(condition.readings?.[key])[0] ??
                    cycles.find(({ readings }) => readings?.[key])?.readings?.[key]?.default,
                ),
              ),
            ),
        )),
  );
}
