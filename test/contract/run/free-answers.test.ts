import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { startServer } from '../../../scripts/contract/mutation/sandbox.js';
import { families } from '../../../src/sandbox/sandbox.js';
import {
  asking,
  idIn,
  jsonOf,
  runOver,
  saying,
  showing,
  textOf,
  withJson,
  withText,
  type Answer,
  type Json,
} from './drifted.js';
import {
  askingFor,
  findsNothingWrongWith,
  ofAlerts,
  ofPlaybooks,
  ofSpaces,
  ofWorkflows,
  type Choice,
} from './free-choices.js';
import { findingsOf } from './run-on.js';

/** A time of the service, in UTC and in whole seconds. */
const inUtc = (time: string): string =>
  `${new Date(time.replace(/Z([+-]\d{2})(\d{2})$/, '$1:$2')).toISOString().slice(0, 19)}Z`;

/** A sandbox that counts the changes of each alert in its version. */
function countingChanges(): Answer {
  const changes = new Map<string, number>();
  return saying((text, { method, target }) => {
    const [, id = ''] = /\/alerts\/([^/]+)$/.exec(target) ?? [];
    if (method === 'PUT') changes.set(id, (changes.get(id) ?? 0) + 1);
    return text.replace(/"version":\d+/, `"version":${changes.get(id) ?? 0}`);
  });
}

/** A sandbox whose versions of playbooks have one rule each, the last one. */
function withOneRule(): Answer {
  const server = startServer();
  const last = new Map<string, string>();
  return async (request) => {
    const { method, target } = request;
    const [, version = '', id = ''] = /\/versions\/([^/]+)\/rules\/?([^/]*)/.exec(target) ?? [];
    const isReplaced = id !== '' && id !== last.get(version);
    const right = await server.answer({
      ...request,
      target: isReplaced ? target.replace(id, 'replaced') : target,
    });
    if (method === 'POST' && idIn(right) !== '') last.set(version, idIn(right));
    return right;
  };
}

/** A sandbox that reads a body as most programs do: of a member that comes twice, the last. */
const readingTheLast = (): Answer =>
  asking((request) =>
    textOf(request).startsWith('{"batch_ids"') ? withJson(request, jsonOf(request)) : request,
  );

/** A sandbox whose files are compressed, so that they are no text. */
function compressingFiles(): Answer {
  const server = startServer();
  return async (request) => {
    let body = Buffer.from(request.body);
    const [begin, end] = [body.indexOf('\r\n\r\n') + 4, body.lastIndexOf('\r\n--')];
    if (request.target.endsWith('/import') && end > begin) {
      let file: Buffer = Buffer.from('no file of this service');
      try {
        file = gunzipSync(body.subarray(begin, end));
      } catch {
        // The sandbox refuses it.
      }
      body = Buffer.concat([body.subarray(0, begin), file, body.subarray(end)]);
    }
    const right = await server.answer({ ...request, body });
    const isFile = request.target.endsWith('/export') && right.status === 200;
    return isFile ? { ...right, body: gzipSync(right.body) } : right;
  };
}

/** A sandbox that deletes nothing unless it is asked to delete it for good. */
function deletingForGood(): Answer {
  const server = startServer();
  return (request) =>
    request.method === 'DELETE' && !request.target.includes('permanent_delete=true')
      ? Promise.resolve({ status: 200, headers: { 'x-request-id': 'a' }, body: new Uint8Array() })
      : server.answer(request);
}

/** A sandbox in which somebody else changes an alert once, between two reads of it. */
function changedOnce(): Answer {
  const server = startServer();
  let isDone = false;
  return async (request) => {
    if (request.method === 'HEAD' && !isDone) {
      isDone = true;
      const body = Buffer.from('{"data_object":{"description":"by somebody else"}}');
      const headers = { ...request.headers, 'content-type': 'application/json' };
      await server.answer({ ...request, method: 'PUT', headers, body });
    }
    return server.answer(request);
  };
}

/** A sandbox in which somebody else deletes the oldest alert now and then, and whenever one is deleted. */
function deletedByOthers(): Answer {
  const server = startServer();
  let created = 0;
  return async (request) => {
    const { method, target } = request;
    const right = await server.answer(request);
    const isCreated = target.endsWith('/alerts') && method === 'POST' && (created += 1) % 2 === 0;
    if (!isCreated && method !== 'DELETE') return right;
    const headers = { ...request.headers, 'content-type': 'application/json' };
    const ask = async (one: { method: string; target: string }, body: object): Promise<Json> =>
      jsonOf(await server.answer(withJson({ ...request, headers, ...one }, body)));
    const oldest = { offset: 0, limit: 1, sort_by: 'create_time', order: 'ASC' };
    const { data } = await ask({ method: 'POST', target: `${target}/search` }, oldest);
    if (data?.length === 1) await ask({ method: 'DELETE', target }, { batch_ids: [data[0].id] });
    return right;
  };
}

