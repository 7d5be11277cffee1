import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import type { CaseGroup } from '../../../scripts/contract/case.js';
import {
  listening,
  startServer,
  type StatefulServer,
} from '../../../scripts/contract/mutation/sandbox.js';
import { ProviderStates } from '../../../scripts/contract/fixtures/provider-states.js';
import { families } from '../../../src/sandbox/sandbox.js';
import { runContract } from '../../../scripts/contract/run/run.js';
import { sampled } from '../../lib/at-night.js';
import { describedPaths } from '../../lib/described-paths.js';
import { findingsOf } from './run-on.js';

type Answer = StatefulServer['answer'];
type Request = Parameters<Answer>[0];

/** A server that the description leaves a choice which the sandbox takes otherwise. */
interface Choice {
  /** What the server does, as it continues "a server that". */
  readonly does: string;
  readonly operations: readonly string[];
  readonly group: CaseGroup;
  readonly kept: RegExp;
  readonly answer: () => Answer;
}

/** A sandbox whose successes are other texts. */
function saying(change: (text: string, request: Request) => string): Answer {
  const server = startServer();
  return async (request) => {
    const right = await server.answer(request);
    if (right.status !== 200) return right;
    const text = Buffer.from(right.body).toString();
    return { ...right, body: Buffer.from(change(text, request)) };
  };
}

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
    const [, version = '', id = ''] =
      /\/versions\/([^/]+)\/rules\/?([^/]*)/.exec(request.target) ?? [];
    const isReplaced = id !== '' && id !== last.get(version);
    const target = isReplaced ? request.target.replace(id, 'replaced') : request.target;
    const right = await server.answer({ ...request, target });
    const [, made] = /"id":"([^"]+)"/.exec(Buffer.from(right.body).toString()) ?? [];
    if (request.method === 'POST' && made !== undefined) last.set(version, made);
    return right;
  };
}

/** A sandbox that reads a body as most programs do: of a member that comes twice, the last. */
function readingTheLast(): Answer {
  const server = startServer();
  return (request) => {
    const text = Buffer.from(request.body).toString();
    if (!text.startsWith('{"batch_ids"')) return server.answer(request);
    return server.answer({ ...request, body: Buffer.from(JSON.stringify(JSON.parse(text))) });
  };
}

/** A sandbox that activates no version, and deactivates none, in the request that submits it. */
function submittingAlone(): Answer {
  const server = startServer();
  return (request) => {
    const text = Buffer.from(request.body).toString();
    const isBoth = text.includes('"enabled"') && text.includes('"APPROVING"');
    const body = isBoth ? Buffer.from('{"status":"no such status"}') : request.body;
    return server.answer({ ...request, body });
  };
}

/** A sandbox whose files are compressed, so that they are no text. */
function compressingFiles(): Answer {
  const server = startServer();
  return async (request) => {
    const body = Buffer.from(request.body);
    const [begin, end] = [body.indexOf('\r\n\r\n') + 4, body.lastIndexOf('\r\n--')];
    const isImport = request.target.endsWith('/import') && end > begin;
    if (isImport) {
      let file: Buffer = Buffer.from('no file of this service');
      try {
        file = gunzipSync(body.subarray(begin, end));
      } catch {
        // The sandbox refuses it.
      }
      request = {
        ...request,
        body: Buffer.concat([body.subarray(0, begin), file, body.subarray(end)]),
      };
    }
    const right = await server.answer(request);
    const isFile = request.target.endsWith('/export') && right.status === 200;
    return isFile ? { ...right, body: gzipSync(right.body) } : right;
  };
}

/** A sandbox that refuses more bodies, for what words alone say of them. */
function refusing(isWrong: (body: Json, request: Request) => boolean): Answer {
  const server = startServer();
  return (request) => {
    let isRefused = false;
    try {
      isRefused = isWrong(JSON.parse(Buffer.from(request.body).toString()), request);
    } catch {
      // What has another form the sandbox refuses itself.
    }
    const body = isRefused ? Buffer.from('{"no such member":1}') : request.body;
    return server.answer({ ...request, body });
  };
}

type Json = any;

