import { describe, expect, test } from '@jest/globals';
import { createSecMasterClient, SecMasterError } from '../../src/index.js';
import * as failures from '../../src/errors.js';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { failureOf, useLoopback } from './calls/client-on-loopback.js';
import type { ScriptedAnswer } from './loopback-server.js';

const loopback = useLoopback();

function failure(answer: ScriptedAnswer): Promise<Record<string, unknown>> {
  loopback.server.answer = answer;
  const client = loopback.client({ retry: { maxAttempts: 1 } });
  return failureOf(client.workflows.showAopWorkflow({ workflow_id: 'w' }));
}

describe('The class of an error', () => {
  const service = (code: string) => JSON.stringify({ code: `SecMaster.${code}`, message: 'm' });

  test.each([
    [400, service('20030001'), 'InvalidRequestError'],
    [400, service('20040611'), 'NotFoundError'],
    [400, service('20040605'), 'NotFoundError'],
    [401, '', 'AuthenticationError'],
    [403, service('20010001'), 'PermissionError'],
    [403, '{"error_code":"APIGW.0306"}', 'PermissionError'],
    [404, '{"error_code":"APIG.0101"}', 'NotFoundError'],
    [413, '', 'InvalidRequestError'],
    [429, '', 'ThrottledError'],
    [500, '', 'ServerError'],
    [504, '', 'ServerError'],
    [302, '', 'ServerError'],
    [200, service('20040611'), 'NotFoundError'],
    [200, service('20010001'), 'PermissionError'],
    [200, service('20030001'), 'InvalidRequestError'],
    [200, '{"success":false}', 'ServerError'],
    [200, '{"code":"99999999","success":true}', 'ServerError'],
    [200, '<html>', 'ServerError'],
  ] as const)('%i %s is %s', async (status, body, name) => {
    const error = await failure({ status, body });
    expect(error).toMatchObject({ name, status, operationId: 'showAopWorkflow', attempts: 1 });
    expect(error).toBeInstanceOf(failures[name]);
    expect(error).toBeInstanceOf(SecMasterError);
  });
});

describe('A guard', () => {
  const kinds = Object.values(failures).filter(
    (one) => typeof one === 'function' && one.prototype instanceof SecMasterError,
  ) as (new (message: string) => SecMasterError)[];
  const guards = failures as unknown as Record<string, (error: unknown) => boolean>;

  test.each(kinds.map((kind) => [kind.name, kind] as const))(
    'for %s knows its own errors, and no others',
    (name, Kind) => {
      const isKind = guards[`is${name}`] as (error: unknown) => boolean;
      expect(kinds.filter((one) => isKind(new one('m')))).toEqual([Kind]);
      for (const other of [new SecMasterError('m'), new Error(name), { name }, null, undefined]) {
        expect(isKind(other)).toBe(false);
      }
    },
  );

  test('knows the errors of another copy of the package', async () => {
    // Of another module, as if it had been installed twice.
    const text = await build({
      entryPoints: [fileURLToPath(new URL('../../src/errors.ts', import.meta.url))],
      bundle: true,
      write: false,
      format: 'esm',
    });
    const source = Buffer.from(text.outputFiles[0]?.contents ?? []).toString('base64');
    const other = (await import(`data:text/javascript;base64,${source}`)) as typeof failures;
    const error = new other.NotFoundError('m', { operationId: 'showAopWorkflow' });
    expect(error).not.toBeInstanceOf(SecMasterError);
    expect(failures.isNotFoundError(error)).toBe(true);
    expect(failures.isThrottledError(error)).toBe(false);
    expect(failures.isSecMasterError(error, 'showAopWorkflow')).toBe(true);
    expect(failures.isSecMasterError(error, 'listWorkflows')).toBe(false);
  });
});

test.each([
  ['in seconds', 503, { 'Retry-After': '120' }, '', 120_000],
  [
    'by a date',
    503,
    { Date: 'Tue, 01 Dec 2026 08:00:00 GMT', 'Retry-After': 'Tue, 01 Dec 2026 08:01:30 GMT' },
    '',
    90_000,
  ],
  ['by the limit of the gateway', 429, {}, '{"error_msg":"limit:60,time:1 minute"}', 60_000],
  ['not', 503, {}, '{"error_msg":"maintenance"}', undefined],
])('When to come back: told %s', async (_, status, headers, body, retryAfter) => {
  expect(await failure({ status, headers, body })).toMatchObject({ status, retryAfter });
});