/** A sandbox that answers some requests, every so many of them, that there are too many. */
function throttling(every: number): Answer {
  const server = startServer();
  let count = 0;
  return async (request) => {
    count += 1;
    if (count % every !== 0) return server.answer(request);
    const headers = { 'content-type': 'application/json', 'retry-after': '0' };
    const body = Buffer.from('{"error_code":"APIGW.0308","error_msg":"limit:1,time:1 second"}');
    return { status: 429, headers, body };
  };
}

/** A sandbox in which what is deleted is there for a moment more. */
function deletingLater(): Answer {
  const server = startServer();
  const later = new Map<string, Promise<unknown>>();
  return async (request) => {
    const { method, target } = request;
    if (method !== 'DELETE' || later.has(target)) return server.answer(request);
    const shown = await server.answer({ ...request, method: 'GET' });
    if (shown.status !== 200) return server.answer(request);
    later.set(
      target,
      delay(100).then(() => server.answer(request)),
    );
    return shown;
  };
}

/** A sandbox that shows in a record how often it has answered. */
function counting(): Answer {
  let count = 0;
  return saying((text) => text.replace('"data":{', () => `"data":{"answered":${(count += 1)},`));
}

/** A sandbox that publishes a version for a moment after its review. */
function publishing(): Answer {
  const cycles = families.flatMap(({ described }) => described.lifeCycles);
  const own = cycles.filter(({ readings }) => readings['D24'] !== undefined);
  return startServer(
    own.map((cycle) => ({
      ...cycle,
      readings: { ...cycle.readings, D24: { ...cycle.readings['D24']!, default: 'passes' } },
      transitions: cycle.transitions.map((rule) => (rule.after ? { ...rule, after: 500 } : rule)),
    })),
  ).answer;
}

/** A sandbox in which an indicator has no more than it was sent last. */
function replacing(): Answer {
  const sent = new Map<string, Json>();
  return saying((text, request) => {
    const [, id = ''] = /\/indicators\/([^/]+)$/.exec(request.target) ?? [];
    if (request.method === 'PUT') sent.set(id, jsonOf(request).data_object);
    const body = JSON.parse(text);
    const own = id && body.data ? sent.get(id) : undefined;
    return own
      ? JSON.stringify({ ...body, data: { ...body.data, data_object: { ...own, id } } })
      : text;
  });
}

/** A sandbox whose list of workflows has a new one a moment later, as that of a search index. */
function listingLater(): Answer {
  const server = startServer();
  const late = new Set<string>();
  return async (request) => {
    const { method, target } = request;
    const url = new URL(target, 'http://host');
    const query = url.searchParams;
    const [limit, offset] = [Number(query.get('limit') ?? 10), Number(query.get('offset') ?? 0)];
    const isList = url.pathname.endsWith('/workflows') && limit <= 100;
    if (isList && method === 'GET') {
      query.set('limit', '100');
      query.set('offset', '0');
    }
    const right = await server.answer({ ...request, target: `${url.pathname}${url.search}` });
    if (!isList || right.status !== 200 || !['GET', 'POST'].includes(method)) return right;
    const body = jsonOf(right);
    if (method === 'POST') {
      late.add(body.data.id);
      setTimeout(() => late.delete(body.data.id), 200);
      return right;
    }
    const known = body.data.filter(({ id }: Json) => !late.has(id));
    const data = known.slice(offset, offset + limit);
    return withJson(right, { ...body, total: known.length, data });
  };
}

/** A sandbox that makes eleven versions of a workflow for one, and lists ten. */
function tenAtMost(): Answer {
  const server = startServer();
  return async (request) => {
    const right = await server.answer(request);
    if (!request.target.endsWith('/versions') || right.status !== 200) return right;
    if (request.method === 'POST')
      for (let more = 0; more < 10; more += 1) await server.answer(request);
    const body = jsonOf(right) as { data: unknown[] };
    return request.method === 'GET'
      ? withText(right, JSON.stringify({ ...body, data: body.data.slice(0, 10) }))
      : right;
  };
}

