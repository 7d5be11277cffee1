import { expect, test } from '@jest/globals';
import { causesOf } from '../../../scripts/contract/causes.js';
import type { FindingName } from '../../../scripts/contract/findings.js';
import type { RunOptions } from '../../../scripts/contract/run/run.js';
import { sampled } from '../../lib/at-night.js';
import type { Asked, Honesty, Reply } from './honest-server.js';
import { values } from './honest-state.js';
import { findingsOf, runOn } from './run-on.js';

type Lie = (asked: Asked, reply: Reply) => Reply | undefined;

/** Changes the answers to some requests. */
const when =
  (
    isMeant: (asked: Asked, reply: Reply) => boolean,
    change: Partial<Reply> | ((reply: Reply) => Partial<Reply>),
  ): Lie =>
  (asked, reply) =>
    isMeant(asked, reply)
      ? { ...reply, ...(typeof change === 'function' ? change(reply) : change) }
      : reply;

/** Changes the answers to one operation, or those of one status. */
const answerTo = (operation: string, change: Parameters<typeof when>[1], wanted?: number): Lie =>
  when(
    ({ operationId }, { status: own }) => operationId === operation && own === (wanted ?? own),
    change,
  );

/** Changes the JSON of the successes of one operation. */
const success = (change: (body: any) => unknown, operation = 'showAopWorkflow'): Lie =>
  answerTo(operation, ({ body }) => ({ body: JSON.stringify(change(JSON.parse(body))) }), 200);

/** Changes each answer of one status. */
const status = (wanted: number, change: Partial<Reply>): Lie =>
  when((_, reply) => reply.status === wanted, change);

const ok = { 'Content-Type': 'application/json' };
const refusal = {
  status: 400,
  headers: ok,
  body: JSON.stringify({ code: 'SecMaster.20010001', message: 'no' }),
};

