import { describe, expect, test } from '@jest/globals';
import { startServer } from '../../../scripts/contract/mutation/sandbox.js';
import { sampled, testAtNight } from '../../lib/at-night.js';
import {
  asking,
  brokenOn,
  idIn,
  jsonOf,
  namesOf,
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
  type Request,
} from './drifted.js';

const ofAlerts = /\/alerts/;
const isSearch = ({ target }: Request): boolean => target.endsWith('/alerts/search');

test('A contract run notices a list that counts one record more than it has', async () => {
  const answer = showing((body, request) =>
    isSearch(request) ? { ...body, total: body.total + 1 } : body,
  );
  expect(await brokenOn(answer, 'listAlerts', ofAlerts)).toContain('whole');
});

test('A contract run notices that a page names another size than it was asked for', async () => {
  const answer = saying((text, { target }) =>
    target.endsWith('/notes/search') ? text.replace(/"size":\d+/, '"size":77') : text,
  );
  expect(await brokenOn(answer, 'listNotes', /\/(notes|alerts)/)).toEqual(['pages']);
});

describe('A contract run on a list whose records no operation creates', () => {
  /** A sandbox that reads another query than the one that is sent, and counts the list otherwise. */
  function listing(change: (query: URLSearchParams) => void, more = 0) {
    const isList = ({ target }: Request) => /\/soc\/dataclasses(\?|$)/.test(target);
    const counted = showing((body, request) =>
      isList(request) ? { ...body, total: body.total + more } : body,
    );
    const answer = asking((request) => {
      if (!isList(request)) return request;
      const { pathname, searchParams } = new URL(request.target, 'http://sandbox');
      change(searchParams);
      return { ...request, target: `${pathname}?${searchParams}` };
    }, counted);
    // By the workflows, which can be created, the run sees that the server keeps state.
    return brokenOn(answer, 'listDataclass', /\/(dataclasses|workflows)\b/);
  }

  test('finds nothing wrong with the sandbox', async () => {
    expect(await listing(() => {})).toEqual([]);
  });

  test.each<[string, string, Parameters<typeof listing>]>(
    sampled(
      [
        ['ignores the limit', 'limit', [(query) => query.delete('limit')]],
        [
          'begins each page but the first one record early',
          'pages',
          [(query) => query.set('offset', String(Math.max(0, Number(query.get('offset')) - 1)))],
        ],
        ['ignores a filter', 'filter name', [(query) => query.delete('name')]],
        ['counts one too many', 'whole', [() => {}, 1]],
      ],
      8,
    ),
  )('notices that it %s', async (_, name, drift) => {
    expect(await listing(...drift)).toContain(name);
  });
});

test('A contract run notices that a filter is ignored where the total, by our reading alone, is wrong', async () => {
  // Only what no record has tells the filter from none.
  const named = showing((body, { target }) => {
    if (!target.includes('/playbooks/instances?')) return body;
    const instances = body.instances.map((one: Json) => ({
      ...one,
      playbook: { ...one.playbook, name: 'Nightly' },
    }));
    return { ...body, instances, count: instances.length };
  });
  const answer = asking(
    (request) => ({ ...request, target: request.target.replace(/&?playbook_name=[^&]*/, '') }),
    named,
  );
  const kept = /playbooks|dataclasses|\/(alerts|workflows)\b/;
  expect(await brokenOn(answer, 'listPlaybookInstances', kept)).toEqual(['filter playbook_name']);
});

test('A contract run notices that a text to look for is ignored', async () => {
  const answer = asking((request) => ({
    ...request,
    target: request.target.replace(/&?search_txt=[^&]*/, ''),
  }));
  const kept = /playbooks|dataclasses|\/workflows\b/;
  expect(await brokenOn(answer, 'listPlaybooks', kept)).toEqual(['filter search_txt']);
  const empty = showing((body, { target }) =>
    target.includes('/playbooks?') ? { ...body, data: [], total: 0 } : body,
  );
  const run = await runOver(empty, kept, { operations: ['listPlaybooks'], only: ['behaviour'] });
  expect(namesOf(run, 'kept')).not.toContain('filter search_txt');
});

test('A contract run notices that a filter finds other values than those for which it stands', async () => {
  const answer = saying((text, { target }) =>
    target.includes('/tasks?') ? text.replace('"status":"waiting"', '"status":"finished"') : text,
  );
  expect(await brokenOn(answer, 'listTasks', /\/(tasks|workflows)\b/)).toContain(
    'filter query_type',
  );
});

test('A contract run notices an order that is ignored in a list of what has no ids', async () => {
  const answer = asking((request) => ({
    ...request,
    target: request.target.replace('sort_dir=asc', 'sort_dir=desc'),
  }));
  expect(await brokenOn(answer, 'listPlaybookAuditLogs', /playbooks|\/workflows\b/)).toEqual([
    'order',
  ]);
});