findsNothingWrongWith([
  ...(['behaviour', 'life-cycle', 'method'] as const).map((group): Choice => ({
    does: `throttles now and then, by the cases of the group ${group}`,
    operations: ['listWorkflows', 'updateAopWorkflow', 'updateAopWorkflowVersion'],
    group,
    kept: ofWorkflows,
    answer: () => throttling(7),
  })),
  ...(['behaviour', 'life-cycle'] as const).map((group): Choice => ({
    does: `deletes a playbook a moment later, by the cases of the group ${group}`,
    operations: ['deletePlaybook', 'listPlaybooks'],
    group,
    kept: ofPlaybooks,
    answer: deletingLater,
  })),
  ...(['behaviour', 'life-cycle'] as const).map((group): Choice => ({
    does: `shows more than is described, by the cases of the group ${group}`,
    operations: ['updatePlaybook', 'updatePlaybookVersion'],
    group,
    kept: ofPlaybooks,
    answer: counting,
  })),
  {
    does: 'gives fewer records on a page than it was asked for',
    operations: ['listWorkflows'],
    group: 'behaviour',
    kept: /\/(workflows|dataclasses)\b/,
    answer: () =>
      askingFor((target) =>
        target.replace(
          /\blimit=(\d+)/,
          (_, limit: string) => `limit=${Math.min(12, Number(limit))}`,
        ),
      ),
  },
  {
    does: 'counts the changes of a record in its version',
    operations: ['changeAlert'],
    group: 'behaviour',
    kept: ofAlerts,
    answer: countingChanges,
  },
  {
    does: 'gives times in another zone than they were written, and in whole seconds',
    operations: ['showAlert', 'changeAlert'],
    group: 'behaviour',
    kept: ofAlerts,
    answer: () => saying((text) => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z[+-]\d{4}/g, inUtc)),
  },
  {
    does: 'takes its own clock for when a record was created, came and was changed',
    operations: ['showAlert', 'changeAlert'],
    group: 'behaviour',
    kept: ofAlerts,
    answer: () =>
      saying((text) =>
        text.replaceAll(
          /"(create|arrive|update)_time":"2021-[^"]+"/g,
          (_, name: string) => `"${name}_time":"2026-11-02T08:00:00.000Z+0800"`,
        ),
      ),
  },
  {
    does: 'shows a text as an object in JSON text',
    operations: ['listNotes'],
    group: 'behaviour',
    kept: /\/(notes|alerts)/,
    answer: () =>
      showing((body) => {
        for (const one of [body.data ?? []].flat()) {
          if (one.content !== undefined) one.content = JSON.stringify(one.content);
        }
        return body;
      }),
  },
  {
    does: 'has others who change a record between two reads',
    operations: ['showAlert'],
    group: 'behaviour',
    kept: ofAlerts,
    answer: changedOnce,
  },
  {
    does: 'has others who delete records meanwhile',
    operations: ['listAlerts'],
    group: 'behaviour',
    kept: ofAlerts,
    answer: deletedByOthers,
  },
  {
    does: 'takes the last of a member that comes twice',
    operations: ['deleteAlerts', 'listAlerts'],
    group: 'behaviour',
    kept: ofAlerts,
    answer: readingTheLast,
  },
  {
    does: 'exports and imports compressed files',
    operations: ['exportAopworkflow', 'importAopworkflow'],
    group: 'example',
    kept: ofWorkflows,
    answer: compressingFiles,
  },
  {
    does: 'takes the data class of a playbook from the version in force',
    operations: ['createPlaybookApprove', 'updatePlaybookVersion'],
    group: 'life-cycle',
    kept: ofPlaybooks,
    answer: () =>
      saying((text, { target }) =>
        /\/playbooks\/[^/]+$/.test(target) && text.includes('"version_id":""')
          ? text.replaceAll(/"(dataclass_\w+)":"[^"]*"/g, '"$1":""')
          : text,
      ),
  },
  {
    does: 'gives all templates on each page',
    operations: ['listComponentTemplates'],
    group: 'behaviour',
    kept: /\/components|\/workflows\b/,
    answer: () =>
      askingFor((target) =>
        target.includes('/template?')
          ? target.replace(/limit=\d+/, 'limit=100').replace(/offset=\d+/, 'offset=0')
          : target,
      ),
  },
  {
    does: 'keeps a workspace that is not deleted for good',
    operations: ['deleteWorkspace', 'listWorkspaces'],
    group: 'behaviour',
    kept: ofSpaces,
    answer: deletingForGood,
  },
  {
    does: 'keeps the last rule of a version alone',
    operations: ['createPlaybookRule', 'showPlaybookRule'],
    group: 'behaviour',
    kept: ofPlaybooks,
    answer: withOneRule,
  },
  {
    does: 'gives ten of all versions of a workflow, and says how many there are',
    operations: ['listAopWorkflowVersions'],
    group: 'behaviour',
    kept: ofWorkflows,
    answer: tenAtMost,
  },
  {
    does: 'says beside the code of a success that it is none',
    operations: ['createDataobjectRelation'],
    group: 'example',
    kept: /\{dataclass_(name|type)\}|dataclasses/,
    answer: () => saying((text) => text.replace('"success":true', '"success":false')),
  },
  {
    does: 'replaces an indicator by what it is sent',
    operations: ['updateIndicator'],
    group: 'behaviour',
    kept: /\/(indicators|dataclasses)/,
    answer: replacing,
  },
  {
    does: 'lists what is new a moment later',
    operations: ['listWorkflows'],
    group: 'behaviour',
    kept: ofWorkflows,
    answer: listingLater,
  },
  {
    does: 'finds nothing to import in a template that is not filled in',
    operations: ['showVulnerability', 'showAopWorkflow'],
    group: 'behaviour',
    kept: /\/(vulnerability|workflows)\b/,
    answer: () =>
      saying((text, { target }) =>
        target.endsWith('/import') ? '{"code":"00000000","message":"","data":{"ids":[]}}' : text,
      ),
  },
]);