/** Whether a search names a field that there is not, reaches too far, or has a condition that is none. */
function isOddSearch({ sort_by: by, limit = 10, offset = 0, condition = {} }: Json): boolean {
  const { conditions = [], logics = [] } = condition;
  const names = conditions.map(({ name }: Json) => name);
  const isTime = by === undefined || by === 'create_time' || by === 'update_time';
  return (
    !isTime ||
    limit + offset >= 10_000 ||
    conditions.some(({ data = [] }: Json) => data.length !== 3) ||
    logics.some((word: string, index: number) => index % 2 === 0 && !names.includes(word))
  );
}

/** Whether a time is in a body that no calendar has. */
const hasOddTime = (body: Json): boolean =>
  [body.from_date ?? '', body.to_date ?? ''].some(
    (time: string) => time !== '' && Number.isNaN(Date.parse(time.slice(0, 19))),
  );

/** A sandbox in which no two records have one name. */
function namingOnce(): Answer {
  const owners = new Map<string, string>();
  let count = 0;
  return refusing(({ name: plain, template_name: name = plain }, { method, target }) => {
    if (name === undefined) return false;
    const owner = method === 'POST' ? `created ${(count += 1)}` : target;
    const isTaken = (owners.get(name) ?? owner) !== owner;
    if (!isTaken) owners.set(name, owner);
    return isTaken;
  });
}

/** A sandbox that says by 415 that it takes no other media type. */
function namingMediaTypes(): Answer {
  const server = startServer();
  return async (request) => {
    const right = await server.answer(request);
    const isJson = String(request.headers['content-type']).includes('json');
    return request.method !== 'POST' || isJson ? right : { ...right, status: 415 };
  };
}

/** A sandbox that refuses what has no media type, as the vendor's pages let it. */
function wantingTypes(): Answer {
  const server = startServer();
  const body = Buffer.from('{"code":"SecMaster.20030001","message":"Content-Type is mandatory."}');
  const headers = { 'content-type': 'application/json' };
  return (request) =>
    request.headers['content-type'] === undefined
      ? Promise.resolve({ status: 400, headers, body })
      : server.answer(request);
}

/** A sandbox that is asked for something else. */
function asking(change: (target: string) => string): Answer {
  const server = startServer();
  return (request) => server.answer({ ...request, target: change(request.target) });
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
    const ask = async (one: { method: string; target: string }, body: object): Promise<Json> => {
      const bytes = Buffer.from(JSON.stringify(body));
      const { body: text } = await server.answer({ ...request, headers, ...one, body: bytes });
      return JSON.parse(Buffer.from(text).toString());
    };
    const oldest = { offset: 0, limit: 1, sort_by: 'create_time', order: 'ASC' };
    const { data } = await ask({ method: 'POST', target: `${target}/search` }, oldest);
    if (data?.length === 1) await ask({ method: 'DELETE', target }, { batch_ids: [data[0].id] });
    return right;
  };
}

/** A sandbox whose pages have no more than so many records, whatever is asked for. */
function withShortPages(most: number): Answer {
  const server = startServer();
  return (request) => {
    const limited = (_: string, limit: string) => `limit=${Math.min(most, Number(limit))}`;
    return server.answer({ ...request, target: request.target.replace(/\blimit=(\d+)/, limited) });
  };
}

/** The plug-in and its version in the examples, and what a server may call them. */
const plugIn: ReadonlyMap<string, string> = new Map([
  ['ad93ecc6-1723-4c2c-9976-9eb0182c2d18', 'our-plug-in'],
  ['33fd1b37-1f39-4230-86c6-2d119e9f4fac', 'our-version'],
]);

