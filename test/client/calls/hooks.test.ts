import { expect, test } from '@jest/globals';
import type { paths } from '../../../generated/workflows/types.js';
import { password } from '../../../src/index.js';
import { rawClient } from '../../../src/raw.js';
import { startLoopbackServer } from '../loopback-server.js';
import { failureOf, useLoopback, success } from './client-on-loopback.js';

const loopback = useLoopback();
const path = '/v1/{project_id}/workspaces/{workspace_id}/soc/workflows';
const params = { path: { project_id: 'p', workspace_id: 'w' } };

const signingIn = (options: object) =>
  loopback.client({
    ...{ ...options, endpoint: loopback.server.url, token: undefined },
    credentials: password({ domain: 'd', user: 'u', password: 'p' }),
  });

test('Hooks are told of each request, answer, retry and failure, in OpenTelemetry’s names', async () => {
  const events: [string, Record<string, unknown>][] = [];
  const record = (name: string) => (event: object) => void events.push([name, { ...event }]);
  const client = loopback.client({
    retry: { maxAttempts: 2, baseDelay: 1 },
    hooks: {
      onRequest: record('request'),
      onResponse: record('response'),
      onRetry: record('retry'),
      onError: record('error'),
    },
  });
  loopback.server.answer = { status: 503, headers: { 'X-Request-Id': 'r' } };
  const error = await failureOf(client.workflows.showAopWorkflow({ workflow_id: 'w' }));
  expect(events.map(([name]) => name)).toEqual([
    'request',
    'response',
    'retry',
    'request',
    'response',
    'error',
  ]);
  const port = Number(new URL(loopback.server.url).port);
  expect(events[4]?.[1]).toMatchObject({
    operationId: 'showAopWorkflow',
    method: 'GET',
    attempt: 2,
    status: 503,
    requestId: 'r',
    attributes: {
      'http.request.method': 'GET',
      'url.full': `${loopback.server.url}/v1/project/workspaces/workspace/soc/workflows/w`,
      'server.address': '127.0.0.1',
      'server.port': port,
      'http.request.resend_count': 1,
      'http.response.status_code': 503,
    },
  });
  expect(events[5]?.[1]).toMatchObject({ error, attributes: { 'error.type': 'ServerError' } });
});

test('All events of a call have one id, which no other call has', async () => {
  const ids: string[] = [];
  const record = ({ callId }: { callId: string }): void => void ids.push(callId);
  const client = loopback.client({
    retry: { maxAttempts: 2, baseDelay: 1 },
    hooks: { onRequest: record, onResponse: record, onRetry: record, onError: record },
  });
  loopback.server.answer = { status: 503 };
  await failureOf(client.workflows.listWorkflows());
  expect(ids).toHaveLength(6);
  expect(new Set(ids).size).toBe(1);
  loopback.server.answer = success;
  await client.workflows.listWorkflows();
  expect(new Set(ids).size).toBe(2);
});

test('Hooks are told of the requests to IAM too, without what these hold', async () => {
  const iam = await startLoopbackServer();
  try {
    const events: Record<string, unknown>[] = [];
    const record = (event: object): void => void events.push({ ...event });
    iam.script.push({ status: 500 });
    iam.answer = ({ method }) =>
      method === 'POST'
        ? { status: 201, headers: { 'X-Subject-Token': 'planted-token' }, body: '{}' }
        : { body: '{"projects":[{"id":"p"}]}' };
    const client = loopback.client({
      token: undefined,
      endpoint: undefined,
      region: 'cn-north-4',
      projectId: undefined,
      iamEndpoint: iam.url,
      credentials: password({ domain: 'acme', user: 'alice', password: 'planted-password' }),
      hooks: { onRequest: record, onResponse: record, onRetry: record },
      fetch: (url, init) =>
        fetch(url.replace(/^https:\/\/secmaster[^/]+/, loopback.server.url), init),
    });
    await client.workflows.listWorkflows();
    const seen = events.map(({ operationId, status, delay }) =>
      [operationId, status ?? (delay === undefined ? 'sent' : 'again')].join(' '),
    );
    expect(seen).toEqual([
      'KeystoneCreateUserTokenByPassword sent',
      'KeystoneCreateUserTokenByPassword 500',
      'KeystoneCreateUserTokenByPassword again',
      'KeystoneCreateUserTokenByPassword sent',
      'KeystoneCreateUserTokenByPassword 201',
      'KeystoneListProjects sent',
      'KeystoneListProjects 200',
      'listWorkflows sent',
      'listWorkflows 200',
    ]);
    expect(JSON.stringify(events)).not.toContain('planted');
  } finally {
    await iam.close();
  }
});

test.each<[of: string, call: (options: object) => Promise<unknown>]>([
  ['a method', (options) => loopback.client(options).workflows.listWorkflows()],
  ['a call by path', (options) => rawClient<paths>(loopback.client(options)).GET(path, { params })],
  ['a source of credentials', (options) => signingIn(options).workflows.listWorkflows()],
])('A request of %s without an answer ends in a retry or a failure', async (_, call) => {
  const open = new Set<string>();
  const begin = ({ callId }: { callId: string }) => void open.add(callId);
  const end = ({ callId }: { callId: string }) => void open.delete(callId);
  const hooks = { onRequest: begin, onResponse: end, onRetry: end, onError: end };
  const nobody = 'http://127.0.0.1:1';
  await failureOf(call({ hooks, endpoint: nobody, iamEndpoint: nobody, retry: { baseDelay: 1 } }));
  expect(open).toEqual(new Set());
});

test('A hook that throws changes nothing', async () => {
  const client = loopback.client({
    hooks: {
      onRequest: () => {
        throw new Error('broken hook');
      },
    },
  });
  expect((await client.workflows.showAopWorkflow({ workflow_id: 'w' })).data.id).toBe('w');
});