test.each<[string, (value: unknown) => unknown]>([
  ['trims texts', (value) => (typeof value === 'string' ? value.trim() : value)],
  ['leaves out empty texts', (value) => (value === '' ? undefined : value)],
])('a contract run notes of a server, and no more than that, that it %s', async (_, other) => {
  const answer = saying((text) =>
    JSON.stringify(JSON.parse(text, (name, one) => (name === 'message' ? one : other(one)))),
  );
  const run = await runOver(answer, ofAlerts, {
    only: ['behaviour'],
    operations: ['createAlert', 'changeAlert'],
  });
  expect(findingsOf(run)).toEqual({});
  const notes = run.results.flatMap((one) => one.notes ?? []);
  expect(notes.map(({ name }) => name)).toContain('write_lost');
});

test('a contract run notices an update in vain where a version has its last rule alone', async () => {
  const answer = asking(
    (request) =>
      request.method === 'PUT' && request.target.includes('/rules/')
        ? { ...withText(request, ''), method: 'GET' }
        : request,
    withOneRule(),
  );
  const run = await runOver(answer, ofPlaybooks, {
    only: ['behaviour'],
    operations: ['updatePlaybookRule'],
  });
  expect(Object.keys(findingsOf(run))).toContain('update_lost');
});

test('a contract run shows with a finding the answer that it is about', async () => {
  const server = startServer();
  const answer: Answer = async (request) => {
    const right = await server.answer(request);
    const isMade = request.method === 'POST' && right.status === 200;
    return isMade
      ? { ...right, headers: { ...right.headers, 'content-type': 'text/html' } }
      : right;
  };
  const run = await runOver(answer, ofWorkflows, {
    only: ['behaviour'],
    operations: ['showAopWorkflow'],
  });
  const found = run.results.filter(({ findings }) =>
    findings.some(({ name }) => name === 'undocumented_media_type'),
  );
  expect(found.map(({ case: one, answer: seen }) => [one.request.method, seen?.mediaType])).toEqual(
    found.map(() => ['POST', 'text/html']),
  );
  expect(found).not.toEqual([]);
  // An answer to HEAD has no body.
  const unknown = run.results.find(({ case: { id } }) => id.endsWith('/unknown-id'));
  expect(unknown?.answer?.text).toContain('"code"');
});

test('a contract run judges the lists of a server that has only what it does not create', async () => {
  const answer = askingFor((target) => (target.includes('/tasks') ? target : '/no-such-path'));
  const run = await runOver(answer, /\/(tasks|workflows)\b/, {
    only: ['behaviour'],
    operations: ['listTasks'],
  });
  expect(findingsOf(run)).toEqual({});
  expect(run.counts.kept).toBeGreaterThan(5);
});

test('a contract run deletes what it has made, though the first example only asks what that would touch', async () => {
  const left = new Set<string>();
  const answer = saying((text, request) => {
    if (!request.target.endsWith('/types')) return text;
    if (request.method === 'POST') left.add(JSON.parse(text).id);
    const { is_delete: isMeant, ids } = request.method === 'DELETE' ? jsonOf(request) : {};
    if (isMeant) for (const id of ids) left.delete(id);
    return text;
  });
  const run = await runOver(answer, /\/(dataclasses|workflows)\b/, {
    only: ['example'],
    operations: ['createDataclassType'],
  });
  expect(run.counts.kept).toBeGreaterThan(0);
  expect(left).toEqual(new Set());
});

test('a contract run uses what a server publishes a moment after its review', async () => {
  const run = await runOver(publishing(), ofWorkflows, {
    operations: ['createWorkflowInstance'],
    only: ['example'],
  });
  expect(findingsOf(run)).toEqual({});
  expect(run.counts.kept).toBeGreaterThan(0);
});