/** A sandbox whose plug-in, and the version of it, have other ids than in the examples. */
function withOtherPlugIn(): Answer {
  const server = startServer();
  const swapped = (text: string, toOwn: boolean): string =>
    [...plugIn].reduce(
      (all, [example, own]) =>
        toOwn ? all.replaceAll(example, own) : all.replaceAll(own, example),
      text,
    );
  return async (request) => {
    const body = Buffer.from(request.body).toString();
    const isUnknown =
      [...plugIn.keys()].some((one) => `${request.target} ${body}`.includes(one)) ||
      /"component_version_id":"(?!our-version")/.test(body);
    const right = await server.answer({
      ...request,
      target: isUnknown ? '/none' : swapped(request.target, false),
      body: Buffer.from(swapped(body, false)),
    });
    return { ...right, body: Buffer.from(swapped(Buffer.from(right.body).toString(), true)) };
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

/** A sandbox in which a record takes so many others, created on a path below it, and no more. */
function taking(most: number, path: RegExp): Answer {
  const server = startServer();
  const made = new Map<string, number>();
  return async (request) => {
    const { method, target } = request;
    const isOne = method === 'POST' && path.test(target);
    const isFull = isOne && (made.get(target) ?? 0) >= most;
    const right = await server.answer(isFull ? { ...request, body: new Uint8Array() } : request);
    if (isOne && right.status === 200) made.set(target, (made.get(target) ?? 0) + 1);
    return right;
  };
}

/** A sandbox that gives no version of a playbook a second rule. */
function refusingTheSecondRule(): Answer {
  const server = startServer();
  return async (request) => {
    const [version] = /^.*\/versions\/[^/]+(?=\/rules$)/.exec(request.target) ?? [];
    if (request.method !== 'POST' || version === undefined) return server.answer(request);
    const shown = await server.answer({
      ...request,
      ...{ method: 'GET', target: version, body: new Uint8Array() },
    });
    const hasOne = /"rule_id":"[^"]/.test(Buffer.from(shown.body).toString());
    return server.answer(hasOne ? { ...request, body: new Uint8Array() } : request);
  };
}

/** A sandbox in which an indicator has no more than it was sent last. */
function replacing(): Answer {
  const server = startServer();
  const sent = new Map<string, Json>();
  return async (request) => {
    const { method, target, body } = request;
    const right = await server.answer(request);
    const [, id = ''] = /\/indicators\/([^/]+)$/.exec(target) ?? [];
    if (id === '' || right.status !== 200) return right;
    if (method === 'PUT') sent.set(id, JSON.parse(Buffer.from(body).toString()).data_object);
    const shown = JSON.parse(Buffer.from(right.body).toString());
    const own = sent.get(id);
    if (own && shown.data) shown.data.data_object = { ...own, id };
    return { ...right, body: Buffer.from(JSON.stringify(shown)) };
  };
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
    const body = JSON.parse(Buffer.from(right.body).toString());
    if (method === 'POST') {
      late.add(body.data.id);
      setTimeout(() => late.delete(body.data.id), 200);
      return right;
    }
    const known = body.data.filter(({ id }: Json) => !late.has(id));
    const page = { ...body, total: known.length, data: known.slice(offset, offset + limit) };
    return { ...right, body: Buffer.from(JSON.stringify(page)) };
  };
}

const ofPlaybooks = /playbooks|dataclasses|\/workflows\b/;

