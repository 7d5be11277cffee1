import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Secret, SignInContext } from '../../../src/credentials/credentials.js';
import { findProjectId } from '../../../src/credentials/project-id.js';
import { accessKey, createSecMasterClient, type SecMasterClient } from '../../../src/index.js';
import { signRequest } from '../../../src/signing/sign-request.js';
import { everythingShown, failureOf } from './failures.js';
import { startScriptedServer, type ScriptedServer, type Seen } from './scripted-server.js';
import { signInContext, type SignInOptions } from './sign-in-context.js';
import { signer } from '../../../src/signing/signer.js';

let iam: ScriptedServer;
beforeAll(async () => {
  iam = await startScriptedServer();
});
afterEach(() => {
  iam.seen.length = 0;
});
afterAll(() => iam.close());

const inContext = (more: SignInOptions = {}): SignInContext =>
  signInContext({ iamEndpoint: iam.url, region: 'cn-north-4', ...more });
const token: Secret = { kind: 'token', token: 'planted-token' };
const key: Secret = {
  kind: 'key',
  signer,
  ak: 'AK1',
  sk: 'planted-sk',
  securityToken: 'planted-security',
};
const one = {
  headers: { 'X-IAM-Trace-Id': 't1' },
  body: { projects: [{ id: 'p1', name: 'cn-north-4' }] },
};

/** Whether a request is signed by the key, by what came over the wire alone. */
function isSigned({ line, headers }: Seen, date: Date): boolean {
  const [method = '', target = ''] = line.split(' ');
  const names = /SignedHeaders=([^,]*)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
  const signed = Object.fromEntries(
    names
      .filter((name) => !['host', 'x-sdk-date', 'x-security-token'].includes(name))
      .map((name) => [name, String(headers[name])]),
  );
  const { ak, sk, securityToken } = key as Extract<Secret, { kind: 'key' }>;
  const expected = signRequest(
    { method, url: `${iam.url}${target}`, headers: signed },
    { ak, sk, securityToken },
    { date },
  );
  return headers.authorization === expected['authorization'];
}

describe('A client', () => {
  /** The server stands in for the region, too. */
  const make = (projectId?: string, keyProjectId?: string): SecMasterClient =>
    createSecMasterClient({
      region: 'cn-north-4',
      iamEndpoint: iam.url,
      workspaceId: 'w',
      projectId,
      credentials: accessKey({ ak: 'AK1', sk: 'planted-sk', projectId: keyProjectId }),
      retry: { baseDelay: 1 },
      fetch: (url, init) =>
        fetch(url.replace('https://secmaster.cn-north-4.myhuaweicloud.com', iam.url), init),
    });
  const ofIam = 'GET /v3/projects?name=cn-north-4';
  const callOf = (project: string) => `GET /v1/${project}/workspaces/w/soc/workflows`;
  const lines = () => iam.seen.map(({ line }) => line);
  const success = { body: { code: '00000000', data: [] } };

  test.each([
    ['the client', 'of-client', undefined, 'of-client'],
    ['the secret', undefined, 'of-secret', 'of-secret'],
    ['both, of which that of the client counts', 'of-client', 'of-secret', 'of-client'],
  ])('does not look up a project that is known from %s', async (_, ofClient, ofSecret, project) => {
    iam.script = () => success;
    await make(ofClient, ofSecret).workflows.listWorkflows();
    expect(lines()).toEqual([callOf(project)]);
  });

  test('looks a project up once for all calls', async () => {
    iam.script = ({ line }) => (line === ofIam ? one : success);
    const client = make();
    await Promise.all(Array.from({ length: 5 }, () => client.workflows.listWorkflows()));
    await client.workflows.listWorkflows();
    expect(lines().sort()).toEqual([...Array<string>(6).fill(callOf('p1')), ofIam]);
  });

  test('looks a project up with the next call if IAM failed', async () => {
    let fails = true;
    iam.script = ({ line }) => (line !== ofIam ? success : fails ? { status: 403 } : one);
    const client = make();
    expect(await failureOf(client.workflows.listWorkflows())).toMatchObject({
      name: 'AuthenticationError',
      operationId: 'KeystoneListProjects',
    });
    expect(lines()).toEqual([ofIam]);
    fails = false;
    await client.workflows.listWorkflows();
    expect(lines()).toEqual([ofIam, ofIam, callOf('p1')]);
  });

  test('asks again while IAM fails', async () => {
    iam.script = ({ line }) =>
      line !== ofIam ? success : iam.seen.length === 1 ? { status: 503 } : one;
    await make().workflows.listWorkflows();
    expect(lines()).toEqual([ofIam, ofIam, callOf('p1')]);
  });
});