const lies: {
  name: string;
  lie: Lie;
  /** Those that the lie is about; any is as good for a lie that is about none. */
  operations?: string[];
  found: FindingName;
  says: RegExp;
}[] = [
  {
    name: 'a wrong envelope',
    lie: success(({ data }) => data),
    found: 'invalid_body',
    says: /the whole value must have required property 'code'/,
  },
  {
    name: 'a missing member',
    lie: success(({ data: { id, ...rest }, ...body }) => ({ ...body, data: rest })),
    found: 'invalid_body',
    says: /\/data must have required property 'id'/,
  },
  {
    name: 'a null member',
    lie: success((body) => ({ ...body, data: { ...body.data, name: null } })),
    found: 'invalid_body',
    says: /\/data\/name must be string, found null/,
  },
  {
    name: 'a wrong type',
    lie: success((body) => ({ ...body, data: { ...body.data, id: 42 } })),
    found: 'invalid_body',
    says: /\/data\/id must be string, found 42/,
  },
  {
    name: 'a status that is documented nowhere',
    lie: answerTo('showAopWorkflow', { status: 202 }, 200),
    found: 'undocumented_status',
    says: /status 202 \(application\/json\) is not documented; documented: 200, 400/,
  },
  {
    name: 'a wrong media type',
    lie: answerTo('showAopWorkflow', { headers: { 'Content-Type': 'text/plain' } }),
    found: 'undocumented_media_type',
    says: /media type text\/plain; documented: application\/json/,
  },
  {
    name: 'another media type beside the documented one',
    lie: answerTo('showAopWorkflow', {
      headers: {
        'Content-Type': ['application/json; charset=utf-8', 'text/html'] as unknown as string,
      },
    }),
    found: 'undocumented_media_type',
    says: /has the header Content-Type more than once/,
  },
  {
    name: 'a page in place of an answer',
    // A server that answers with nothing but pages is none of this API.
    operations: ['showAopWorkflow', 'listWorkflows'],
    lie: answerTo('showAopWorkflow', {
      headers: { 'Content-Type': 'text/html' },
      body: '<h1>Welcome</h1>',
    }),
    found: 'undocumented_media_type',
    says: /media type text\/html/,
  },
  {
    name: 'JSON that is cut off',
    lie: answerTo('showAopWorkflow', (reply) => ({ body: reply.body.slice(0, -9) }), 200),
    found: 'unreadable_body',
    says: /answer 200 is no JSON/,
  },
  {
    name: 'plain JSON that is called compressed',
    lie: answerTo('showAopWorkflow', (reply) => ({
      headers: { ...reply.headers, 'Content-Encoding': 'gzip' },
    })),
    found: 'unreadable_body',
    says: /Content-Encoding gzip, but its body is not encoded so/,
  },
  {
    name: 'success on an invalid body',
    lie: answerTo('createAopWorkflow', { status: 200, headers: ok, body: JSON.stringify({}) }, 400),
    operations: ['createAopWorkflow'],
    found: 'invalid_accepted',
    says: /An invalid request was answered with 200; expected 400/,
  },
  {
    name: 'success without credentials',
    lie: answerTo('listWorkflows', { status: 200, headers: ok, body: '{}' }, 401),
    operations: ['listWorkflows'],
    found: 'unauthenticated_accepted',
    says: /without valid credentials was answered with 200; expected 401/,
  },
  {
    name: '403 without credentials',
    lie: answerTo('listWorkflows', { status: 403 }, 401),
    operations: ['listWorkflows'],
    found: 'unauthenticated_wrong_refusal',
    says: /was answered with 403; expected 401/,
  },
  {
    name: '405 without Allow',
    lie: status(405, { headers: {} }),
    found: 'missing_allow',
    says: /refused with 405 without the header Allow/,
  },
  {
    name: '405 with an Allow that names the method',
    lie: status(405, { headers: { Allow: 'GET, PUT, POST, DELETE, PATCH' } }),
    found: 'missing_allow',
    says: /though its header Allow names it/,
  },
  {
    name: 'a method that it does not have',
    lie: status(405, { status: 200, headers: ok, body: '{}' }),
    found: 'unsupported_method_accepted',
    says: /is no method of this path, but was answered with 200/,
  },
  {
    name: 'an unknown path',
    lie: ({ url }, reply) =>
      reply.status === 404 ? { status: 200, headers: ok, body: JSON.stringify({ url }) } : reply,
    found: 'unknown_path_answered',
    says: /not in the description, but was answered with 200/,
  },
  {
    name: '500 to one value',
    lie: when(
      ({ operationId, url }) => operationId === 'listWorkflows' && url.includes('order=ASC'),
      { status: 500 },
    ),
    operations: ['listWorkflows'],
    found: 'server_error',
    says: /failed with 500/,
  },
  {
    name: 'a refusal of one valid value',
    lie: when(
      ({ operationId, url, valid }) =>
        operationId === 'listWorkflows' && url.includes('order=ASC') && valid,
      refusal,
    ),
    operations: ['listWorkflows'],
    found: 'valid_refused',
    says: /A valid request was refused with 400/,
  },
  {
    name: 'a wrong error body',
    lie: answerTo('listWorkflows', { body: JSON.stringify({ error: 'bad' }) }, 400),
    operations: ['listWorkflows'],
    found: 'invalid_body',
    says: /answer 400 breaks its schema: the whole value must have required property/,
  },
  {
    name: 'a refusal that shows the stack of the server',
    lie: ({ operationId }, reply) => {
      if (operationId !== 'listWorkflows' || reply.status !== 400) return reply;
      const { message, ...body } = JSON.parse(reply.body) as { message: string };
      const stack = new Error(message).stack;
      return { ...reply, body: JSON.stringify({ ...body, message: stack }) };
    },
    operations: ['listWorkflows'],
    found: 'internals_in_answer',
    says: /has a stack trace of the server: "\\\\n\s*at /,
  },
  {
    name: 'a refusal by an undocumented status',
    lie: answerTo('listWorkflows', { status: 422 }, 400),
    operations: ['listWorkflows'],
    found: 'undocumented_status',
    says: /status 422/,
  },
  {
    name: 'a refusal of an invalid request for want of rights',
    lie: answerTo(
      'listWorkflows',
      {
        status: 403,
        headers: ok,
        body: JSON.stringify({
          error_code: 'APIG.0302',
          error_msg: 'no',
          request_id: '0ba0b8ecd0ae3b0f6e0e7ff7fbfcb0ab',
        }),
      },
      400,
    ),
    operations: ['listWorkflows'],
    found: 'wrong_refusal',
    says: /was answered with 403; expected 400/,
  },
];

async function namesOn(
  honesty: Honesty,
  options: Partial<RunOptions> = {},
): Promise<Record<string, string[]>> {
  const { run } = await runOn(honesty, { runs: 0, ...options });
  return findingsOf(run);
}

test.each(sampled(lies, 6))(
  'a contract run finds a server whose answers lie: $name',
  async ({ lie, operations = ['showAopWorkflow'], found, says }) => {
    const findings = await namesOn({ lie }, { operations });
    expect(Object.keys(findings)).toContain(found);
    expect(findings[found]?.join('\n')).toMatch(says);
  },
);

test.each<[string, Honesty, FindingName, string[]]>([
  [
    'a member that is missing wherever the record is shown',
    { lie: success(({ data: { approve_role: _, ...data }, ...body }) => ({ ...body, data })) },
    'invalid_body',
    ['showAopWorkflow', 'updateAopWorkflow'],
  ],
  ['a total of all records', { about: 'total of all records' }, 'wrong_total', ['listWorkflows']],
  [
    'a list that is no JSON',
    {
      lie: answerTo('listAopWorkflowVersions', (reply) => ({ body: reply.body.slice(0, -1) }), 200),
    },
    'unreadable_body',
    ['listAopWorkflowVersions'],
  ],
])(
  'a contract run takes for one finding what many checks notice: %s',
  async (_, honesty, name, operations) => {
    const choice: Partial<RunOptions> = { values, operations, only: ['behaviour'] };
    const { run } = await runOn({ stateful: true, ...honesty }, choice);
    expect(run.counts.broken).toBeGreaterThan(2);
    expect(causesOf(run.results).map(({ finding }) => finding.name)).toEqual([name]);
  },
);

