import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash, createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/index.js';
import type { Settings } from '../../src/sandbox/settings.js';
import { element, home, newWorkflow, recordsOf, rewrite, taskflow, type Json } from './world.js';

/**
 * What an acceptance test of the vendor's Terraform provider sends and reads: facts of its sources, one
 * file of `terraform/` for each test. `{name}` is a value of the account or one that a step has kept.
 */
interface Sequence {
  readonly test: string;
  /** Files of the provider's repository. */
  readonly sources: readonly string[];
  /** Of all steps; a step may have others. */
  readonly headers?: Record<string, string>;
  /** The readings of the sandbox under which it goes through. */
  readonly readings?: Record<string, string>;
  readonly steps: readonly Step[];
}

interface Step {
  readonly step: string;
  /** Method, and what follows the path of the workflows. */
  readonly request: string;
  readonly headers?: Record<string, string>;
  readonly body?: Json;
  /** 200 if left out. */
  readonly status?: number;
  /**
   * What the provider, or its test, needs of the answer: by the place of a member, its value, or `$set`
   * (there and not empty), `$boolean`, `$text` (which may be empty), `$empty` (a list). `[*]` stands
   * for every element of a list that has some.
   */
  readonly reads?: Record<string, unknown>;
  /** Places of members whose values later steps use, by the names that they use. */
  readonly keep?: Record<string, string>;
}

const folder = new URL('terraform/', import.meta.url);
const sequences = readdirSync(folder).map(
  (file) => parse(readFileSync(new URL(file, folder), 'utf8')) as Sequence,
);

interface Message {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

interface Answer {
  readonly status: number;
  readonly body: Json;
}

type Send = (message: Message) => Promise<Answer>;

/** Puts kept values into texts; one that is nothing but a value keeps its type. */
function filled(value: unknown, kept: Json): unknown {
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, filled(member, kept)]),
    );
  }
  if (typeof value !== 'string') return value;
  const whole = /^\{([a-z ]+)\}$/.exec(value)?.[1];
  if (whole !== undefined) return kept[whole];
  return value.replace(/\{([a-z ]+)\}/g, (_, name: string) => String(kept[name]));
}

/** The members at a place; of an empty list none, and of one without members the list. */
function membersAt(body: unknown, place: string): unknown[] {
  return (place.match(/[^.[\]]+/g) ?? []).reduce<unknown[]>(
    (found, step) =>
      found.flatMap((one) =>
        step === '*' ? (one as unknown[]) : [(one as Json | undefined)?.[step]],
      ),
    [body],
  );
}

function isRead(value: unknown, expected: unknown): boolean {
  if (expected === '$set') return value !== undefined && value !== null && value !== '';
  if (expected === '$boolean') return typeof value === 'boolean';
  if (expected === '$text') return typeof value === 'string';
  if (expected === '$empty') return Array.isArray(value) && value.length === 0;
  return isDeepStrictEqual(value, expected);
}

/** Sends the requests of a sequence one after the other, and says what the provider would stumble on. */
async function replay({ steps, headers }: Sequence, account: Json, send: Send): Promise<string[]> {
  const kept = { ...account };
  const faults: string[] = [];
  for (const { step, request, body, status = 200, reads = {}, keep = {}, ...own } of steps) {
    const [method = '', place = ''] = request.split(/ (.*)/s);
    // The provider writes blanks as plus signs and leaves all else as it is.
    const target = String(filled(place, kept)).replaceAll(' ', '+');
    const answer = await send({
      method,
      target: `${home}/soc/workflows${target}`,
      headers: { accept: 'application/json', ...(own.headers ?? headers) },
      ...(body !== undefined && { body: JSON.stringify(filled(body, kept)) }),
    });
    if (answer.status !== status) {
      faults.push(`${step}: ${answer.status} ${JSON.stringify(answer.body)}`);
      // Nothing that follows would mean anything.
      return faults;
    }
    for (const [name, expected] of Object.entries(reads)) {
      const members = membersAt(answer.body, name);
      const wanted = filled(expected, kept);
      if (members.length === 0 || members.some((member) => !isRead(member, wanted))) {
        faults.push(`${step}: ${name} is ${JSON.stringify(members)}`);
      }
    }
    for (const [name, from] of Object.entries(keep)) [kept[name]] = membersAt(answer.body, from);
  }
  return faults;
}