const choices: readonly Choice[] = [
  ...(['behaviour', 'life-cycle', 'method'] as const).map((group): Choice => ({
    does: `throttles now and then, by the cases of the group ${group}`,
    operations: ['listWorkflows', 'updateAopWorkflow', 'updateAopWorkflowVersion'],
    group,
    kept: /\/workflows\b/,
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
    does: 'takes so many versions of a workflow and no more',
    operations: ['createAopWorkflowVersion'],
    group: 'boundary',
    kept: /\/workflows\b/,
    answer: () => taking(3, /\/workflows\/[^/]+\/versions$/),
  },
  {
    does: 'gives no version a second rule',
    operations: ['createPlaybookRule'],
    group: 'optional',
    kept: ofPlaybooks,
    answer: refusingTheSecondRule,
  },
  {
    does: 'takes no state with the activation of a version',
    operations: ['updatePlaybookVersion'],
    group: 'optional',
    kept: ofPlaybooks,
    answer: () => refusing(({ enabled, status }) => enabled !== undefined && status !== undefined),
  },
  {
    does: 'takes no version without actions',
    operations: ['updatePlaybookVersion'],
    group: 'optional',
    kept: ofPlaybooks,
    answer: () => refusing(({ actions }) => actions?.length === 0),
  },
  {
    does: 'takes a version with no rule of another one',
    operations: ['createPlaybookVersion'],
    group: 'optional',
    kept: ofPlaybooks,
    answer: () => refusing(({ rule_id: id }, { method }) => method === 'POST' && id !== undefined),
  },
  {
    does: 'clones no version under a name that is taken',
    operations: ['copyPlaybookVersion'],
    group: 'content-type',
    kept: ofPlaybooks,
    answer: namingOnce,
  },
  {
    does: 'gives fewer records on a page than it was asked for',
    operations: ['listWorkflows'],
    group: 'behaviour',
    kept: /\/(workflows|dataclasses)\b/,
    answer: () => withShortPages(12),
  },
  {
    does: 'counts the changes of a record in its version',
    operations: ['changeAlert'],
    group: 'behaviour',
    kept: /\/alerts/,
    answer: countingChanges,
  },
  {
    does: 'gives times in another zone than they were written, and in whole seconds',
    operations: ['showAlert', 'changeAlert'],
    group: 'behaviour',
    kept: /\/alerts/,
    answer: () => saying((text) => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z[+-]\d{4}/g, inUtc)),
  },
  {
    does: 'takes its own clock for when a record was created, came and was changed',
    operations: ['showAlert', 'changeAlert'],
    group: 'behaviour',
    kept: /\/alerts/,
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
      saying((text) => {
        const body = JSON.parse(text) as { data?: { content?: unknown }[] };
        for (const one of [body.data ?? []].flat()) {
          if (one.content !== undefined) one.content = JSON.stringify(one.content);
        }
        return JSON.stringify(body);
      }),
  },
  {
    does: 'has others who change a record between two reads',
    operations: ['showAlert'],
    group: 'behaviour',
    kept: /\/alerts/,
    answer: changedOnce,
  },
  {
    does: 'has others who delete records meanwhile',
    operations: ['listAlerts'],
    group: 'behaviour',
    kept: /\/alerts/,
    answer: deletedByOthers,
  },
  {
    does: 'takes the last of a member that comes twice',
    operations: ['deleteAlerts', 'listAlerts'],
    group: 'behaviour',
    kept: /\/alerts/,
    answer: readingTheLast,
  },
  {
    does: 'exports and imports compressed files',
    operations: ['exportAopworkflow', 'importAopworkflow'],
    group: 'example',
    kept: /\/workflows\b/,
    answer: compressingFiles,
  },
  {
    does: 'refuses searches that make no sense',
    operations: ['listAlerts', 'exportAlerts'],
    group: 'boundary',
    kept: /\/alerts/,
    answer: () => refusing((body) => isOddSearch(body.data_object_filters_form ?? body)),
  },
  {
    does: 'refuses random searches that make no sense',
    operations: ['listAlerts'],
    group: 'property',
    kept: /\/alerts/,
    answer: () => refusing((body) => isOddSearch(body) || hasOddTime(body)),
  },
  {
    does: 'refuses to change no alerts at all',
    operations: ['changeAlerts'],
    group: 'boundary',
    kept: /\/alerts/,
    answer: () => refusing(({ batch_ids: ids }) => Array.isArray(ids) && ids.length === 0),
  },
  {
    does: 'refuses a body for another workspace than that of its path',
    operations: ['createPlaybook'],
    group: 'boundary',
    kept: /playbooks|dataclasses|\/workflows\b/,
    answer: () =>
      refusing(({ workspace_id: id }, { target }) => id !== undefined && !target.includes(id)),
  },
  {
    does: 'refuses another media type by the status for it',
    operations: ['createAlert'],
    group: 'content-type',
    kept: /\/alerts/,
    answer: namingMediaTypes,
  },
  {
    does: 'takes the data class of a playbook from the version in force',
    operations: ['createPlaybookApprove', 'updatePlaybookVersion'],
    group: 'life-cycle',
    kept: /playbooks|dataclasses|\/workflows\b/,
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
      asking((target) =>
        target.includes('/template?')
          ? target.replace(/limit=\d+/, 'limit=100').replace(/offset=\d+/, 'offset=0')
          : target,
      ),
  },
  {
    does: 'has one template of each name',
    operations: ['createComponentTemplate'],
    group: 'boundary',
    kept: /\/components|\/workflows\b/,
    answer: namingOnce,
  },
  ...(['optional', 'boundary', 'life-cycle'] as const).map((group): Choice => ({
    does: `has one workflow of each name, by the cases of the group ${group}`,
    operations: ['createAopWorkflow', 'updateAopWorkflow'],
    group,
    kept: /\/workflows\b/,
    answer: namingOnce,
  })),
  {
    does: 'has one type of each code, and refuses what lacks the code of its class',
    operations: ['createDataclassType'],
    group: 'boundary',
    kept: /dataclasses|\/workflows\b/,
    answer: () => {
      const codes = new Set<string>();
      return refusing(({ category_code: code }, { target }) => {
        const isTaken = target.endsWith('/types') && (code === undefined || codes.has(code));
        codes.add(code);
        return isTaken;
      });
    },
  },
  ...(
    [
      ['workspaces', 'createWorkspace', /\/workspaces(\/\{workspace_id\})?$/],
      ['playbooks', 'createPlaybook', ofPlaybooks],
    ] as const
  ).map(([kind, operation, kept]): Choice => ({
    does: `has so many ${kind} and no more`,
    operations: [operation],
    group: 'boundary',
    kept,
    answer: () => {
      let made = 0;
      const isOne = ({ method, target }: Request): boolean =>
        method === 'POST' && target.endsWith(kind);
      return refusing((_, request) => isOne(request) && (made += 1) > 5);
    },
  })),
  {
    does: 'knows plug-ins, and versions of them, of its own alone',
    operations: ['createComponentTemplate', 'createConnection', 'updateConnection'],
    group: 'example',
    kept: /\/(components|assetcredentials|workflows)\b/,
    answer: withOtherPlugIn,
  },
  {
    does: 'imports no workflow that is there already',
    operations: ['exportAopworkflow', 'importAopworkflow'],
    group: 'example',
    kept: /\/workflows\b/,
    answer: () => {
      const server = startServer();
      return (request) =>
        server.answer(
          request.target.endsWith('/import') ? { ...request, body: new Uint8Array() } : request,
        );
    },
  },
  {
    does: 'keeps a workspace that is not deleted for good',
    operations: ['deleteWorkspace', 'listWorkspaces'],
    group: 'behaviour',
    kept: /\/workspaces(\/\{workspace_id\})?$/,
    answer: deletingForGood,
  },
  {
    does: 'keeps the last rule of a version alone',
    operations: ['createPlaybookRule', 'showPlaybookRule'],
    group: 'behaviour',
    kept: /playbooks|dataclasses|\/workflows\b/,
    answer: withOneRule,
  },
  {
    does: 'refuses to submit a version and to deactivate it in one request',
    operations: ['updatePlaybookVersion'],
    group: 'property',
    kept: /playbooks|dataclasses|\/workflows\b/,
    answer: submittingAlone,
  },
  {
    does: 'gives no playbook a name that is taken',
    operations: ['createPlaybook', 'updatePlaybook', 'deletePlaybook'],
    group: 'behaviour',
    kept: ofPlaybooks,
    answer: namingOnce,
  },
  {
    does: 'has had a workflow with the name of an example before, and gives no name twice',
    operations: ['createAopWorkflow'],
    group: 'example',
    kept: /\/workflows\b/,
    answer: () =>
      refusing(
        ({ name }, { target }) => target.endsWith('/workflows') && name.startsWith('Isolate_host'),
      ),
  },
  {
    does: 'gives ten of all versions of a workflow, and says how many there are',
    operations: ['listAopWorkflowVersions'],
    group: 'behaviour',
    kept: /\/workflows\b/,
    answer: () =>
      saying((text, { method, target }) => {
        if (method !== 'GET' || !target.endsWith('/versions')) return text;
        const body = JSON.parse(text) as { data: unknown[] };
        return JSON.stringify({ ...body, data: body.data.slice(0, 2) });
      }),
  },
  ...(
    [
      ['optional', 'createDataobject'],
      ['behaviour', 'batchCreateDatapanelObjects', 'showDatapanelObject'],
    ] as const
  ).map(([group, ...operations]): Choice => ({
    does: `gives no id twice that a body names, by the cases of the group ${group}`,
    ...{ operations, group },
    kept: /\/(datapanel\/|dataclasses|\{dataclass_name\}$)/,
    answer: () => {
      const ids = new Set<string>();
      return refusing(({ id: plain, data_object_list: [{ id = plain } = {}] = [] }) => {
        const isTaken = id !== undefined && ids.has(id);
        ids.add(id);
        return isTaken;
      });
    },
  })),
  {
    does: 'wants the members of the class of a type',
    operations: ['createDataclassType'],
    group: 'example',
    kept: /dataclasses|\/workflows\b/,
    answer: () =>
      refusing(({ category }, { target }) => target.endsWith('/types') && category === undefined),
  },
  {
    does: 'wants the fields of the class of a data object',
    operations: ['createDataobject'],
    group: 'boundary',
    kept: /\/(dataclasses|\{dataclass_name\}$)/,
    answer: () => refusing(({ data_object: one }) => one && one.name === undefined),
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
    does: 'takes no long texts in a query',
    operations: ['listWorkspaces'],
    group: 'boundary',
    kept: /\/workspaces(\/\{workspace_id\})?$/,
    answer: () =>
      asking((target) => (target.length > 300 ? target.replace(/\?.*/, '?limit=x') : target)),
  },
  {
    does: 'lists what is new a moment later',
    operations: ['listWorkflows'],
    group: 'behaviour',
    kept: /\/workflows\b/,
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
  {
    does: 'makes no incident of no alert',
    operations: ['createBatchOrderAlerts'],
    group: 'optional',
    kept: /\/(alerts|incidents)/,
    answer: () =>
      refusing(({ ids }, { target }) => target.endsWith('/batch-order') && !(ids?.length > 0)),
  },
  {
    does: 'takes letters of one byte alone, and no numbers with fractions',
    operations: ['createAlert', 'changeAlert'],
    group: 'behaviour',
    kept: /\/alerts/,
    answer: () => refusing((body) => /[^\x20-\x7e]|\d\.\d+[,}]/.test(JSON.stringify(body))),
  },
  ...(['behaviour', 'boundary', 'optional', 'property'] as const).map((group): Choice => ({
    does: `keeps to the limits that the vendor gives in words, by the cases of the group ${group}`,
    operations: ['createAlert'],
    group,
    kept: /\/alerts/,
    answer: () => refusing(({ data_object: alert }) => isBeyondLimits(alert ?? {})),
  })),
  ...(['example', 'behaviour', 'method'] as const).map((group): Choice => ({
    does: `wants the type of JSON with requests without a body, by the cases of the group ${group}`,
    operations: ['listWorkflows', 'showAopWorkflow', 'deleteAopWorkflow'],
    group,
    kept: /\/workflows\b/,
    answer: wantingTypes,
  })),
];

/** Whether an alert is beyond some of the limits that the descriptions of its members tell. */
function isBeyondLimits({ count = 1, confidence = 1, version = '', ...alert }: Json): boolean {
  const { process: [{ process_pid: pid = 1 } = {}] = [] } = alert;
  return count > 999 || confidence > 100 || version.length > 64 || pid > 65_535;
}

test.each(sampled(choices, 12))(
  'a contract run finds nothing wrong with a server that $does',
  async ({ operations, group, kept, answer }) => {
    const run = await listening(answer(), (target) =>
      runContract({
        ...{ description: describedPaths((path) => kept.test(path)), target, environment: {} },
        ...{ operations, only: [group] },
      }),
    );
    expect(findingsOf(run)).toEqual({});
    expect(run.counts.kept).toBeGreaterThan(0);
  },
);

test.each<[string, (value: unknown) => unknown]>([
  ['trims texts', (value) => (typeof value === 'string' ? value.trim() : value)],
  ['leaves out empty texts', (value) => (value === '' ? undefined : value)],
])('a contract run notes of a server, and no more than that, that it %s', async (_, other) => {
  const answer = saying((text) =>
    JSON.stringify(JSON.parse(text, (name, one) => (name === 'message' ? one : other(one)))),
  );
  const run = await listening(answer, (target) =>
    runContract({
      ...{ description: describedPaths((path) => path.includes('/alerts')), target },
      ...{ environment: {}, only: ['behaviour'], operations: ['createAlert', 'changeAlert'] },
    }),
  );
  expect(findingsOf(run)).toEqual({});
  const notes = run.results.flatMap((one) => one.notes ?? []);
  expect(notes.map(({ name }) => name)).toContain('write_lost');
});

test('a contract run notices what an update drops where no name comes twice', async () => {
  const server = namingOnce();
  const answer: Answer = (request) => {
    const isUpdate = request.method === 'PUT' && /\/playbooks\/[^/]+$/.test(request.target);
    const body = isUpdate ? JSON.parse(Buffer.from(request.body).toString()) : {};
    if (typeof body?.name !== 'string') return server(request);
    return server({ ...request, body: Buffer.from(JSON.stringify({ ...body, description: '' })) });
  };
  const run = await listening(answer, (target) =>
    runContract({
      ...{ description: describedPaths((path) => ofPlaybooks.test(path)), target },
      ...{ environment: {}, only: ['behaviour'], operations: ['updatePlaybook'] },
    }),
  );
  expect(Object.keys(findingsOf(run))).toContain('update_changed_others');
  const cases = run.results.filter(({ case: { id } }) => id.endsWith('time-of-change'));
  expect(cases.map(({ outcome }) => outcome)).toEqual(['kept']);
});

test('a contract run notices an update in vain where a version has its last rule alone', async () => {
  const server = withOneRule();
  const answer: Answer = (request) =>
    request.method === 'PUT' && request.target.includes('/rules/')
      ? server({ ...request, method: 'GET', body: new Uint8Array() })
      : server(request);
  const run = await listening(answer, (target) =>
    runContract({
      description: describedPaths((path) => /playbooks|dataclasses|\/workflows\b/.test(path)),
      ...{ target, environment: {}, only: ['behaviour'], operations: ['updatePlaybookRule'] },
    }),
  );
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
  const run = await listening(answer, (target) =>
    runContract({
      ...{ description: describedPaths((path) => /\/workflows\b/.test(path)), target },
      ...{ environment: {}, only: ['behaviour'], operations: ['showAopWorkflow'] },
    }),
  );
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

test('a contract run takes a refusal of the example for no want of room, whatever came before it', async () => {
  const answer = refusing(
    ({ input }, { target }) => target.endsWith('/versions') && input !== undefined,
  );
  const run = await listening(answer, (target) =>
    runContract({
      ...{ description: describedPaths((path) => /\/workflows\b/.test(path)), target },
      ...{ environment: {}, operations: ['createAopWorkflowVersion'], concurrency: 1 },
      only: ['boundary', 'optional'],
    }),
  );
  const outcomes = run.results.map(({ case: { request, needs }, outcome }) => {
    const has = request.body?.kind === 'json' && Object.hasOwn(Object(request.body.value), 'input');
    return needs.length > 0 ? 'skipped' : has ? `with input ${outcome}` : outcome;
  });
  expect(new Set(outcomes)).toEqual(new Set(['skipped', 'with input broken', 'kept']));
});

test('a contract run asks a hook once for what it does not know, and reads what is there', async () => {
  const asked: string[] = [];
  const hook = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const { action, state } = JSON.parse(body) as { action: string; state: string };
      if (action === 'setup') asked.push(state);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((done) => hook.listen(0, '127.0.0.1', done));
  try {
    const { port } = hook.address() as AddressInfo;
    const states = new ProviderStates({
      ...{ hook: `http://127.0.0.1:${port}/states`, timeout: 60, environment: {} },
      signal: new AbortController().signal,
    });
    const run = await listening(taking(0, /\/rules$/), (target) =>
      runContract({
        ...{ description: describedPaths((path) => ofPlaybooks.test(path)), target, states },
        ...{ environment: {}, only: ['example', 'parameter', 'behaviour'] },
        operations: [
          'showPlaybookInstance',
          'showPlaybookRule',
          'updatePlaybookRule',
          'deletePlaybookRule',
        ],
      }),
    );
    const read = run.results.filter(({ case: one }) => one.operationId === 'showPlaybookInstance');
    expect(read.filter(({ outcome }) => outcome === 'kept').length).toBeGreaterThan(3);
    expect(asked).toContain('playbook-instances');
    expect(new Set(asked).size).toBe(asked.length);
  } finally {
    hook.closeAllConnections();
    hook.close();
  }
});

test('a contract run refers to a record that the user has named where the API makes none', async () => {
  const outcomes = (values: Record<string, string>): Promise<string[]> =>
    listening(taking(0, /\/workflows$/), async (target) => {
      const run = await runContract({
        ...{ description: describedPaths((path) => ofPlaybooks.test(path)), target, values },
        ...{ environment: {}, only: ['example'], operations: ['createPlaybookAction'] },
      });
      expect(findingsOf(run)).toEqual({});
      return run.results.map(({ reason, outcome }) => reason ?? outcome);
    });
  const [first = ''] = await outcomes({});
  expect(first).toMatch(
    /^None of workflows could be created: .* If they come from elsewhere, name one by --values: workflow_id\.$/,
  );
  const named = await outcomes({ workflow_id: 'c19470f3-5eaf-4572-82e8-2ff094495919' });
  expect(new Set(named)).toEqual(new Set(['kept']));
});

test('a contract run judges the lists of a server that has only what it does not create', async () => {
  const server = startServer();
  const answer: Answer = (request) =>
    server.answer(
      request.target.includes('/tasks') ? request : { ...request, target: '/no-such-path' },
    );
  const run = await listening(answer, (target) =>
    runContract({
      ...{ description: describedPaths((path) => /\/(tasks|workflows)\b/.test(path)), target },
      ...{ environment: {}, only: ['behaviour'], operations: ['listTasks'] },
    }),
  );
  expect(findingsOf(run)).toEqual({});
  expect(run.counts.kept).toBeGreaterThan(5);
});

test('a contract run judges the list of a server that takes no more records', async () => {
  const run = await listening(taking(4, /\/workflows$/), (target) =>
    runContract({
      ...{ description: describedPaths((path) => /\/workflows\b/.test(path)), target },
      ...{ environment: {}, only: ['behaviour'], operations: ['listWorkflows'] },
    }),
  );
  expect(findingsOf(run)).toEqual({});
  const kept = run.results.filter(({ outcome }) => outcome === 'kept');
  expect(kept.map(({ case: one }) => one.name)).toEqual(
    expect.arrayContaining(['limit', 'pages', 'order', 'filter name']),
  );
});

test('a contract run deletes what it has made, though the first example only asks what that would touch', async () => {
  const server = startServer();
  const left = new Set<string>();
  const answer: Answer = async (request) => {
    const right = await server.answer(request);
    const json = (bytes: Uint8Array): Json => JSON.parse(Buffer.from(bytes).toString());
    if (right.status !== 200 || !request.target.endsWith('/types')) return right;
    if (request.method === 'POST') left.add(json(right.body).id);
    const { is_delete: isMeant, ids } = request.method === 'DELETE' ? json(request.body) : {};
    if (isMeant) for (const id of ids) left.delete(id);
    return right;
  };
  const run = await listening(answer, (target) =>
    runContract({
      description: describedPaths((path) => /\/(dataclasses|workflows)\b/.test(path)),
      ...{ target, environment: {}, only: ['example'], operations: ['createDataclassType'] },
    }),
  );
  expect(run.counts.kept).toBeGreaterThan(0);
  expect(left).toEqual(new Set());
});

test('a contract run finds out which text of a record is given once', async () => {
  const values = new Set<string>();
  const answer = refusing(({ data_object: one }, { method, target }) => {
    const isTaken = method === 'POST' && target.endsWith('/indicators') && values.has(one?.value);
    values.add(one?.value);
    return isTaken;
  });
  const run = await listening(answer, (target) =>
    runContract({
      description: describedPaths((path) => /\/(indicators|dataclasses)/.test(path)),
      ...{ target, environment: {}, only: ['optional', 'behaviour'] },
      operations: ['createIndicator', 'updateIndicator'],
    }),
  );
  expect(findingsOf(run)).toEqual({});
  expect(run.inconclusiveFor).toEqual({});
  expect(
    Object.keys(run.skippedFor).filter((reason) => reason.includes('could be created')),
  ).toEqual([]);
});

test('a contract run notes that an example does not fit the record that the user has named', async () => {
  const answer = refusing(
    ({ name }, { method, target }) =>
      method === 'POST' && target.endsWith('/types') && name === undefined,
  );
  const run = await listening(answer, (target) =>
    runContract({
      description: describedPaths((path) => /\/(dataclasses|workflows)\b/.test(path)),
      ...{ target, environment: {}, only: ['example'], operations: ['createDataclassType'] },
      values: { dataclass_id: 'e410ae50-43fa-343e-807a-a2a9edb8018e' },
    }),
  );
  expect(findingsOf(run)).toEqual({});
  expect(run.results.flatMap(({ notes = [] }) => notes.map(({ name }) => name))).toContain(
    'valid_refused',
  );
});

test('a contract run uses what a server publishes a moment after its review', async () => {
  const run = await listening(publishing(), (target) =>
    runContract({
      ...{ description: describedPaths((path) => /\/workflows\b/.test(path)), target },
      ...{ environment: {}, operations: ['createWorkflowInstance'], only: ['example'] },
    }),
  );
  expect(findingsOf(run)).toEqual({});
  expect(run.counts.kept).toBeGreaterThan(0);
});
