import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { ProviderStates } from '../../../scripts/contract/fixtures/provider-states.js';
import {
  listening,
  startServer,
  type StatefulServer,
} from '../../../scripts/contract/mutation/sandbox.js';
import { runContract } from '../../../scripts/contract/run/run.js';
import type { TransitionRule } from '../../../src/sandbox/life-cycle/rules.js';
import { families } from '../../../src/sandbox/sandbox.js';
import { sampled, testAtNight } from '../../lib/at-night.js';
import { describedPaths } from '../../lib/described-paths.js';
import { brokenOn } from './broken-on.js';
import { findingsOf, resultsOf } from './run-on.js';

type Change = (rule: TransitionRule) => Partial<TransitionRule>;

/** What is noted of an operation of which nothing is broken. */
async function notesOn(
  answer: StatefulServer['answer'],
  operation: string,
  isKept: (path: string) => boolean,
): Promise<string[]> {
  const run = await listening(answer, (target) =>
    runContract({
      ...{ description: describedPaths(isKept), target, environment: {} },
      ...{ operations: [operation], only: ['behaviour'] },
    }),
  );
  expect(resultsOf(run, 'broken').map(({ case: one }) => one.name)).toEqual([]);
  return run.results.flatMap(({ notes = [] }) => notes.map(({ message }) => message));
}

const ofSpaces = (path: string): boolean => /\/workspaces(\/\{workspace_id\})?$/.test(path);

/** A sandbox of which a request, or the answer to it, is another text. */
function rewriting(
  end: RegExp,
  { asked, said }: Partial<Record<'asked' | 'said', (text: string) => string>>,
): StatefulServer['answer'] {
  const server = startServer();
  const changed = (bytes: Uint8Array, change = (text: string) => text) =>
    Buffer.from(change(Buffer.from(bytes).toString()));
  return async (request) => {
    if (!end.test(`${request.method} ${request.target}`)) return server.answer(request);
    const right = await server.answer({ ...request, body: changed(request.body, asked) });
    return right.status === 200 ? { ...right, body: changed(right.body, said) } : right;
  };
}