test('IAM is asked for the region with the token', async () => {
  iam.script = () => one;
  expect(await findProjectId(token, inContext())).toBe('p1');
  expect(iam.seen.map(({ line }) => line)).toEqual(['GET /v3/projects?name=cn-north-4']);
  expect(iam.seen[0]?.headers['x-auth-token']).toBe('planted-token');
});

const dateOf = ({ headers }: Seen): Date =>
  new Date(String(headers['x-sdk-date']).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));

test('IAM is asked with a signature by the key', async () => {
  iam.script = () => one;
  expect(await findProjectId(key, inContext())).toBe('p1');
  const [request] = iam.seen as [Seen];
  expect(request.headers['x-security-token']).toBe('planted-security');
  expect(request.headers).not.toHaveProperty('x-auth-token');
  expect(isSigned(request, dateOf(request))).toBe(true);
});

test('A wrong clock is set by the date of IAM, once', async () => {
  const date = new Date(Date.now() + 60 * 60_000).toUTCString();
  iam.script = (request) =>
    Math.abs(dateOf(request).getTime() - Date.parse(date)) < 60_000
      ? one
      : { status: 401, headers: { Date: date } };
  expect(await findProjectId(key, inContext())).toBe('p1');
  expect(iam.seen).toHaveLength(2);
  expect(iam.seen.every((request) => isSigned(request, dateOf(request)))).toBe(true);
});

test('A refusal for another reason is not asked again', async () => {
  iam.script = () => ({ status: 401, headers: { 'X-IAM-Trace-Id': 't3' } });
  const error = await failureOf(findProjectId(key, inContext()));
  expect(error).toMatchObject({ name: 'AuthenticationError', status: 401, requestId: 't3' });
  expect(iam.seen).toHaveLength(1);
});

test('The address of IAM in the credentials file counts, unless the client has one', async () => {
  iam.script = () => one;
  const ofFile = (iamEndpoint: string): Secret => Object.assign({}, key, { iamEndpoint });
  const context = inContext({ iamEndpoint: undefined });
  expect(await findProjectId(ofFile(iam.url), context)).toBe('p1');
  expect(await findProjectId(ofFile('https://127.0.0.1:1'), inContext())).toBe('p1');
});

describe('No guess is made', () => {
  test.each([
    [
      'none',
      [],
      /^IAM has no project for the region cn-north-4 \(request t1\): give the "projectId"/,
    ],
    ['several', [{ id: 'p1' }, { id: 'p2' }], /^IAM has 2 projects for the region cn-north-4/],
  ])('of %s', async (_, projects, message) => {
    iam.script = () => ({ ...one, body: { projects } });
    const error = await failureOf(findProjectId(token, inContext()));
    expect(error).toMatchObject({ name: 'AuthenticationError', requestId: 't1', status: 200 });
    expect(error.message).toMatch(message);
    expect(iam.seen.map(({ line }) => line)).toEqual(['GET /v3/projects?name=cn-north-4']);
  });

  test.each([
    ['no JSON', '<html>planted-token</html>'],
    ['no list', { projects: 'planted-token' }],
    ['no id', { projects: [{ name: 'cn-north-4' }] }],
    ['an empty id', { projects: [{ id: '' }] }],
  ])('from %s', async (_, body) => {
    iam.script = () => ({ ...one, body });
    const error = await failureOf(findProjectId(token, inContext()));
    expect(error).toMatchObject({ name: 'ServerError', requestId: 't1' });
    expect(everythingShown(error)).not.toContain('planted');
  });

  test('without a region', async () => {
    const error = await failureOf(findProjectId(token, inContext({ region: undefined })));
    expect(error.name).toBe('TypeError');
    expect(error.message).toMatch(
      /^"projectId" is missing: expected the id of the project, or the "region"/,
    );
  });
});

test.each([
  [403, 'AuthenticationError'],
  [429, 'ThrottledError'],
  [502, 'ServerError'],
])('An answer %i is told, without what it repeats', async (status, name) => {
  iam.script = ({ headers }) => ({
    status,
    headers: { 'X-IAM-Trace-Id': 't2' },
    body: { error: { code: 'IAM.1', message: `Refused: planted-sk ${headers.authorization}` } },
  });
  const error = await failureOf(findProjectId(key, inContext()));
  expect(error).toMatchObject({ name, status, requestId: 't2', gatewayCode: 'IAM.1' });
  expect(error.message).toContain('Refused:');
  expect(error.message.includes('Give "projectId"')).toBe(name === 'AuthenticationError');
  expect(everythingShown(error)).not.toMatch(/planted|Signature=/);
});
