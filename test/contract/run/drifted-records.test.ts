import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { startServer } from '../../../scripts/contract/mutation/sandbox.js';
import { sampled, testAtNight } from '../../lib/at-night.js';
import {
  asking,
  brokenOn,
  idIn,
  jsonOf,
  notesOn,
  reading,
  runOver,
  saying,
  showing,
  textOf,
  withJson,
  withText,
  type Answer,
  type Json,
} from './drifted.js';
import { resultsOf } from './run-on.js';

const ofAlerts = /\/alerts/;
const ofNotes = /\/(notes|alerts)/;
const ofSpaces = /\/workspaces(\/\{workspace_id\})?$/;
const ofPlaybooks = /playbooks|dataclasses|\/workflows\b/;

/** A sandbox of which the successes of some requests are other texts. */
const rewriting = (end: RegExp, change: (text: string) => string) =>
  saying((text, { method, target }) => (end.test(`${method} ${target}`) ? change(text) : text));

describe('A contract run on what a new record shows', () => {
  const workspace = 'f44065f5-557b-4376-ae02-8c65ef1960f4';
  const ofFiles = /\/attachment/;
  const oneName = (text: string) => text.replace(/"file_name":"[^"]*"/, '"file_name":"x"');

  test.each<[string, Answer]>(
    sampled(
      [
        [
          'a name of a file that is read as Latin-1',
          asking((request) =>
            /POST .*\/upload$/.test(`${request.method} ${request.target}`)
              ? withText(
                  request,
                  textOf(request).replace('é剧', Buffer.from('é剧').toString('latin1')),
                )
              : request,
          ),
        ],
        [
          'another name than the answer to the creation',
          rewriting(/GET .*\/attachment\/[^/]+$/, oneName),
        ],
      ],
      1,
    ),
  )('notices %s', async (_, answer) => {
    expect(await brokenOn(answer, 'showAttachment', ofFiles)).toEqual(['read after create']);
  });

  test('notices a file that is to be had from another workspace', async () => {
    const answer = asking((request) =>
      request.target.endsWith('/download')
        ? {
            ...request,
            target: request.target.replace(/workspaces\/[^/]+/, `workspaces/${workspace}`),
          }
        : request,
    );
    expect(await brokenOn(answer, 'downloadAttachment', ofFiles)).toEqual(['elsewhere']);
  });

  test('only notes another name of a file than it was sent with', async () => {
    const answer = rewriting(/\/attachment\//, oneName);
    expect(await notesOn(answer, 'showAttachment', ofFiles)).toEqual([
      'The file was called "contract-test-é剧.txt", but file_name is "x".',
    ]);
  });

  test.each<[string, string, RegExp, Answer, RegExp]>([
    [
      'a time of change after that of the creation',
      'showWorkspace',
      ofSpaces,
      rewriting(/GET .*\/workspaces\/[^/]+$/, (text) =>
        text.replace(/("update_time":")\d{4}/, '$12999'),
      ),
      /^update_time of a new record is "2999-.* after its create_time, /,
    ],
    [
      'a number that has become a text where none is described',
      'showDataobject',
      /\/soc\/\{dataclass_name\}/,
      rewriting(/GET /, (text) => text.replace(/"parent_id":(\d+)/, '"parent_id":"$1"')),
      /^After a creation data_object.parent_id is a text, but was written as a number/,
    ],
    [
      'the beginning of a text alone',
      'listNotes',
      ofNotes,
      rewriting(/\/notes\/search$/, (text) =>
        text.replaceAll(/("data":\{"content":"contract)(\\.|[^"\\])*/g, '$1'),
      ),
      /^After a creation data.content is "contract", only the beginning/,
    ],
  ])('notes %s', async (_, operation, kept, answer, noted) => {
    const notes = await notesOn(answer, operation, kept);
    expect(notes).toContainEqual(expect.stringMatching(noted));
  });

  test('notices that of two records which are created at once the second is not there', async () => {
    const answer = rewriting(/\/batch-create$/, (text) =>
      text.replace(/,(\{"id":"[^"]*)\w{8}"/, ',$1deadbeef"'),
    );
    const kept = /\/datapanel\/|dataclasses/;
    expect(await brokenOn(answer, 'showDatapanelObject', kept)).toEqual(['read after create']);
  });

  test('notices that what a body names by an id gets another one', async () => {
    const answer = asking((request) =>
      request.target.endsWith('/batch-create')
        ? withText(request, textOf(request).replace(/"id":"[^"]*",/, ''))
        : request,
    );
    const kept = /\/(datapanel|dataclasses)\b/;
    expect(await brokenOn(answer, 'showDatapanelObject', kept)).toEqual(['read after create']);
  });

  test('notices that what is left out is not its default', async () => {
    const answer = reading((body, { method }) =>
      method === 'POST' ? { is_view: true, ...body } : body,
    );
    expect(await brokenOn(answer, 'showWorkspace', ofSpaces)).toEqual(['read after create']);
  });

  test('notices that a list of a record has but the first item that was written', async () => {
    const answer = reading((body, { method, target }) =>
      method === 'POST' && target.endsWith('/versions') && Array.isArray(body.actions)
        ? { ...body, actions: body.actions.slice(0, 1) }
        : body,
    );
    expect(await brokenOn(answer, 'showPlaybookVersion', ofPlaybooks)).toEqual([
      'read after create',
    ]);
  });
});

/** A body with other texts and numbers in it. */
const withOther = (body: object, other: (value: unknown) => unknown): object =>
  JSON.parse(JSON.stringify(body), (_, value: unknown) => other(value));

const inAscii = (value: unknown) =>
  typeof value === 'string' ? value.replaceAll(/[^\x20-\x7e]/gu, '?') : value;

const onNumbers = (other: (one: number) => number) => (value: unknown) =>
  typeof value === 'number' ? other(value) : value;

describe('A contract run notices of what is written inside of an object', () => {
  test.each<[string, string, (value: unknown) => unknown]>(
    sampled(
      [
        // Who chooses the creation alone has the check, too.
        ['letters that are lost', 'createAlert', inAscii],
        [
          'a long text that is cut',
          'showAlert',
          (value) => (typeof value === 'string' ? value.slice(0, 64) : value),
        ],
        [
          'a list that loses all but its first item',
          'showAlert',
          (value) => (Array.isArray(value) ? value.slice(0, 1) : value),
        ],
        ['a fraction that is cut', 'showAlert', onNumbers(Math.trunc)],
        ['a number that is cut', 'showAlert', onNumbers((one) => one % 65_536)],
        ['zero that is taken for none', 'showAlert', onNumbers((one) => one || 1)],
      ],
      4,
    ),
  )('%s', async (_, operation, other) => {
    const answer = reading((body, { method }) =>
      method === 'POST' ? withOther(body, other) : body,
    );
    expect(await brokenOn(answer, operation, ofAlerts)).toEqual(['read after create']);
  });

  test.each<[string, (value: unknown) => unknown]>(
    sampled(
      [
        ['letters', inAscii],
        ['numbers', (value) => (typeof value === 'number' ? undefined : value)],
        ['lists', (value) => (Array.isArray(value) ? undefined : value)],
      ],
      4,
    ),
  )('%s that an update loses', async (_, other) => {
    const answer = reading((body, { method }) =>
      method === 'PUT' ? withOther(body, other) : body,
    );
    expect(await brokenOn(answer, 'changeAlert', ofAlerts)).toEqual(['read after update']);
  });
});

describe('A contract run on updates', () => {
  test('notices a change that is lost after one that, by our reading alone, changes too much', async () => {
    let updates = 0;
    const others = saying((text, { method }) => {
      updates += Number(method === 'PUT');
      return text.replaceAll(/"edit_role":"[^"]*"/g, `"edit_role":"role ${updates}"`);
    });
    // The name is kept, and what is changed next is not.
    const withoutText = (text: string) =>
      text.replace(/,?"description":"[^"]*"/, '').replace('{,', '{');
    const answer = asking(
      (request) =>
        request.method === 'PUT' ? withText(request, withoutText(textOf(request))) : request,
      others,
    );
    const run = await runOver(answer, /\/workflows\b/, {
      operations: ['updateAopWorkflow'],
      only: ['behaviour'],
    });
    const lost = resultsOf(run, 'broken').find(({ case: one }) => one.name === 'read after update');
    expect(lost?.findings).toMatchObject([{ name: 'update_lost' }]);
    expect(lost?.notes).toMatchObject([{ name: 'update_changed_others' }]);
    // The request is that of the finding.
    expect(lost?.case.request.body).toMatchObject({ value: { description: expect.any(String) } });
  });

  test('notices that a text inside of an object is not updated', async () => {
    const server = startServer();
    const answer: Answer = async (request) => {
      const isUpdate = request.method === 'PUT' && request.target.includes('/rules/');
      const restore = isUpdate ? server.snapshot() : undefined;
      const right = await server.answer(request);
      restore?.();
      return right;
    };
    expect(await brokenOn(answer, 'updatePlaybookRule', ofPlaybooks)).toEqual([
      'read after update',
    ]);
  });

  test('notices that a member of the only member of a body is not updated', async () => {
    const answer = reading(({ data_object: object, ...body }, { method }) =>
      method === 'PUT' && typeof object === 'object'
        ? { ...body, data_object: { ...object, status: undefined } }
        : { ...body, data_object: object },
    );
    expect(await brokenOn(answer, 'updateIndicator', /\/indicators/)).toEqual([
      'read after update',
    ]);
  });
});

describe('A contract run on records that can be read in a list alone', () => {
  const kept = /playbooks|dataclasses|\/(alerts|workflows)\b/;

  /** A sandbox in which the requests that write actions of playbooks are other ones. */
  const writing = (written: string, change: (action: Json) => object) =>
    asking((request) => {
      const { method, target } = request;
      if (method !== written || !/\/versions\/[^/]+\/actions(\/[^/]+)?$/.test(target))
        return request;
      const body: Json = JSON.parse(textOf(request));
      return withJson(request, Array.isArray(body) ? body.map(change) : change(body ?? {}));
    });

  testAtNight('finds nothing wrong with the sandbox', async () => {
    const answer = writing('PUT', (action) => action);
    expect(await brokenOn(answer, 'updatePlaybookAction', kept)).toEqual([]);
  });

  test.each([
    ['a change of one is lost', 'PUT'],
    ['one is created without a member that it shows after a change', 'POST'],
  ])('notices that %s', async (_, method) => {
    const answer = writing(method, ({ description: __, ...action }) => action);
    expect(await brokenOn(answer, 'updatePlaybookAction', kept)).toEqual(['read after update']);
  });

  test('notices that each change takes away what is changed after it', async () => {
    const changed = new Set<unknown>();
    const answer = showing((body, { method, target }) => {
      for (const one of target.includes('/actions') ? [body.data].flat() : []) {
        if (method === 'PUT') changed.add(one.id);
        if (changed.has(one.id)) delete one.description;
      }
      return body;
    });
    expect(await brokenOn(answer, 'updatePlaybookAction', kept)).toEqual(['read after update']);
  });

  testAtNight('notices that one is created otherwise than it was asked for', async () => {
    const answer = writing('POST', (action) => ({ ...action, description: 'another one' }));
    expect(await brokenOn(answer, 'listPlaybookActions', kept)).toEqual(['read after create']);
  });
});

describe('A contract run notices, below another record than its own,', () => {
  test.each(
    sampled(
      [
        ['an update, also where its example changes nothing', 'updatePlaybookRule', 'rules'],
        ['an update of what is read in a list alone', 'updatePlaybookAction', 'actions'],
        ['a deletion of what is read in a list alone', 'deletePlaybookAction', 'actions'],
      ],
      4,
    ),
  )('%s', async (_, operation, kind) => {
    const server = startServer();
    const versions = new Map<string, string>();
    const place = new RegExp(`/versions/([^/]+)/${kind}/?([^/?]*)`);
    const answer: Answer = async (request) => {
      const right = await server.answer(request);
      const [, version = '', id = ''] = place.exec(request.target) ?? [];
      if (right.status === 200 && version !== '') versions.set(id || idIn(right), version);
      const known = versions.get(id);
      if (request.method === 'GET' || right.status === 200 || known === undefined) return right;
      return server.answer({ ...request, target: request.target.replace(version, known) });
    };
    expect(await brokenOn(answer, operation, /playbooks|dataclasses/)).toEqual(['elsewhere']);
  });

  test('a rule that is answered below every version that there is', async () => {
    const server = startServer();
    const owners = new Map<string, string>();
    const answer: Answer = async (request) => {
      const { method, target } = request;
      const [, version = '', rule = ''] =
        /\/versions\/([^/]+)\/rules\/?([^/]*)$/.exec(target) ?? [];
      const isThere = method === 'GET' && [...owners.values()].includes(version);
      const owner = (isThere && owners.get(rule)) || version;
      const right = await server.answer({ ...request, target: target.replace(version, owner) });
      const [, made = ''] = /"(?:rule_)?id":"([^"]+)"/.exec(textOf(right)) ?? [];
      if (method === 'POST' && version !== '') owners.set(made, version);
      if (target.endsWith('/versions')) owners.set(`of ${made}`, made);
      return right;
    };
    expect(await brokenOn(answer, 'showPlaybookRule', ofPlaybooks)).toEqual(['elsewhere']);
  });

  test.each<[string, string, RegExp, RegExp]>(
    sampled(
      [
        [
          'a server that begins runs of workflows of another workspace',
          'createWorkflowInstance',
          /\/workflows|\/dataclasses/,
          /\/workflows\/([^/]+)(\/instances)?$/,
        ],
        [
          'a server that stops runs of another workspace',
          'updateWorkflowInstance',
          /\/workflows|\/dataclasses/,
          /\/instances\/([^/?]+)/,
        ],
        [
          'a server that lists actions of another workspace',
          'listPlaybookActions',
          /\/playbooks|\/dataclasses/,
          /\/versions\/([^/]+)\/actions/,
        ],
      ],
      4,
    ),
  )('%s', async (_, operation, kept, place) => {
    const server = startServer();
    const scopes = new Map<string, string>();
    const answer: Answer = async (request) => {
      const right = await server.answer(request);
      const [scope = ''] = request.target.split('/soc/');
      const [, id = ''] = place.exec(request.target) ?? [];
      if (right.status === 200) scopes.set(id, scope);
      const known = scopes.get(id);
      if (right.status === 200 || id === '' || known === undefined) return right;
      return server.answer({ ...request, target: request.target.replace(scope, known) });
    };
    expect((await brokenOn(answer, operation, kept)).join()).toContain('elsewhere');
  });
});

describe('A contract run on operations that list ids', () => {
  test.each(
    sampled(
      [
        ['deletes the first alone', 'deleteAlerts', ofAlerts],
        ['changes the first alone', 'changeAlerts', ofAlerts],
        ['deletes the first alone of what is read in a list', 'deleteNotes', ofNotes],
      ] as const,
      4,
    ),
  )('notices a server that %s', async (_, operation, kept) => {
    const answer = reading((body) =>
      Array.isArray(body.batch_ids) ? { ...body, batch_ids: body.batch_ids.slice(0, 1) } : body,
    );
    expect(await brokenOn(answer, operation, kept)).toEqual(['several']);
  });

  test('notices a server that answers with the ids of records that are not there', async () => {
    const answer = rewriting(/\/alerts\/import$/, (text) =>
      text.replaceAll(/-\w{12}"/g, '-0000deadbeef"'),
    );
    expect(await brokenOn(answer, 'importAlerts', ofAlerts)).toEqual(['listed ids']);
  });

  test('notes that what is not there was deleted', async () => {
    const answer = showing((body, { target }) => {
      if (!target.endsWith('/alerts/batch-delete')) return body;
      const { success_ids: done = [], error_ids: failed = [] } = body.data;
      return { ...body, data: { success_ids: [...done, ...failed], error_ids: [] } };
    });
    expect(await notesOn(answer, 'deleteAlerts', ofAlerts)).toContain(
      'data.success_ids in the answer names an id that nobody created.',
    );
  });

  test('notes that of two updates at a time one undoes the other', async () => {
    const { answer } = startServer();
    const merging: Answer = async (request) => {
      if (!/\/workflows\/[^/]+$/.test(request.target) || request.method !== 'PUT')
        return answer(request);
      const before = await answer({ ...request, method: 'GET', body: new Uint8Array() });
      await delay(50);
      const { name, description, labels } = jsonOf(before).data ?? {};
      return answer(withJson(request, { name, description, labels, ...jsonOf(request) }));
    };
    const ofWorkflows = /\/workflows(\/\{workflow_id\})?$|dataclasses/;
    expect(await notesOn(merging, 'updateAopWorkflow', ofWorkflows)).toContainEqual(
      expect.stringMatching(/^After two updates at a time \w+ is /),
    );
  });

  test('notes that a deletion is answered with more than the description gives it', async () => {
    const answer = rewriting(/^DELETE /, () => '{}');
    expect(await notesOn(answer, 'deleteWorkspace', ofSpaces)).toEqual([
      expect.stringMatching(/^The answer 200 to a deletion has a body/),
    ]);
  });
});
