import { describe, expect, test } from '@jest/globals';
import { accessKey, fromEnvironment, token } from '../../../src/index.js';
import type { paths } from '../../../generated/workflows/types.js';
import { rawClient } from '../../../src/raw.js';
import { failureOf, useLoopback, success } from './client-on-loopback.js';

const loopback = useLoopback();
const refused = {
  status: 401,
  body: '{"error_code":"APIGW.0307","error_msg":"The token must be updated."}',
};

describe('A token that the gateway refuses', () => {
  test('is fetched again once, and the request is sent again', async () => {
    let count = 0;
    const client = loopback.client({
      token: undefined,
      credentials: token(async () => `token-${(count += 1)}`),
    });
    loopback.server.script.push(refused);
    await client.workflows.deleteAopWorkflow({ workflow_id: 'w' });
    expect(loopback.server.seen.map(({ headers }) => headers['x-auth-token'])).toEqual([
      'token-1',
      'token-2',
    ]);
    loopback.server.script.push(refused, refused);
    expect(await failureOf(client.workflows.listWorkflows())).toMatchObject({
      name: 'AuthenticationError',
      gatewayCode: 'APIGW.0307',
      status: 401,
    });
    expect(count).toBe(3);
  });

  test('is fetched again once for all calls that wait', async () => {
    let count = 0;
    const client = loopback.client({
      token: undefined,
      credentials: token(async () => `token-${(count += 1)}`),
    });
    await client.workflows.listWorkflows();
    loopback.server.answer = ({ headers }) =>
      headers['x-auth-token'] === 'token-1' ? refused : success;
    await Promise.all(Array.from({ length: 5 }, () => client.workflows.listWorkflows()));
    expect(count).toBe(2);
  });

  test('is not sent again if there is no other', async () => {
    loopback.server.answer = refused;
    await failureOf(loopback.client().workflows.listWorkflows());
    expect(loopback.server.seen).toHaveLength(1);
  });
});

test('A source that fails names each operation that it failed', async () => {
  const { workflows } = loopback.client({ token: undefined, credentials: fromEnvironment({}) });
  const calls = [workflows.listWorkflows(), workflows.showAopWorkflow({ workflow_id: 'w' })];
  const errors = await Promise.all(calls.map(failureOf));
  expect(errors.map(({ operationId }) => operationId)).toEqual([
    'listWorkflows',
    'showAopWorkflow',
  ]);
});

describe('An access key', () => {
  const ak = 'AKEXAMPLE';
  const sk = 'planted-secret-key';
  const keys = { token: undefined, credentials: accessKey({ ak, sk }) };

  test('signs each attempt anew', async () => {
    loopback.server.script.push({ status: 503 });
    await loopback.client(keys).workflows.listWorkflows({ name: 'a b' });
    for (const { headers, target } of loopback.server.seen) {
      expect(headers.authorization).toMatch(
        /^SDK-HMAC-SHA256 Access=AKEXAMPLE, SignedHeaders=[a-z;-]*host;x-project-id;x-sdk-date, Signature=[0-9a-f]{64}$/,
      );
      expect(headers['x-project-id']).toBe('project');
      expect(target).toMatch(/\?name=a%20b$/);
    }
    expect(loopback.server.seen).toHaveLength(2);
  });

  test('signs the project of a call by path and method too', async () => {
    const path = '/v1/{project_id}/workspaces/{workspace_id}/soc/workflows/{workflow_id}';
    await rawClient<paths>(
      loopback.client({ ...keys, endpoint: `${loopback.server.url}/prefix` }),
    ).GET(path, {
      params: { path: { project_id: 'p 2', workspace_id: 'w', workflow_id: 'x' } },
    });
    const [seen] = loopback.server.seen;
    expect(seen?.target).toBe('/prefix/v1/p%202/workspaces/w/soc/workflows/x');
    expect(seen?.headers['x-project-id']).toBe('p 2');
    expect(seen?.headers.authorization).toContain(';x-project-id;');
  });

  test('learns the time of the server, under parallel calls too', async () => {
    const server = new Date(Date.now() + 3_600_000);
    const hour = server.toISOString().replace(/[-:]/g, '').slice(0, 11);
    const late = { status: 401, headers: { Date: server.toUTCString() }, body: '{}' };
    const client = loopback.client(keys);
    const isLate = (date: unknown) => String(date).slice(0, 11) !== hour;
    loopback.server.answer = ({ headers }) => (isLate(headers['x-sdk-date']) ? late : success);
    await Promise.all(Array.from({ length: 3 }, () => client.workflows.listWorkflows()));
    expect(loopback.server.seen).toHaveLength(6);
    await client.workflows.listWorkflows();
    expect(loopback.server.seen).toHaveLength(7);
  });

  test('whose signature is refused is told which line differs', async () => {
    const echo =
      'verify aksk signature fail, canonicalRequest:GET|/v1/project/workspaces/workspace/soc/workflows/other/||host:x';
    loopback.server.answer = {
      status: 401,
      body: JSON.stringify({ error_code: 'APIGW.0301', error_msg: echo }),
    };
    const error = await failureOf(
      loopback.client(keys).workflows.showAopWorkflow({ workflow_id: 'w' }),
    );
    expect(error).toMatchObject({ name: 'AuthenticationError', gatewayCode: 'APIGW.0301' });
    expect(error['message']).toMatch(/path/i);
    expect(error['message']).not.toContain(sk);
  });
});

test('A redirect is never followed, so that no other host gets the credentials', async () => {
  loopback.server.answer = { status: 302, headers: { Location: 'http://127.0.0.1:1/' } };
  for (const fetch of [undefined, (url: string, init: object) => globalThis.fetch(url, init)]) {
    const error = await failureOf(loopback.client({ fetch }).workflows.listWorkflows());
    expect(error).toMatchObject({ name: 'ServerError', status: 302 });
  }
});
