import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { inspect } from 'node:util';
import { createSecMasterClient, SecMasterError, type SecMasterClient } from '../../src/index.js';
import {
  startLoopbackServer,
  type LoopbackServer,
  type ScriptedAnswer,
} from './loopback-server.js';

let server: LoopbackServer;
let client: SecMasterClient;

beforeAll(async () => {
  server = await startLoopbackServer();
  client = createSecMasterClient({
    endpoint: server.url,
    projectId: 'project',
    workspaceId: 'workspace',
    token: 'planted-secret',
  });
});
afterAll(() => server.close());
beforeEach(() => {
  server.seen.length = 0;
});

const json = { 'Content-Type': 'application/json' };

async function failure(answer: ScriptedAnswer): Promise<SecMasterError> {
  server.answer = answer;
  const error: unknown = await client.showAopWorkflow({ workflow_id: 'w' }).then(
    (data) => new Error(`no failure but ${JSON.stringify(data)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SecMasterError);
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('planted-secret');
  return error as SecMasterError;
}

describe('An answer that is no success', () => {
  test('of the service', async () => {
    const error = await failure({
      status: 400,
      headers: { ...json, 'X-request-id': 'r-1' },
      body: '{"code":"SecMaster.20040611","message":"no such workflow"}',
    });
    expect(error).toMatchObject({
      name: 'SecMasterError',
      operationId: 'showAopWorkflow',
      status: 400,
      code: 'SecMaster.20040611',
      requestId: 'r-1',
      message:
        'showAopWorkflow was refused with 400 SecMaster.20040611: no such workflow (request r-1)',
    });
  });

  test('of the gateway', async () => {
    const error = await failure({
      status: 401,
      headers: json,
      body: '{"error_code":"APIGW.0301","error_msg":"verify aksk signature fail","request_id":"r-2"}',
    });
    expect(error).toMatchObject({ status: 401, code: 'APIGW.0301', requestId: 'r-2' });
  });

  test.each([
    ['HTML', { headers: { 'Content-Type': 'text/html' }, body: '<html>Bad gateway</html>' }],
    ['empty', {}],
    ['null', { headers: json, body: 'null' }],
    ['a list', { headers: json, body: '[1]' }],
  ])('of the body: %s', async (_, answer) => {
    const error = await failure({ status: 502, ...answer });
    expect(error).toMatchObject({ status: 502, code: undefined, requestId: undefined });
    expect(error.message).toBe('showAopWorkflow was refused with 502');
  });

  test('although its status is 200', async () => {
    const error = await failure({
      headers: json,
      body: '{"code":"SecMaster.20030001","message":"bad","success":false,"request_id":"r-3"}',
    });
    expect(error).toMatchObject({ status: 200, code: 'SecMaster.20030001', requestId: 'r-3' });
  });
});

describe('No answer', () => {
  test('when the connection is closed', async () => {
    const error = await failure({ hangUp: true });
    expect(error.status).toBeUndefined();
    expect(error.message).toMatch(/^showAopWorkflow failed: fetch failed \(/);
    expect(error.cause).toMatchObject({ name: 'TypeError', message: 'fetch failed' });
  });

  test('when a success is no JSON', async () => {
    const error = await failure({ headers: json, body: '{"code":' });
    expect(error.message).toMatch(/^showAopWorkflow failed: /);
    expect(error.cause).toBeInstanceOf(SyntaxError);
  });
});