test('a contract run finds an operation that refuses whatever is valid', async () => {
  const findings = await namesOn(
    {
      lie: when(({ operationId, valid }) => operationId === 'createAopWorkflow' && valid, refusal),
    },
    { operations: ['listWorkflows', 'createAopWorkflow'] },
  );
  expect(Object.keys(findings)).toEqual(['valid_refused']);
});

test('a contract run finds a server that keeps state and refuses some valid requests', async () => {
  const { run } = await runOn(
    {
      stateful: true,
      lie: when(
        ({ operationId, body, valid }) =>
          operationId === 'createAopWorkflow' && valid && body.includes('SURVEY'),
        refusal,
      ),
    },
    { values, runs: 0, only: ['enum', 'example'] },
  );
  expect(Object.keys(findingsOf(run))).toEqual(['valid_refused']);
});

/** Lies of a server that keeps state, which is asked for what it holds. */
const stateful: { name: string; operation: string; lie: Lie; found: FindingName; says: RegExp }[] =
  [
    {
      name: 'a header twice',
      operation: 'showAopWorkflow',
      lie: (_, reply) => ({
        ...reply,
        headers: { ...reply.headers, 'X-request-id': ['a', 'b'] as unknown as string },
      }),
      found: 'invalid_header',
      says: /has the header X-request-id more than once/,
    },
    {
      name: 'the token of the request in its answer',
      operation: 'showAopWorkflow',
      lie: ({ headers }, reply) =>
        reply.status === 200
          ? { ...reply, headers: { ...reply.headers, 'X-Debug': String(headers['x-auth-token']) } }
          : reply,
      found: 'credentials_in_answer',
      says: /repeats the value of X-Auth-Token/i,
    },
    {
      name: 'failure in the body of a success',
      operation: 'showAopWorkflow',
      // Beside the code of a success it would be noted alone.
      lie: success((body) => ({ ...body, code: 'SecMaster.20010001', success: false })),
      found: 'valid_refused',
      says: /the body says that it failed/,
    },
    {
      name: 'a creation whose answer has no id',
      operation: 'showAopWorkflow',
      lie: success((body) => ({ ...body, data: { ...body.data, id: '' } }), 'createAopWorkflow'),
      found: 'missing_after_create',
      says: /has no id at \/data\/id/,
    },
    {
      name: 'a member that nobody asked for',
      operation: 'showAopWorkflowInstance',
      lie: success(
        (body) => ({ ...body, topology: { audit_logs: [] } }),
        'showAopWorkflowInstance',
      ),
      found: 'filter_ignored',
      says: /With show_topology=false the record is answered with topology/,
    },
    {
      name: 'a member that was asked for in vain',
      operation: 'showAopWorkflowInstance',
      lie: success(({ topology: _, ...body }) => body, 'showAopWorkflowInstance'),
      found: 'filter_ignored',
      says: /With show_topology=true the record is answered without topology/,
    },
    {
      name: 'a list with records as they were once',
      operation: 'listAopWorkflowVersions',
      lie: success(
        (body) => ({
          ...body,
          data: body.data.map((one: any) => ({ ...one, description: 'old' })),
        }),
        'listAopWorkflowVersions',
      ),
      found: 'wrong_in_list',
      says: /In the list, of .*, description is "old"/,
    },
    {
      name: 'an answer to a review with another result',
      operation: 'createAopWorkflowVersionApprovel',
      lie: success(
        (body) => ({ ...body, data: { ...body.data, result: 'PASS' } }),
        'createAopWorkflowVersionApprovel',
      ),
      found: 'write_lost',
      says: /In the answer to createAopWorkflowVersionApprovel UN_PASS .* result is "PASS"/,
    },
    {
      name: 'an answer to a submission with the state before it',
      operation: 'updateAopWorkflowVersion',
      lie: success(
        (body) => ({ ...body, data: { ...body.data, status: 'pending_submit' } }),
        'updateAopWorkflowVersion',
      ),
      found: 'wrong_transition',
      says: /shows the state "pending_submit"; expected pending_approval/,
    },
    {
      name: 'an undocumented refusal of a transition',
      operation: 'deleteAopWorkflowVersion',
      lie: when(
        ({ operationId, valid }, reply) =>
          operationId === 'deleteAopWorkflowVersion' && valid && reply.status === 400,
        { status: 409 },
      ),
      found: 'undocumented_status',
      says: /status 409/,
    },
    {
      name: 'a failure at a transition that is not possible',
      operation: 'deleteAopWorkflowVersion',
      lie: when(
        ({ operationId, valid }, reply) =>
          operationId === 'deleteAopWorkflowVersion' && valid && reply.status === 400,
        { status: 500 },
      ),
      found: 'server_error',
      says: /failed with 500/,
    },
  ];

test.each(sampled(stateful, 6))(
  'a contract run finds a server with state whose answers lie: $name',
  async ({ operation, lie, found, says }) => {
    const findings = await namesOn(
      { stateful: true, lie },
      { values, operations: [operation], only: ['example', 'behaviour', 'life-cycle'] },
    );
    expect(Object.keys(findings)).toContain(found);
    expect(findings[found]?.join('\n')).toMatch(says);
  },
);
