import { expect, test } from '@jest/globals';
import { password } from '../../../src/index.js';
import { startLoopbackServer } from '../loopback-server.js';
import { failureOf, useLoopback, success } from './client-on-loopback.js';

const loopback = useLoopback();

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