let sandbox: RunningSandbox;
/** The settings that each test begins with. */
let settings: Settings;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'soc', auth: 'strict', nodeTime: 60_000 });
  ({ settings } = sandbox.control);
  sandbox.control.takeSnapshot('begun');
});
beforeEach(() => {
  sandbox.control.changeSettings(settings);
  sandbox.control.restoreSnapshot('begun');
});
afterAll(() => sandbox.close());

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const sendBy =
  (send: Fetch): Send =>
  async ({ method, target, headers, body }) => {
    const answer = await send(sandbox.url + target, {
      ...{ method, headers },
      ...(body !== undefined && { body }),
    });
    return { status: answer.status, body: (await answer.json()) as Json };
  };

const overHttp = sendBy(fetch);

/** Signs in with a token. */
const withToken = ({ headers, ...message }: Message, send = overHttp) =>
  send({ ...message, headers: { ...headers, 'x-auth-token': sandbox.clientOptions().token } });

/** The same without HTTP between, which takes as long as all else. */
const withinProcess: Send = (message) => withToken(message, sendBy(sandbox.fetch));

/**
 * Signs as the provider's signer does: the host is not among the signed headers, the project is added
 * after them, and the query goes out as it was signed.
 */
const withAccessKey: Send = ({ method, target, headers, body = '' }) => {
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const { pathname, searchParams } = new URL(target, sandbox.url);
  const signed = Object.entries({ ...headers, 'x-sdk-date': date }).sort();
  const query = [...searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort();
  const canonical = [
    ...[method, `${pathname}/`, query.join('&')],
    ...signed.map(([name, value]) => `${name}:${value}`),
    ...['', signed.map(([name]) => name).join(';')],
    createHash('sha256').update(body).digest('hex'),
  ].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const signature = createHmac('sha256', 'admin-secret-key'.padEnd(40, '0'))
    .update(`SDK-HMAC-SHA256\n${date}\n${hash}`)
    .digest('hex');
  const names = signed.map(([name]) => name).join(';');
  return overHttp({
    ...{ method, target: pathname + (query.length === 0 ? '' : `?${query.join('&')}`) },
    headers: {
      ...Object.fromEntries(signed),
      authorization: `SDK-HMAC-SHA256 Access=${'AKADMIN'.padEnd(20, '0')}, SignedHeaders=${names}, Signature=${signature}`,
      'x-project-id': home.split('/')[2] ?? '',
    },
    ...(body !== '' && { body }),
  });
};

/** What the tests expect of the account that they run in: the seed `soc`, with runs of playbooks. */
async function prepare({ readings, steps }: Sequence): Promise<Json> {
  const { control } = sandbox;
  if (readings !== undefined) control.changeSettings({ readings });
  const versions = recordsOf(control, 'versions').map(({ data }) => data);
  const submitted = versions.find(({ status }) => status === 'pending_approval');
  // One without a draft, whose newest version has a number.
  const workflow = recordsOf(control, 'workflows').find(
    ({ id, data }) =>
      data['enabled'] === true &&
      versions.every(({ aopworkflow_id, version }) => aopworkflow_id !== id || version !== ''),
  );
  const name = 'CIS Ensure that access keys are rotated';
  rewrite(control, (collection, { data }) => {
    if (data['id'] === workflow?.id) data['name'] = name;
    if (collection !== 'instances') return;
    data['playbook'] = { id: '0e0f7a9e', name: 'Isolate', en_name: 'Isolate' };
    data['trigger_type'] = 'EVENT';
  });
  let running: unknown;
  if (JSON.stringify(steps).includes('{running instance}')) {
    const { body } = await withToken({
      method: 'POST',
      target: `${home}/soc/workflows/${workflow?.id}/instances`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ command_type: 'ActionInstanceRunCommand', action_type: 'workflow' }),
    });
    running = body['action_instance_id'];
  }
  const local = (time: number) => `${new Date(time + 8 * 3_600_000).toISOString()}+0800`;
  return {
    name: 'tf_test_9x3lk',
    workflow: workflow?.id,
    'workflow name': name,
    'submitted version': submitted?.['id'],
    instance: recordsOf(control, 'instances')[0]?.id,
    'running instance': running,
    'data class': newWorkflow.dataclass_id,
    diagram: taskflow,
    'empty diagram': btoa(
      JSON.stringify({
        elementType: '{}',
        workflow: { elements: [element('definitions', {}, [element('process', { id: 'p' })])] },
      }),
    ),
    yesterday: local(Date.now() - 24 * 3_600_000),
    now: local(Date.now()),
  };
}