describe('A contract run on what a new record shows', () => {
  const ofFiles = (path: string) => path.includes('/attachment');
  const oneName = {
    said: (text: string) => text.replace(/"file_name":"[^"]*"/, '"file_name":"x"'),
  };

  test.each(
    sampled<[string, StatefulServer['answer']]>(
      [
        [
          'a name of a file that is read as Latin-1',
          rewriting(/POST .*\/upload$/, {
            asked: (text) => text.replace('é剧', Buffer.from('é剧').toString('latin1')),
          }),
        ],
        [
          'another name than the answer to the creation',
          rewriting(/GET .*\/attachment\/[^/]+$/, oneName),
        ],
      ],
      1,
    ),
  )('notices %s', async (_, answer) => {
    expect(await brokenOn(answer, 'showAttachment', 'behaviour', ofFiles)).toEqual([
      'read after create',
    ]);
  });

  test('notices that a page names another size than it was asked for', async () => {
    const answer = rewriting(/\/notes\/search$/, {
      said: (text) => text.replace(/"size":\d+/, '"size":77'),
    });
    const ofNotes = (path: string) => /\/(notes|alerts)/.test(path);
    expect(await brokenOn(answer, 'listNotes', 'behaviour', ofNotes)).toEqual(['pages']);
  });

  test('only notes another name of a file than it was sent with', async () => {
    const answer = rewriting(/\/attachment\//, oneName);
    expect(await notesOn(answer, 'showAttachment', ofFiles)).toEqual([
      'The file was called "contract-test-é剧.txt", but file_name is "x".',
    ]);
  });

  test.each<[string, string, (path: string) => boolean, StatefulServer['answer'], RegExp]>([
    [
      'a time of change after that of the creation',
      'showWorkspace',
      ofSpaces,
      rewriting(/GET .*\/workspaces\/[^/]+$/, {
        said: (text) => text.replace(/("update_time":")\d{4}/, '$12999'),
      }),
      /^update_time of a new record is "2999-.* after its create_time, /,
    ],
    [
      'a number that has become a text where none is described',
      'showDataobject',
      (path) => path.includes('/soc/{dataclass_name}'),
      rewriting(/GET /, { said: (text) => text.replace(/"parent_id":(\d+)/, '"parent_id":"$1"') }),
      /^After a creation data_object.parent_id is a text, but was written as a number/,
    ],
    [
      'the beginning of a text alone',
      'listNotes',
      (path) => /\/(notes|alerts)/.test(path),
      rewriting(/\/notes\/search$/, {
        said: (text) => text.replaceAll(/("data":\{"content":"contract)(\\.|[^"\\])*/g, '$1'),
      }),
      /^After a creation data.content is "contract", only the beginning/,
    ],
  ])('notes %s', async (_, operation, isKept, answer, noted) => {
    const notes = await notesOn(answer, operation, isKept);
    expect(notes).toContainEqual(expect.stringMatching(noted));
  });

  test('notices that of two records which are created at once the second is not there', async () => {
    const isKept = (path: string) => /\/datapanel\/|dataclasses/.test(path);
    const first = rewriting(/\/batch-create$/, {
      said: (text) => text.replace(/,(\{"id":"[^"]*)\w{8}"/, ',$1deadbeef"'),
    });
    expect(await brokenOn(first, 'showDatapanelObject', 'behaviour', isKept)).toEqual([
      'read after create',
    ]);
  });
});

/** A sandbox in which the records of a collection obey other rules. */
function serverObeying(collection: string, change: Change): StatefulServer {
  const cycles = families.flatMap(({ described }) => described.lifeCycles);
  const cycle = cycles.find((one) => one.collection === collection)!;
  const transitions = cycle.transitions.map((rule) => ({ ...rule, ...change(rule) }));
  return startServer([{ ...cycle, transitions }]);
}

const obeying = (...given: [collection: string, Change]) => serverObeying(...given).answer;

describe('A contract run on a server with other life cycles than the description', () => {
  test('notices that each alert begins as open, whatever its creator asks for', async () => {
    const answer = obeying('alerts', ({ from }) => (from.includes('start') ? { to: 'Open' } : {}));
    const isKept = (path: string) => path.includes('/alerts');
    expect(await brokenOn(answer, 'createAlert', 'life-cycle', isKept)).toEqual([
      'begins Block',
      'begins Closed',
    ]);
  });

  test('notices that an alert begins otherwise than it should by default', async () => {
    const answer = obeying('alerts', ({ from, to }) =>
      from.includes('start') && to !== 'Closed'
        ? {
            when: [{ body: { 'data_object.handle_status': to === 'Open' ? to : [to, '$absent'] } }],
          }
        : {},
    );
    const isKept = (path: string) => path.includes('/alerts');
    expect(await brokenOn(answer, 'createAlert', 'life-cycle', isKept)).toEqual([
      'begins Open by default',
    ]);
  });

  test('notices that a state which was written is not kept, though from where is a reading', async () => {
    const server = startServer();
    const answer: StatefulServer['answer'] = (request) => {
      if (request.method !== 'PUT') return server.answer(request);
      const text = Buffer.from(request.body).toString();
      const body = text.replace(/,?"handle_status":"\w+"/, '').replace('{,', '{');
      return server.answer({ ...request, body: Buffer.from(body) });
    };
    const isKept = (path: string) => path.includes('/alerts');
    expect(await brokenOn(answer, 'changeAlert', 'life-cycle', isKept)).toContain(
      'changeAlert Closed of alert Open',
    );
  });

  test.each(
    sampled(
      [
        ['the version is not in force afterwards', 'set'],
        ['its playbook does not name the version afterwards', 'parent'],
        ['the version that was in force before still is', 'others'],
      ] as const,
      4,
    ),
  )('notices of an activation that %s', async (_, effect) => {
    const answer = obeying('playbook-versions', ({ operations, effects }) =>
      operations.includes('updatePlaybookVersion')
        ? { effects: effects.filter((one) => one[effect] === undefined) }
        : {},
    );
    const isKept = (path: string) => /playbooks|dataclasses/.test(path);
    expect(await brokenOn(answer, 'updatePlaybookVersion', 'life-cycle', isKept)).toContain(
      'updatePlaybookVersion true of playbook-version PUBLISHED beside another',
    );
  });
});

/** A sandbox in which runs of workflows take a command otherwise. */
const commanding = (command: string, change: Partial<TransitionRule>) =>
  obeying('instances', ({ when }) =>
    when.some(({ body }) => body?.['command_type'] === command) ? change : {},
  );
const [stop, retry] = ['ActionInstanceTerminateCommand', 'ActionInstanceRetryCommand'];
const ofWorkflows = (path: string) => path.includes('/workflows');

describe('A contract run notices of a transition that is a reading', () => {
  test('that what is said of it does not happen at all', async () => {
    const answer = commanding(stop, { from: ['RUNNING'], to: 'RUNNING' });
    expect(await brokenOn(answer, 'updateWorkflowInstance', 'life-cycle', ofWorkflows)).toEqual([
      `updateWorkflowInstance ${stop} of instance RUNNING`,
    ]);
  });

  test('that it is taken in a state in which it is said to be refused', async () => {
    const answer = commanding(retry, { from: ['RETRYING', 'FAILED', 'FINISHED', 'TERMINATED'] });
    expect(await brokenOn(answer, 'updateWorkflowInstance', 'life-cycle', ofWorkflows)).toEqual([
      `updateWorkflowInstance ${retry} of instance RETRYING`,
    ]);
  });
});

describe('A contract run on records that no operation creates', () => {
  const isKept = (path: string) => /\/(playbooks|workflows|tasks)\b|dataclasses/.test(path);

  /** What a run says of a sandbox, and what it has sent to change anything; a hook gives away what is there. */
  async function tried(server: StatefulServer, isHook = true) {
    const all = server.records().flat(3) as { id: string; data: Record<string, unknown> }[];
    const idsOf = (member: string) =>
      all.filter(({ data }) => data?.[member] !== undefined).map(({ id }) => id);
    const left = { tasks: idsOf('business_type'), 'playbook-instances': idsOf('dataobject') };
    const sent: string[] = [];
    const answer: StatefulServer['answer'] = async (request) => {
      const { method, target } = request;
      if (target !== '/states') {
        if (/PUT|DELETE/.test(method)) sent.push(`${method} ${target.replace(/.*\/soc/, '')}`);
        return server.answer(request);
      }
      // It knows of no state.
      const { action, state } = JSON.parse(Buffer.from(request.body).toString()) as {
        action: string;
        state: keyof typeof left;
      };
      const id = action === 'setup' ? left[state]?.pop() : undefined;
      return { status: 200, headers: {}, body: Buffer.from(JSON.stringify({ id })) };
    };
    const run = await listening(answer, (target) =>
      runContract({
        ...{ description: describedPaths(isKept), target, environment: {}, readings: 'strict' },
        ...{ only: ['life-cycle'], operations: ['changePlaybookInstance', 'updateTask'] },
        ...(isHook && {
          states: new ProviderStates({
            ...{ hook: `${target}/states`, timeout: 60, environment: {} },
            signal: new AbortController().signal,
          }),
        }),
      }),
    );
    return { run, sent, broken: resultsOf(run, 'broken').map(({ case: one }) => one.name) };
  }

  test('tries the transitions of those that a hook makes, and of no others', async () => {
    const { run, sent, broken } = await tried(startServer());
    expect(broken).toEqual([]);
    const kept = resultsOf(run, 'kept').map(({ case: one }) => one.name);
    expect(kept).toContain('changePlaybookInstance RETRY of playbook-instance FINISHED');
    expect(kept).toContain('updateTask CONTINUE of task waiting');
    const isOurs = /^(PUT \/(tasks|playbooks\/instances)|DELETE \/workflows)\/[^/]+$/;
    expect(sent.filter((one) => !isOurs.test(one))).toEqual([]);
  });

  test('notices that one is in a state for it which it should not be', async () => {
    const server = serverObeying('playbook-instances', ({ to }) =>
      to === 'RETRYING' ? { from: ['FAILED', 'FINISHED', 'TERMINATED'] } : {},
    );
    const { broken } = await tried(server);
    expect(broken).toEqual(['changePlaybookInstance RETRY of playbook-instance FINISHED']);
  });

  test('changes none without a hook, and says so', async () => {
    const { run, sent } = await tried(startServer(), false);
    expect(sent.filter((one) => one.startsWith('PUT'))).toEqual([]);
    expect(new Set(resultsOf(run, 'skipped').map(({ reason = '' }) => reason))).toEqual(
      new Set(
        ['playbook-instances', 'tasks'].map(
          (kind) =>
            `The API creates none of ${kind}, and one that is there is not changed unless it is given by --values.`,
        ),
      ),
    );
  });
});

test('A contract run does not take for a fault that a state has passed before a request came', async () => {
  // What lasts for a moment is over when the next command comes.
  const server = serverObeying('instances', ({ from }) =>
    from.includes('TERMINATING') ? { after: 200 } : {},
  );
  const answer: StatefulServer['answer'] = async (request) => {
    if (Buffer.from(request.body).toString().includes(retry)) await delay(250);
    return server.answer(request);
  };
  const run = await listening(answer, (target) =>
    runContract({
      ...{ description: describedPaths(ofWorkflows), target, environment: {}, readings: 'strict' },
      ...{ only: ['life-cycle'], operations: ['updateWorkflowInstance'] },
    }),
  );
  expect(findingsOf(run)).toEqual({});
});

describe('A contract run finds nothing wrong with life cycles that are read otherwise', () => {
  const playbooks = (path: string) => /playbooks|dataclasses/.test(path);

  test.each(
    sampled(
      [
        [
          'versions are numbered by their review',
          'updatePlaybookVersion',
          'life-cycle',
          playbooks,
          () =>
            obeying('playbook-versions', ({ effects }) => ({
              effects: effects.filter(({ number }) => number === undefined),
            })),
        ],
        [
          'a published version is not submitted as published',
          'updatePlaybookVersion',
          'enum',
          playbooks,
          () =>
            obeying('playbook-versions', ({ when, inferred }) =>
              inferred && when.some(({ body }) => body?.['status'] === 'PUBLISHED')
                ? { from: ['APPROVING'] }
                : {},
            ),
        ],
        [
          'a playbook is enabled with the id of its version alone',
          'updatePlaybook',
          'life-cycle',
          playbooks,
          () =>
            obeying('playbooks', ({ to, inferred }) =>
              to === 'true' && inferred ? { from: [] } : {},
            ),
        ],
        [
          'a rejected version stays so until it is submitted',
          'updateAopWorkflowVersion',
          'life-cycle',
          ofWorkflows,
          () =>
            obeying('versions', ({ from, to }) =>
              from.includes('rejected') && to === 'pending_submit' ? { to: 'rejected' } : {},
            ),
        ],
      ] as const,
      8,
    ),
  )('where %s', async (_, operation, group, isKept, server) => {
    expect(await brokenOn(server(), operation, group, isKept)).toEqual([]);
  });
});

test('A contract run notes that reading moves the time of change of a task, which no operation creates', async () => {
  const server = startServer();
  let reads = 0;
  const answer: StatefulServer['answer'] = async (request) => {
    const right = await server.answer(request);
    if (!/\/tasks\/[^/]+$/.test(request.target)) return right;
    const text = Buffer.from(right.body).toString();
    const moved = `"update_time":"${2027 + (reads += 1)}-`;
    return { ...right, body: Buffer.from(text.replace(/"update_time":"\d{4}-/, moved)) };
  };
  const run = await listening(answer, (target) =>
    runContract({
      description: describedPaths((path) => /\/(tasks|workflows)\b/.test(path)),
      ...{ target, environment: {}, operations: ['showTask'], only: ['behaviour'] },
    }),
  );
  // Whose task it is, and what others do with it, nobody knows.
  expect(resultsOf(run, 'broken')).toEqual([]);
  expect(run.results.flatMap(({ notes = [] }) => notes)).toContainEqual(
    expect.objectContaining({
      name: 'changed_by_read',
      message: expect.stringContaining('After a GET and a HEAD update_time is'),
    }),
  );
});

test('A contract run notices a list that counts one record more than it has', async () => {
  const server = startServer();
  const answer: StatefulServer['answer'] = async (request) => {
    const right = await server.answer(request);
    const text = Buffer.from(right.body).toString();
    if (!request.target.endsWith('/alerts/search') || right.status !== 200) return right;
    const body = JSON.parse(text) as { total: number; data: unknown[] };
    return { ...right, body: Buffer.from(JSON.stringify({ ...body, total: body.total + 1 })) };
  };
  const isKept = (path: string) => path.includes('/alerts');
  expect(await brokenOn(answer, 'listAlerts', 'behaviour', isKept)).toContain('whole');
});

test.each(
  sampled(
    [
      ['an update, also where its example changes nothing', 'updatePlaybookRule', 'rules'],
      ['an update of what is read in a list alone', 'updatePlaybookAction', 'actions'],
      ['a deletion of what is read in a list alone', 'deletePlaybookAction', 'actions'],
    ],
    4,
  ),
)('A contract run notices, below another record than its own, %s', async (_, operation, kind) => {
  const server = startServer();
  const versions = new Map<string, string>();
  const place = new RegExp(`/versions/([^/]+)/${kind}/?([^/?]*)`);
  const answer: StatefulServer['answer'] = async (request) => {
    const right = await server.answer(request);
    const [, version = '', id = ''] = place.exec(request.target) ?? [];
    if (right.status === 200 && version !== '') {
      const [, made = ''] = /"id":"([^"]+)"/.exec(Buffer.from(right.body).toString()) ?? [];
      versions.set(id || made, version);
    }
    const known = versions.get(id);
    if (request.method === 'GET' || right.status === 200 || known === undefined) return right;
    return server.answer({ ...request, target: request.target.replace(version, known) });
  };
  const isKept = (path: string) => /playbooks|dataclasses/.test(path);
  expect(await brokenOn(answer, operation, 'behaviour', isKept)).toEqual(['elsewhere']);
});

test.each(
  sampled(
    [
      ['begins runs of workflows', 'createWorkflowInstance', /\/workflows\/([^/]+)(\/instances)?$/],
      ['stops runs', 'updateWorkflowInstance', /\/instances\/([^/?]+)/],
      ['lists actions', 'listPlaybookActions', /\/versions\/([^/]+)\/actions/],
    ] as const,
    4,
  ),
)('A contract run notices a server that %s of another workspace', async (_, operation, place) => {
  const server = startServer();
  const scopes = new Map<string, string>();
  const answer: StatefulServer['answer'] = async (request) => {
    const right = await server.answer(request);
    const [scope = ''] = request.target.split('/soc/');
    const [, id = ''] = place.exec(request.target) ?? [];
    if (right.status === 200) scopes.set(id, scope);
    const known = scopes.get(id);
    if (right.status === 200 || id === '' || known === undefined) return right;
    return server.answer({ ...request, target: request.target.replace(scope, known) });
  };
  const kept = operation.includes('Playbook') ? 'playbooks' : 'workflows';
  const isKept = (path: string) =>
    new RegExp(`/${kept}`).test(path) || path.includes('/dataclasses');
  const broken = await brokenOn(answer, operation, 'behaviour', isKept);
  expect(broken.join()).toContain('elsewhere');
});

describe('A contract run on a list whose records no operation creates', () => {
  // By the workflows, which can be created, the run sees that the server keeps state.
  const isKept = (path: string) => /\/(dataclasses|workflows)\b/.test(path);

  /** A sandbox that reads another query than the one that is sent, and answers another list. */
  function listing(query: (query: URLSearchParams) => void, list: (body: Listed) => object) {
    const server = startServer();
    const answer: StatefulServer['answer'] = async (request) => {
      const { pathname, searchParams } = new URL(request.target, 'http://sandbox');
      if (!pathname.endsWith('/soc/dataclasses')) return server.answer(request);
      query(searchParams);
      const right = await server.answer({ ...request, target: `${pathname}?${searchParams}` });
      if (right.status !== 200) return right;
      const body = JSON.parse(Buffer.from(right.body).toString()) as Listed;
      return { ...right, body: Buffer.from(JSON.stringify({ ...body, ...list(body) })) };
    };
    return brokenOn(answer, 'listDataclass', 'behaviour', isKept);
  }

  interface Listed {
    dataclass_details: object[];
    total: number;
  }

  test('finds nothing wrong with the sandbox', async () => {
    expect(
      await listing(
        () => {},
        (body) => body,
      ),
    ).toEqual([]);
  });

  test.each<[string, string, Parameters<typeof listing>]>(
    sampled(
      [
        ['ignores the limit', 'limit', [(query) => query.delete('limit'), (body) => body]],
        [
          'begins each page but the first one record early',
          'pages',
          [
            (query) => query.set('offset', String(Math.max(0, Number(query.get('offset')) - 1))),
            (body) => body,
          ],
        ],
        ['ignores a filter', 'filter name', [(query) => query.delete('name'), (body) => body]],
        ['counts one too many', 'whole', [() => {}, ({ total }) => ({ total: total + 1 })]],
      ],
      8,
    ),
  )('notices that it %s', async (_, name, drift) => {
    expect(await listing(...drift)).toContain(name);
  });
});

describe('A contract run on records that can be read in a list alone', () => {
  const isKept = (path: string) => /playbooks|dataclasses|\/(alerts|workflows)\b/.test(path);
  const path = /\/versions\/[^/]+\/actions(\/[^/]+)?$/;

  interface Action {
    id: unknown;
    description?: string;
  }

  /** A sandbox in which the requests that write actions of playbooks are other ones. */
  function writing(method: string, change: (action: Partial<Action>) => object) {
    const server = startServer();
    const answer: StatefulServer['answer'] = (request) => {
      if (request.method !== method || !path.test(request.target)) return server.answer(request);
      const body: unknown = JSON.parse(Buffer.from(request.body).toString());
      const other = Array.isArray(body) ? body.map(change) : change(body ?? {});
      return server.answer({ ...request, body: Buffer.from(JSON.stringify(other)) });
    };
    return answer;
  }

  testAtNight('finds nothing wrong with the sandbox', async () => {
    const answer = writing('PUT', (action) => action);
    expect(await brokenOn(answer, 'updatePlaybookAction', 'behaviour', isKept)).toEqual([]);
  });

  test('notices that a change of one is lost', async () => {
    const answer = writing('PUT', ({ description: _, ...action }) => action);
    expect(await brokenOn(answer, 'updatePlaybookAction', 'behaviour', isKept)).toEqual([
      'read after update',
    ]);
  });

  test('notices that each change takes away what is changed after it', async () => {
    const server = startServer();
    const changed = new Set<unknown>();
    const answer: StatefulServer['answer'] = async (request) => {
      const right = await server.answer(request);
      if (!request.target.includes('/actions') || right.status !== 200) return right;
      const body = JSON.parse(Buffer.from(right.body).toString()) as { data: Action | Action[] };
      for (const one of [body.data].flat()) {
        if (request.method === 'PUT') changed.add(one.id);
        if (changed.has(one.id)) delete one.description;
      }
      return { ...right, body: Buffer.from(JSON.stringify(body)) };
    };
    expect(await brokenOn(answer, 'updatePlaybookAction', 'behaviour', isKept)).toEqual([
      'read after update',
    ]);
  });

  test('notices that one is created without a member that it shows after a change', async () => {
    const answer = writing('POST', ({ description: _, ...action }) => action);
    expect(await brokenOn(answer, 'updatePlaybookAction', 'behaviour', isKept)).toEqual([
      'read after update',
    ]);
  });

  testAtNight('notices that one is created otherwise than it was asked for', async () => {
    const answer = writing('POST', (action) => ({ ...action, description: 'another one' }));
    expect(await brokenOn(answer, 'listPlaybookActions', 'behaviour', isKept)).toEqual([
      'read after create',
    ]);
  });
});

test('A contract run notices that a filter is ignored where the total, by our reading alone, is wrong', async () => {
  const server = startServer();
  const answer: StatefulServer['answer'] = async (request) => {
    const target = request.target.replace(/&?playbook_name=[^&]*/, '');
    const right = await server.answer({ ...request, target });
    if (!target.includes('/playbooks/instances?') || right.status !== 200) return right;
    const body = JSON.parse(Buffer.from(right.body).toString()) as {
      instances: { playbook: object }[];
    };
    // Only what no record has tells the filter from none.
    const instances = body.instances.map((one) => ({
      ...one,
      playbook: { ...one.playbook, name: 'Nightly' },
    }));
    const counted = { ...body, instances, count: instances.length };
    return { ...right, body: Buffer.from(JSON.stringify(counted)) };
  };
  const isKept = (path: string) => /playbooks|dataclasses|\/(alerts|workflows)\b/.test(path);
  expect(await brokenOn(answer, 'listPlaybookInstances', 'behaviour', isKept)).toEqual([
    'filter playbook_name',
  ]);
});

test('A contract run notices that a filter finds other values than those for which it stands', async () => {
  const server = startServer();
  const answer: StatefulServer['answer'] = async (request) => {
    const right = await server.answer(request);
    const text = Buffer.from(right.body).toString();
    if (!request.target.includes('/tasks?')) return right;
    return {
      ...right,
      body: Buffer.from(text.replace('"status":"waiting"', '"status":"finished"')),
    };
  };
  const isKept = (path: string) => /\/(tasks|workflows)\b/.test(path);
  expect(await brokenOn(answer, 'listTasks', 'behaviour', isKept)).toContain('filter query_type');
});

test('A contract run notices an order that is ignored in a list of what has no ids', async () => {
  const server = startServer();
  const answer: StatefulServer['answer'] = (request) =>
    server.answer({ ...request, target: request.target.replace('sort_dir=asc', 'sort_dir=desc') });
  const isKept = (path: string) => /playbooks|\/workflows\b/.test(path);
  expect(await brokenOn(answer, 'listPlaybookAuditLogs', 'behaviour', isKept)).toEqual(['order']);
});

test('A contract run notices a filter in the body that is ignored where the query asks for pages', async () => {
  const server = startServer();
  const answer: StatefulServer['answer'] = (request) => {
    const body = Buffer.from(request.body)
      .toString()
      .replace(/"action_name":"[^"]*",?/, '');
    return server.answer({ ...request, body: Buffer.from(body) });
  };
  const isKept = (path: string) => /playbooks|\/workflows\b/.test(path);
  expect(await brokenOn(answer, 'listPlaybookAuditLogs', 'behaviour', isKept)).toEqual([
    'filter action_name',
  ]);
});

test('A contract run notices a change that is lost after one that, by our reading alone, changes too much', async () => {
  const server = startServer();
  let updates = 0;
  const answer: StatefulServer['answer'] = async (request) => {
    const isUpdate = request.method === 'PUT';
    updates += Number(isUpdate);
    const sent = Buffer.from(request.body).toString();
    // The name is kept, and what is changed next is not.
    const kept = isUpdate ? sent.replace(/,?"description":"[^"]*"/, '').replace('{,', '{') : sent;
    const right = await server.answer({ ...request, body: Buffer.from(kept) });
    const text = Buffer.from(right.body).toString();
    const other = text.replaceAll(/"edit_role":"[^"]*"/g, `"edit_role":"role ${updates}"`);
    return { ...right, body: Buffer.from(other) };
  };
  const run = await listening(answer, (target) =>
    runContract({
      ...{ description: describedPaths((path) => /\/workflows\b/.test(path)), target },
      ...{ environment: {}, operations: ['updateAopWorkflow'], only: ['behaviour'] },
    }),
  );
  const lost = resultsOf(run, 'broken').find(({ case: one }) => one.name === 'read after update');
  expect(lost?.findings).toMatchObject([{ name: 'update_lost' }]);
  expect(lost?.notes).toMatchObject([{ name: 'update_changed_others' }]);
  // The request is that of the finding.
  expect(lost?.case.request.body).toMatchObject({ value: { description: expect.any(String) } });
});

describe('A contract run on a search by a body', () => {
  const isKept = (path: string) => path.includes('/alerts');

  /** A sandbox that reads a search of alerts without some of its members. */
  function searching(ignored: readonly string[]) {
    const server = startServer();
    const answer: StatefulServer['answer'] = (request) => {
      if (!request.target.endsWith('/alerts/search')) return server.answer(request);
      const body = JSON.parse(Buffer.from(request.body).toString()) as Record<string, unknown>;
      for (const name of ignored) Reflect.deleteProperty(body, name);
      return server.answer({ ...request, body: Buffer.from(JSON.stringify(body)) });
    };
    return brokenOn(answer, 'listAlerts', 'behaviour', isKept);
  }

  /** A sandbox that gives another text for the answer to a search, or reads another one. */
  function translating(change: (text: string) => string, of: 'request' | 'answer') {
    const server = startServer();
    const changed = (bytes: Uint8Array) => Buffer.from(change(Buffer.from(bytes).toString()));
    const answer: StatefulServer['answer'] = async (request) => {
      if (!request.target.endsWith('/alerts/search')) return server.answer(request);
      if (of === 'request') return server.answer({ ...request, body: changed(request.body) });
      const right = await server.answer(request);
      return { ...right, body: changed(right.body) };
    };
    return brokenOn(answer, 'listAlerts', 'behaviour', isKept);
  }

  test('notices that conditions are joined otherwise than they are', async () => {
    const joined = (text: string) => text.replaceAll('"and"', '"or"');
    expect(await translating(joined, 'request')).toEqual(['filter condition']);
  });

  test.each(
    sampled(
      [
        ['!= as =', '"!="', '"="'],
        ['in as =, by the first value', /"in","([^",]*),[^"]*"/g, '"=","$1"'],
        ['>= as >', '">="', '">"'],
        ['<= as <', '"<="', '"<"'],
      ] as const,
      2,
    ),
  )('notices that a condition takes %s', async (_, operator, other) => {
    const read = (text: string) => text.replaceAll(operator, other);
    expect(await translating(read, 'request')).toEqual(['filter condition']);
  });

  test('takes it for no fault that a field takes no operator but one', async () => {
    const refused = (text: string) =>
      /"(!=|in|contains|[<>]=)"/.test(text) ? '{"no such member":1}' : text;
    expect(await translating(refused, 'request')).toEqual([]);
    const none = (text: string) => text.replace(/"(!=|in|contains|[<>]=)"/, '"none"');
    expect(await translating(none, 'request')).toEqual([]);
  });

  test('takes it for no fault that a condition is met in any case', async () => {
    // What is written in capitals is read as `True_Positive` is written.
    const cased = (text: string) =>
      text.replaceAll(/(?<=")[A-Z_]{3,}(?="\])/g, (word) =>
        word.toLowerCase().replaceAll(/(^|_)[a-z]/g, (letter) => letter.toUpperCase()),
      );
    expect(await translating(cased, 'request')).toEqual([]);
  });

  testAtNight('notices that a search which finds nothing counts what there is', async () => {
    const counted = (text: string) => text.replace(/"total":0\b/, '"total":7');
    expect(await translating(counted, 'answer')).toEqual([
      'filter from_date',
      'filter to_date',
      'filter condition',
    ]);
  });

  testAtNight('finds nothing wrong with the sandbox', async () => {
    expect(await searching([])).toEqual([]);
  });

  test.each(
    sampled(
      [
        ['from_date', 'filter from_date'],
        ['to_date', 'filter to_date'],
        ['condition', 'filter condition'],
        // The fields that it is sorted by are examples of its schema.
        ['sort_by', 'order'],
      ],
      8,
    ),
  )('notices that %s is ignored', async (name, check) => {
    expect(await searching([name])).toEqual([check]);
  });
});

test('A contract run notices that a text inside of an object is not updated', async () => {
  const server = startServer();
  const answer: StatefulServer['answer'] = async (request) => {
    const isUpdate = request.method === 'PUT' && request.target.includes('/rules/');
    const restore = isUpdate ? server.snapshot() : undefined;
    const right = await server.answer(request);
    restore?.();
    return right;
  };
  const isKept = (path: string) => /playbooks|dataclasses|\/workflows\b/.test(path);
  expect(await brokenOn(answer, 'updatePlaybookRule', 'behaviour', isKept)).toEqual([
    'read after update',
  ]);
});

/** The names of the checks of an operation that fail on a sandbox which reads other bodies. */
function reading(
  operation: string,
  kept: string,
  change: (body: Record<string, unknown>, request: { method: string; target: string }) => object,
): Promise<string[]> {
  const server = startServer();
  const answer: StatefulServer['answer'] = (request) => {
    const text = Buffer.from(request.body).toString();
    if (!text.startsWith('{')) return server.answer(request);
    const body = change(JSON.parse(text) as Record<string, unknown>, request);
    return server.answer({ ...request, body: Buffer.from(JSON.stringify(body)) });
  };
  return brokenOn(answer, operation, 'behaviour', (path) => new RegExp(`/${kept}`).test(path));
}

describe('A contract run on operations that list ids', () => {
  const firstOf = ({ batch_ids: ids, ...body }: Record<string, unknown>) => ({
    ...body,
    ...(Array.isArray(ids) && { batch_ids: ids.slice(0, 1) }),
  });

  test.each(
    sampled(
      [
        ['deletes the first alone', 'deleteAlerts', 'alerts'],
        ['changes the first alone', 'changeAlerts', 'alerts'],
        ['deletes the first alone of what is read in a list', 'deleteNotes', '(notes|alerts)'],
      ],
      4,
    ),
  )('notices a server that %s', async (_, operation, kept) => {
    expect(await reading(operation, kept, firstOf)).toEqual(['several']);
  });

  /** A sandbox whose answers to an operation of alerts are other texts. */
  const answering = (end: string, change: (text: string) => string) => {
    const server = startServer();
    const answer: StatefulServer['answer'] = async (request) => {
      const right = await server.answer(request);
      if (!request.target.endsWith(end) || right.status !== 200) return right;
      return { ...right, body: Buffer.from(change(Buffer.from(right.body).toString())) };
    };
    return answer;
  };

  test('notices a server that answers with the ids of records that are not there', async () => {
    const answer = answering('/alerts/import', (text) =>
      text.replaceAll(/-\w{12}"/g, '-0000deadbeef"'),
    );
    const isKept = (path: string) => path.includes('/alerts');
    expect(await brokenOn(answer, 'importAlerts', 'behaviour', isKept)).toEqual(['listed ids']);
  });

  test('notes that what is not there was deleted', async () => {
    const answer = answering('/alerts/batch-delete', (text) => {
      const { data, ...body } = JSON.parse(text) as { data: Record<string, string[]> };
      const ids = [...(data['success_ids'] ?? []), ...(data['error_ids'] ?? [])];
      return JSON.stringify({ ...body, data: { success_ids: ids, error_ids: [] } });
    });
    const run = await listening(answer, (target) =>
      runContract({
        description: describedPaths((path) => path.includes('/alerts')),
        ...{ target, environment: {}, operations: ['deleteAlerts'], only: ['behaviour'] },
      }),
    );
    expect(resultsOf(run, 'broken')).toEqual([]);
    expect(run.results.flatMap(({ notes = [] }) => notes.map(({ message }) => message))).toContain(
      'data.success_ids in the answer names an id that nobody created.',
    );
  });

  test('notes that a span of time ends before its end', async () => {
    const server = startServer();
    const answer: StatefulServer['answer'] = async (request) => {
      const right = await server.answer(request);
      const end = new URL(request.target, 'http://host').searchParams.get('create_time_end');
      if (end === null || right.status !== 200) return right;
      const { workspaces: all } = JSON.parse(Buffer.from(right.body).toString());
      const workspaces = all.filter((one: { create_time: string }) => one.create_time !== end);
      const body = Buffer.from(JSON.stringify({ workspaces, count: workspaces.length }));
      return { ...right, body };
    };
    expect(await notesOn(answer, 'listWorkspaces', ofSpaces)).toEqual([
      expect.stringMatching(/^With create_time_end=\S+ there is no record with that create_time/),
    ]);
  });

  test('notes that a deletion is answered with more than the description gives it', async () => {
    const server = startServer();
    const answer: StatefulServer['answer'] = async (request) => {
      const right = await server.answer(request);
      const isDone = request.method === 'DELETE' && right.status === 200;
      return isDone ? { ...right, body: Buffer.from('{}') } : right;
    };
    expect(await notesOn(answer, 'deleteWorkspace', ofSpaces)).toEqual([
      expect.stringMatching(/^The answer 200 to a deletion has a body/),
    ]);
  });

  test.each(sampled([['ids'], ['dataclass_id']], 3))(
    'notices that a search by %s is one for all',
    async (name) => {
      const without = ({ [name]: _, ...body }: Record<string, unknown>) => body;
      expect(await reading('listIndicators', 'indicators', without)).toEqual([`filter ${name}`]);
    },
  );
});

test('A contract run notices that what a body names by an id gets another one', async () => {
  const server = startServer();
  const answer: StatefulServer['answer'] = (request) => {
    const text = Buffer.from(request.body).toString();
    const isCreation = request.target.endsWith('/batch-create');
    const body = isCreation ? Buffer.from(text.replace(/"id":"[^"]*",/, '')) : request.body;
    return server.answer({ ...request, body });
  };
  const isKept = (path: string) => /\/(datapanel|dataclasses)\b/.test(path);
  const broken = await brokenOn(answer, 'showDatapanelObject', 'behaviour', isKept);
  expect(broken).toEqual(['read after create']);
});

test('A contract run notices that what is left out is not its default', async () => {
  const views = (body: Record<string, unknown>, { method }: { method: string }) =>
    method === 'POST' ? { is_view: true, ...body } : body;
  const kept = 'workspaces(/\\{workspace_id\\})?$';
  expect(await reading('showWorkspace', kept, views)).toEqual(['read after create']);
});

test('A contract run notices that a member of the only member of a body is not updated', async () => {
  const withoutStatus = (body: Record<string, unknown>, { method }: { method: string }) => {
    const object = body['data_object'];
    if (method !== 'PUT' || typeof object !== 'object') return body;
    return { ...body, data_object: { ...object, status: undefined } };
  };
  expect(await reading('updateIndicator', 'indicators', withoutStatus)).toEqual([
    'read after update',
  ]);
});

test('A contract run tells a deletion of two records from a list that lacks one', async () => {
  const server = startServer();
  let made: string[] = [];
  const answer: StatefulServer['answer'] = async (request) => {
    const text = Buffer.from(request.body).toString();
    if (!request.target.endsWith('/alerts')) return server.answer(request);
    const other = made.findLast((id) => !text.includes(id));
    if (request.method === 'DELETE' && other !== undefined) {
      made = made.filter((id) => id !== other && !text.includes(id));
      const body = JSON.parse(text) as { batch_ids: string[] };
      const ids = [...body.batch_ids, other];
      await server.answer({ ...request, body: Buffer.from(JSON.stringify({ batch_ids: ids })) });
    }
    const right = await server.answer(request);
    const [, id] = /"id":"([^"]+)"/.exec(Buffer.from(right.body).toString()) ?? [];
    if (request.method === 'POST' && id !== undefined) made.push(id);
    return right;
  };
  const isKept = (path: string) => path.includes('/alerts');
  expect(await brokenOn(answer, 'listAlerts', 'behaviour', isKept)).toEqual([
    'deleted is not listed',
  ]);
});

/** A body with other texts and numbers in it. */
const withOther = (body: object, other: (value: unknown) => unknown): object =>
  JSON.parse(JSON.stringify(body), (_, value: unknown) => other(value)) as object;

const inAscii = (value: unknown) =>
  typeof value === 'string' ? value.replaceAll(/[^\x20-\x7e]/gu, '?') : value;

describe('A contract run notices of what is written inside of an object', () => {
  test.each(
    sampled<[string, string, (value: unknown) => unknown]>(
      [
        // Who chooses the creation alone has the check, too.
        ['letters that are lost', 'createAlert', inAscii],
        ['a long text that is cut', 'showAlert', (value) => cutText(value, 64)],
        [
          'a list that loses all but its first item',
          'showAlert',
          (value) => (Array.isArray(value) ? value.slice(0, 1) : value),
        ],
        ['a fraction that is cut', 'showAlert', (value) => onNumbers(value, Math.trunc)],
        ['a number that is cut', 'showAlert', (value) => onNumbers(value, (one) => one % 65_536)],
        [
          'zero that is taken for none',
          'showAlert',
          (value) => onNumbers(value, (one) => one || 1),
        ],
      ],
      4,
    ),
  )('%s', async (_, operation, other) => {
    const drifted = await reading(operation, 'alerts', (body, { method }) =>
      method === 'POST' ? withOther(body, other) : body,
    );
    expect(drifted).toEqual(['read after create']);
  });

  test.each(
    sampled<[string, (value: unknown) => unknown]>(
      [
        ['letters', inAscii],
        ['numbers', (value) => (typeof value === 'number' ? undefined : value)],
        ['lists', (value) => (Array.isArray(value) ? undefined : value)],
      ],
      4,
    ),
  )('%s that an update loses', async (_, other) => {
    const drifted = await reading('changeAlert', 'alerts', (body, { method }) =>
      method === 'PUT' ? withOther(body, other) : body,
    );
    expect(drifted).toEqual(['read after update']);
  });
});

const cutText = (value: unknown, most: number) =>
  typeof value === 'string' ? value.slice(0, most) : value;

const onNumbers = (value: unknown, other: (one: number) => number) =>
  typeof value === 'number' ? other(value) : value;

test('A contract run asks for nothing below a version that another request has submitted', async () => {
  const run = await listening(startServer().answer, (target) =>
    runContract({
      description: describedPaths((path) => /playbooks|dataclasses|\/workflows\b/.test(path)),
      ...{ target, environment: {}, only: ['example', 'boundary'] },
      operations: ['updatePlaybookVersion', 'createPlaybookRule'],
    }),
  );
  expect(resultsOf(run, 'broken').map(({ case: one }) => one.id)).toEqual([]);
});

const ofPlaybooks = (path: string) => /playbooks|dataclasses|\/workflows\b/.test(path);

test('A contract run notices that a list of a record has but the first item that was written', async () => {
  const server = startServer();
  const answer: StatefulServer['answer'] = (request) => {
    if (request.method !== 'POST' || !request.target.endsWith('/versions'))
      return server.answer(request);
    const body = JSON.parse(Buffer.from(request.body).toString() || '{}') as {
      actions?: unknown[];
    } | null;
    if (!Array.isArray(body?.actions)) return server.answer(request);
    const cut = { ...body, actions: body.actions.slice(0, 1) };
    return server.answer({ ...request, body: Buffer.from(JSON.stringify(cut)) });
  };
  expect(await brokenOn(answer, 'showPlaybookVersion', 'behaviour', ofPlaybooks)).toEqual([
    'read after create',
  ]);
});

test('A contract run notices a rule that is answered below every version that there is', async () => {
  const server = startServer();
  const owners = new Map<string, string>();
  const answer: StatefulServer['answer'] = async (request) => {
    const [, version = '', rule = ''] =
      /\/versions\/([^/]+)\/rules\/?([^/]*)$/.exec(request.target) ?? [];
    const isThere = request.method === 'GET' && [...owners.values()].includes(version);
    const owner = (isThere && owners.get(rule)) || version;
    const right = await server.answer({
      ...request,
      target: request.target.replace(version, owner),
    });
    const [, made = ''] = /"(?:rule_)?id":"([^"]+)"/.exec(Buffer.from(right.body).toString()) ?? [];
    if (request.method === 'POST' && version !== '') owners.set(made, version);
    if (request.target.endsWith('/versions')) owners.set(`of ${made}`, made);
    return right;
  };
  expect(await brokenOn(answer, 'showPlaybookRule', 'behaviour', ofPlaybooks)).toEqual([
    'elsewhere',
  ]);
});

testAtNight(
  'A contract run notices a list of a record that has what belongs to others',
  async () => {
    const server = startServer();
    const all = new Map<string, unknown>();
    const answer: StatefulServer['answer'] = async (request) => {
      const right = await server.answer(request);
      if (!/\/versions\/[^/]+\/actions/.test(request.target) || right.status !== 200) return right;
      const body = JSON.parse(Buffer.from(right.body).toString()) as { data?: { id: string }[] };
      for (const one of [body.data ?? []].flat()) all.set(one.id, one);
      if (request.method !== 'GET' || body.data === undefined) return right;
      const data = [...all.values()];
      return { ...right, body: Buffer.from(JSON.stringify({ ...body, data, total: data.length })) };
    };
    expect(await brokenOn(answer, 'listPlaybookActions', 'behaviour', ofPlaybooks)).toContain(
      'nothing of elsewhere',
    );
  },
);

test('A contract run notices that a workflow is enabled by a version of it that is not active', async () => {
  const server = startServer();
  const answer: StatefulServer['answer'] = async (request) => {
    const right = await server.answer(request);
    const text = Buffer.from(request.body).toString();
    const [, named = ''] = /"version_id":"([^"]+)"/.exec(text) ?? [];
    if (request.method !== 'PUT' || right.status !== 400 || named === '') return right;
    const read = { ...request, method: 'GET', body: new Uint8Array() };
    const version = await server.answer({
      ...read,
      target: request.target.replace(/[^/]+$/, `versions/${named}`),
    });
    if (version.status !== 200) return right;
    const workflow = Buffer.from((await server.answer(read)).body).toString();
    const [, active = ''] = /"version_id":"([^"]+)"/.exec(workflow) ?? [];
    return server.answer({ ...request, body: Buffer.from(text.replace(named, active)) });
  };
  const run = await listening(answer, (target) =>
    runContract({
      description: describedPaths((path) => /\/workflows\b/.test(path)),
      ...{ target, environment: {}, readings: 'strict', only: ['life-cycle'] },
      operations: ['updateAopWorkflow'],
    }),
  );
  const broken = resultsOf(run, 'broken').map(({ case: { name } }) => name);
  expect(broken).toContainEqual(expect.stringContaining('with another id'));
});