test('A contract run notices a filter in the body that is ignored where the query asks for pages', async () => {
  const answer = asking((request) =>
    withText(request, textOf(request).replace(/"action_name":"[^"]*",?/, '')),
  );
  expect(await brokenOn(answer, 'listPlaybookAuditLogs', /playbooks|\/workflows\b/)).toEqual([
    'filter action_name',
  ]);
});

describe('A contract run on a search by a body', () => {
  /** What fails on a sandbox that reads another text for a search. */
  const translating = (change: (text: string) => string) =>
    brokenOn(
      asking((request) =>
        isSearch(request) ? withText(request, change(textOf(request))) : request,
      ),
      ...(['listAlerts', ofAlerts] as const),
    );

  test('notices that conditions are joined otherwise than they are', async () => {
    const joined = (text: string) => text.replaceAll('"and"', '"or"');
    expect(await translating(joined)).toEqual(['filter condition']);
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
    expect(await translating(read)).toEqual(['filter condition']);
  });

  test('takes it for no fault that a field takes no operator but one', async () => {
    const refused = (text: string) =>
      /"(!=|in|contains|[<>]=)"/.test(text) ? '{"no such member":1}' : text;
    expect(await translating(refused)).toEqual([]);
    const none = (text: string) => text.replace(/"(!=|in|contains|[<>]=)"/, '"none"');
    expect(await translating(none)).toEqual([]);
  });

  test('takes it for no fault that a condition is met in any case', async () => {
    // What is written in capitals is read as `True_Positive` is written.
    const cased = (text: string) =>
      text.replaceAll(/(?<=")[A-Z_]{3,}(?="\])/g, (word) =>
        word.toLowerCase().replaceAll(/(^|_)[a-z]/g, (letter) => letter.toUpperCase()),
      );
    expect(await translating(cased)).toEqual([]);
  });

  testAtNight('notices that a search which finds nothing counts what there is', async () => {
    const answer = saying((text, request) =>
      isSearch(request) ? text.replace(/"total":0\b/, '"total":7') : text,
    );
    expect(await brokenOn(answer, 'listAlerts', ofAlerts)).toEqual([
      'filter from_date',
      'filter to_date',
      'filter condition',
    ]);
  });

  testAtNight('finds nothing wrong with the sandbox', async () => {
    expect(await translating((text) => text)).toEqual([]);
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
    const answer = reading((body, request) =>
      isSearch(request) ? { ...body, [name]: undefined } : body,
    );
    expect(await brokenOn(answer, 'listAlerts', ofAlerts)).toEqual([check]);
  });

  test.each(sampled([['ids'], ['dataclass_id']], 3))(
    'notices that a search by %s is one for all',
    async (name) => {
      const answer = reading((body) => ({ ...body, [name]: undefined }));
      expect(await brokenOn(answer, 'listIndicators', /\/indicators/)).toEqual([`filter ${name}`]);
    },
  );
});

test('A contract run notes that a span of time ends before its end', async () => {
  const answer = showing((body, { target }) => {
    const end = new URL(target, 'http://host').searchParams.get('create_time_end');
    if (end === null) return body;
    const workspaces = body.workspaces.filter((one: Json) => one.create_time !== end);
    return { workspaces, count: workspaces.length };
  });
  const kept = /\/workspaces(\/\{workspace_id\})?$/;
  expect(await notesOn(answer, 'listWorkspaces', kept)).toEqual([
    expect.stringMatching(/^With create_time_end=\S+ there is no record with that create_time/),
  ]);
});

test('A contract run tells a deletion of two records from a list that lacks one', async () => {
  const server = startServer();
  let made: string[] = [];
  const answer: Answer = async (request) => {
    const text = textOf(request);
    if (!request.target.endsWith('/alerts')) return server.answer(request);
    const other = made.findLast((id) => !text.includes(id));
    if (request.method === 'DELETE' && other !== undefined) {
      made = made.filter((id) => id !== other && !text.includes(id));
      const batch = [...jsonOf(request).batch_ids, other];
      await server.answer(withJson(request, { batch_ids: batch }));
    }
    const right = await server.answer(request);
    if (request.method === 'POST' && idIn(right) !== '') made.push(idIn(right));
    return right;
  };
  expect(await brokenOn(answer, 'listAlerts', ofAlerts)).toEqual(['deleted is not listed']);
});

testAtNight(
  'A contract run notices a list of a record that has what belongs to others',
  async () => {
    const all = new Map<string, unknown>();
    const answer = showing((body, { method, target }) => {
      if (!/\/versions\/[^/]+\/actions/.test(target)) return body;
      for (const one of [body.data ?? []].flat()) all.set(one.id, one);
      if (method !== 'GET' || body.data === undefined) return body;
      return { ...body, data: [...all.values()], total: all.size };
    });
    const kept = /playbooks|dataclasses|\/workflows\b/;
    expect(await brokenOn(answer, 'listPlaybookActions', kept)).toContain('nothing of elsewhere');
  },
);