describe('The sandbox gives what the Terraform provider expects', () => {
  describe.each<[string, Send]>([
    ['with a token', withToken],
    ['with an access key', withAccessKey],
  ])('%s', (_, send) => {
    test.each(sequences)('in $test', async (sequence) => {
      expect(await replay(sequence, await prepare(sequence), send)).toEqual([]);
    });
  });
});

/** Changes one member, or puts one into a list that is expected to be empty. */
function damaged(body: Json, place: string): Json {
  const copy = structuredClone(body);
  const [, parent = '', last = ''] = /^(?:(.*)\.)?([^.]+)$/.exec(place) ?? [];
  const [holder] = parent === '' ? [copy] : membersAt(copy, parent);
  const object = holder as Json;
  object[last] = Array.isArray(object[last]) ? [...(object[last] as unknown[]), {}] : null;
  return copy;
}

describe('A sandbox that does not is noticed', () => {
  test.each(sequences)('in $test', async (sequence) => {
    const damages = sequence.steps.flatMap(({ status, reads = {} }, index) => [
      { index, name: 'status', damage: (answer: Answer) => ({ ...answer, status: 500 }) },
      // Where the provider looks for what is gone, 404 means something else to it.
      ...(status === 400
        ? [{ index, name: '404', damage: (answer: Answer) => ({ ...answer, status: 404 }) }]
        : []),
      ...Object.keys(reads).map((place) => ({
        ...{ index, name: place },
        damage: ({ body, ...answer }: Answer) => ({ ...answer, body: damaged(body, place) }),
      })),
    ]);
    const account = await prepare(sequence);
    sandbox.control.takeSnapshot('prepared');
    expect(await replay(sequence, account, withinProcess)).toEqual([]);
    const unnoticed: string[] = [];
    for (const { index, name, damage } of damages) {
      sandbox.control.restoreSnapshot('prepared');
      let sent = 0;
      const faults = await replay(sequence, account, async (message) => {
        const answer = await withinProcess(message);
        return sent++ === index ? damage(answer) : answer;
      });
      if (faults.length === 0) unnoticed.push(`${sequence.steps[index]?.step}: ${name}`);
    }
    expect(unnoticed).toEqual([]);
  });

  test('where the readings are those of the pages', async () => {
    const [sequence] = sequences.filter(({ readings }) => readings !== undefined);
    const { readings, ...documented } = sequence!;
    const account = await prepare(documented);
    expect(await replay(documented, account, withToken)).toEqual([
      expect.stringContaining('list: 400 {"code":"SecMaster.20030001"'),
    ]);
    sandbox.control.changeSettings({ readings: { D15: 'taken' } });
    expect(await replay(documented, account, withToken)).toEqual([
      expect.stringContaining('filter by time: 400 {"code":"SecMaster.20030001"'),
    ]);
    sandbox.control.changeSettings({ readings: readings! });
    const answer = await fetch(`${sandbox.url}${home}/soc/workflows/instances?limit=1000`, {
      headers: { 'x-auth-token': sandbox.clientOptions().token },
    });
    expect(answer.headers.get('x-sandbox-basis')).toBe('D15');
  });
});