describe('The body of an error', () => {
  test('of the service', async () => {
    const error = await failure({
      status: 400,
      headers: { 'X-request-id': 'r-1' },
      body: '{"code":"SecMaster.20040611","message":"no such workflow"}',
    });
    expect(error['message']).toBe(
      'showAopWorkflow was refused with 400 SecMaster.20040611: no such workflow (request r-1)',
    );
    expect(error).toMatchObject({
      serviceCode: 'SecMaster.20040611',
      gatewayCode: undefined,
      requestId: 'r-1',
    });
    expect(error['code']).toBe('SecMaster.20040611');
    expect(error['body']).toEqual({ code: 'SecMaster.20040611', message: 'no such workflow' });
  });

  test.each([
    ['of the gateway', '{"error_code":"A.1","error_msg":"m","request_id":"r"}'],
    [
      'of the gateway, with more',
      '{"error_code":"A.1","error_msg":"m","request_id":"r","encoded_authorization_message":null}',
    ],
    ['in camel case', '{"errorCode":"A.1","errorMsg":"m","requestId":"r"}'],
    ['of IAM', '{"error":{"code":"A.1","message":"m"},"request_id":"r"}'],
    [
      'with details',
      '{"error_code":"A.1","error_msg":"m","details":[{"error_msg":"m2"},"m3"],"request_id":"r"}',
    ],
  ])('%s', async (what, body) => {
    const error = await failure({ status: 502, body });
    const message = what === 'with details' ? 'm; m2; m3' : 'm';
    expect(error).toMatchObject({
      gatewayCode: 'A.1',
      requestId: 'r',
      message: `showAopWorkflow was refused with 502 A.1: ${message} (request r)`,
    });
  });

  test.each([
    ['a code that is a number', '{"error":{"code":401,"message":"m"}}', '502 401: m'],
    ['HTML with a title', '<!doctype html><title>Bad\n gateway</title>', '502: Bad gateway'],
    ['HTML without a title', '<p>Bad gateway</p>', '502'],
    ['plain text', 'upstream\tconnect error', '502: upstream connect error'],
    ['text in JSON', '"out of order"', '502: out of order'],
    ['endless text', 'x'.repeat(100_000), `502: ${'x'.repeat(200)}`],
    ['nothing', '', '502'],
    ['null', 'null', '502'],
    ['a list', '[1]', '502'],
    ['truncated JSON', '{"code":"A', '502: {"code":"A'],
  ])('that is %s', async (_, body, text) => {
    const error = await failure({ status: 502, body });
    expect(error['message']).toBe(`showAopWorkflow was refused with ${text}`);
    const isObject = body.startsWith('{') && body.endsWith('}');
    expect(error['body']).toEqual(isObject ? JSON.parse(body) : undefined);
  });
});

test('A success that is no JSON is a failure that does not quote it', async () => {
  const error = await failure({ body: '{"planted' });
  expect(error['message']).toBe('showAopWorkflow was answered with 200, but not with JSON');
  expect(error['cause']).toBeUndefined();
});

test('A closed connection is a network failure with its cause', async () => {
  const error = await failure({ hangUp: true });
  expect(error).toMatchObject({ name: 'NetworkError', status: undefined, attempts: 1 });
  expect(error['message']).toMatch(/^showAopWorkflow failed at 127\.0\.0\.1:\d+: ./);
  expect(error['cause']).toMatchObject({ code: 'UND_ERR_SOCKET' });
});

test('The same with the standard fetch names the reason beneath', async () => {
  loopback.server.answer = { hangUp: true };
  const client = createSecMasterClient({
    endpoint: loopback.server.url,
    projectId: 'p',
    workspaceId: 'w',
    token: 't',
    fetch: (url, init) => fetch(url, init),
    retry: { maxAttempts: 1 },
  });
  const error = await failureOf(client.workflows.listWorkflows());
  expect(error['message']).toMatch(
    /^listWorkflows failed at 127\.0\.0\.1:\d+: fetch failed \(.+\)$/,
  );
});
