import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  accessKey,
  AuthenticationError,
  createSecMasterClient,
  password,
  PermissionError,
} from '../../src/index.js';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/index.js';
import { families, SandboxServer } from '../../src/sandbox/sandbox.js';
import { signRequest } from '../../src/signing/index.js';
import { home, ids, newVersion, newWorkflow } from './world.js';

const hour = 3_600_000;

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ auth: 'strict' });
});
afterEach(() => sandbox.close());

const key = { ak: 'AKAUTHOR000000000000', sk: 'author-secret-key'.padEnd(40, '0') };

/** A client that signs in as it does at the vendor's service. */
function clientWith(credentials: ReturnType<typeof accessKey>, projectId?: string) {
  const { endpoint, iamEndpoint, workspaceId } = sandbox.clientOptions();
  return createSecMasterClient({
    ...{ endpoint, iamEndpoint, workspaceId, credentials },
    projectId: projectId ?? sandbox.clientOptions().projectId,
  });
}

describe('A sandbox that takes signing in seriously', () => {
  test('gives out tokens for the password of a user', async () => {
    const client = clientWith(
      password({ domain: 'sandbox', user: 'author', password: 'author-password' }),
    );
    const { data } = await client.workflows.createAopWorkflow({ body: newWorkflow as never });
    expect(data).toMatchObject({ creator_name: 'author' });
    const wrong = clientWith(password({ domain: 'sandbox', user: 'author', password: 'x' }));
    await expect(wrong.workflows.listWorkflows({})).rejects.toThrow(
      /The username or password is wrong/,
    );
  });

  test('lets tokens expire after a day', async () => {
    const { token } = sandbox.clientOptions();
    const read = () =>
      fetch(`${sandbox.url}${home}/soc/workflows`, { headers: { 'x-auth-token': token } });
    expect((await read()).status).toBe(200);
    sandbox.control.clock.advance(24 * hour);
    const refused = await read();
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ error_code: 'APIGW.0301' });
  });

  test('finds the project of a region by signed requests', async () => {
    const answer = await signedFetch('GET', '/v3/projects?name=cn-north-4');
    const { projectId } = sandbox.clientOptions();
    expect(await answer.json()).toMatchObject({
      projects: [{ id: projectId, name: 'cn-north-4' }],
    });
    const other = await signedFetch('GET', '/v3/projects?name=eu-west-101');
    expect(await other.json()).toMatchObject({ projects: [] });
  });

  test('takes what the client signs: bodies, forms, queries with odd letters', async () => {
    const { workflows } = clientWith(accessKey(key));
    const name = 'a b+c&d=e/ü 流程';
    const { data } = await workflows.createAopWorkflow({ body: { ...newWorkflow, name } as never });
    expect(data).toMatchObject({ name, creator_name: 'author' });
    const { data: found } = await workflows.listWorkflows({ name, order: 'ASC', limit: 1 });
    expect(found.map(({ id }) => id)).toEqual([data.id]);
    const file = await workflows.exportAopworkflow({ body: { id: [data.id] } });
    await workflows.importAopworkflow({ body: { uploadFile: file } });
    expect((await workflows.listWorkflows({ name })).total).toBe(2);
  });

  test('refuses a signature with one bit changed, and shows what it has signed', async () => {
    const answer = await signedFetch('GET', `${home}/soc/workflows`, (headers) => ({
      ...headers,
      authorization: (headers['authorization'] ?? '').replace(/.$/, (last) =>
        (parseInt(last, 16) ^ 1).toString(16),
      ),
    }));
    expect(answer.status).toBe(401);
    const { error_msg } = (await answer.json()) as { error_msg: string };
    expect(error_msg).toContain(
      `verify aksk signature fail, canonicalRequest:GET|${home}/soc/workflows/||host:127.0.0.1`,
    );
  });

  test('refuses a wrong secret key, and the client finds no fault with the headers', async () => {
    const { workflows } = clientWith(accessKey({ ...key, sk: 'another' }));
    const error = await workflows.listWorkflows().catch((one: unknown) => one as Error);
    expect(error).toBeInstanceOf(AuthenticationError);
    expect((error as Error).message).toMatch(
      /verify aksk signature fail, canonicalRequest:GET\|[^ ]+ \(request [^ ]+\)$/,
    );
  });

  test('refuses another body, path or header than was signed', async () => {
    const changed = await signedFetch('POST', `${home}/soc/workflows/export`, undefined, {
      signed: '{"id":["a"]}',
      sent: '{"id":["b"]}',
    });
    expect(changed.status).toBe(401);
    const dated = await signedFetch('GET', `${home}/soc/workflows`, (headers) => ({
      ...headers,
      'x-sdk-date': (headers['x-sdk-date'] ?? '').replace(/.Z$/, (end) =>
        end === '0Z' ? '1Z' : '0Z',
      ),
    }));
    expect(dated.status).toBe(401);
    const unknown = await signedFetch('GET', `${home}/soc/workflows`, (headers) => ({
      ...headers,
      authorization: (headers['authorization'] ?? '').replace(key.ak, 'NOBODY'),
    }));
    expect(unknown.status).toBe(401);
  });

  test('refuses a signature of more than 15 minutes ago, by its own clock', async () => {
    sandbox.control.clock.advance(16 * 60_000);
    const answer = await signedFetch('GET', `${home}/soc/workflows`);
    expect(answer.status).toBe(401);
    // The client learns the time from the refusal, and signs again.
    const { total } = await clientWith(accessKey(key)).workflows.listWorkflows({});
    expect(total).toBe(1);
  });

  test('gives out temporary keys for a token, which work with their security token only', async () => {
    const temporary = await temporaryKey({ duration_seconds: 900 });
    const list = (credentials: typeof temporary) =>
      clientWith(accessKey(credentials)).workflows.listWorkflows({});
    expect((await list(temporary)).total).toBe(1);
    const { ak, sk, securityToken } = temporary;
    const other = await temporaryKey();
    const wrong: (typeof temporary)[] = [
      { ak, sk },
      { ak, sk, securityToken: other.securityToken },
      { ak, sk: other.sk, securityToken },
      { ...key, securityToken },
    ];
    for (const credentials of wrong) {
      await expect(list(credentials)).rejects.toMatchObject({ status: 401, code: 'APIGW.0301' });
    }
    sandbox.control.clock.advance(900_000);
    await expect(list(temporary)).rejects.toBeInstanceOf(AuthenticationError);
  });

  test.each([
    ['without a token', { 'x-auth-token': '' }, {}, 401],
    ['with a made-up token', { 'x-auth-token': 'made-up' }, {}, 401],
    ['for less than 15 minutes', {}, { duration_seconds: 899 }, 400],
    ['for more than a day', {}, { duration_seconds: 86_401 }, 400],
    ['for a time that is no number', {}, { duration_seconds: '900' }, 400],
  ])('gives out no temporary key %s', async (_, headers, token, status) => {
    expect((await askForKey(token, headers)).status).toBe(status);
  });

  test('refuses requests without credentials, and with made-up ones', async () => {
    const made: Record<string, string>[] = [
      {},
      { 'x-auth-token': 'made-up' },
      { authorization: 'made-up' },
    ];
    for (const headers of made) {
      const { status } = await fetch(`${sandbox.url}${home}/soc/workflows`, { headers });
      expect(status).toBe(401);
    }
  });

  test('refuses a project that the token is not for', async () => {
    const options = { ...sandbox.clientOptions(), projectId: 'other' };
    const { workflows } = createSecMasterClient(options);
    await expect(workflows.listWorkflows({})).rejects.toMatchObject({
      status: 403,
      code: 'SecMaster.20010001',
    });
  });

  test('keeps the author from reviewing, and the reader from writing', async () => {
    const as = (user: string) => createSecMasterClient(sandbox.clientOptions(user)).workflows;
    const { data: version } = await as('author').createAopWorkflowVersion({
      workflow_id: ids.workflow,
      body: newVersion as never,
    });
    await as('author').actions.submitVersion(version.id);
    const byAuthor = as('author').actions.approveVersion(version.id, 'ok');
    await expect(byAuthor).rejects.toBeInstanceOf(PermissionError);
    const byReader = as('reader').deleteAopWorkflow({ workflow_id: ids.workflow });
    await expect(byReader).rejects.toMatchObject({ status: 403, code: 'APIGW.0306' });
    expect((await as('reader').listWorkflows({})).total).toBe(1);
    await as('reviewer').actions.approveVersion(version.id, 'ok');
  });

  test('lets a reader search, export and check, and refuses him whatever else asks by a body', async () => {
    const { token, projectId, workspaceId } = sandbox.clientOptions('reader');
    const operations = families.flatMap(({ described }) => described.operations);
    const writing = operations.filter(({ method }) => method !== 'GET');
    const open = writing.map(async ({ id, method, path }) => {
      const place = path.replace('{project_id}', projectId).replace('{workspace_id}', workspaceId);
      const url = sandbox.url + place.replaceAll(/[{}]/g, '');
      const { status } = await fetch(url, { method, headers: { 'x-auth-token': token } });
      return status === 403 ? [] : [id];
    });
    expect((await Promise.all(open)).flat().sort()).toEqual([
      ...['exportAlerts', 'exportAopworkflow', 'exportDataobjects', 'exportIncidents'],
      ...['exportIndicators', 'exportPlaybook', 'exportVulnerabilities', 'listAlerts'],
      ...['listDataobjectRelations', 'listDataobjects', 'listDatapanelObjects', 'listIncidents'],
      ...['listIndicators', 'listNotes', 'listPlaybookAuditLogs', 'listVulnerabilities'],
      'validateAopWorkflowVersion',
    ]);
  });

  test('keeps everybody from reviewing his own version, if four eyes are asked for', async () => {
    const { workflows } = createSecMasterClient(sandbox.clientOptions());
    const { data: version } = await workflows.createAopWorkflowVersion({
      workflow_id: ids.workflow,
      body: newVersion as never,
    });
    await workflows.actions.submitVersion(version.id);
    sandbox.control.changeSettings({ fourEyes: true });
    await expect(workflows.actions.approveVersion(version.id, '')).rejects.toMatchObject({
      status: 403,
    });
    const reviewer = createSecMasterClient(sandbox.clientOptions('reviewer')).workflows;
    await reviewer.actions.approveVersion(version.id, '');
  });
});

describe('A sandbox that only looks for credentials', () => {
  test('takes any, and refuses none', async () => {
    const loose = await startSandbox({ auth: 'presence' });
    const { projectId, workspaceId } = loose.clientOptions();
    const options = { endpoint: loose.url, projectId, workspaceId };
    const client = createSecMasterClient({ ...options, token: 'anything' });
    expect((await client.workflows.listWorkflows({})).total).toBe(1);
    expect((await fetch(`${loose.url}${home}/soc/workflows`)).status).toBe(401);
    await loose.close();
  });

  test('refuses an expired token of its own, as the service would', async () => {
    const loose = await startSandbox({ auth: 'presence' });
    const client = createSecMasterClient(loose.clientOptions());
    loose.control.clock.advance(25 * hour);
    await expect(client.workflows.listWorkflows({})).rejects.toBeInstanceOf(AuthenticationError);
    await loose.close();
  });

  test('refuses an expired temporary key of its own, as it does an expired token', async () => {
    sandbox.control.changeSettings({ auth: 'presence' });
    const { workflows } = clientWith(accessKey(await temporaryKey({ duration_seconds: 900 })));
    expect((await workflows.listWorkflows({})).total).toBe(1);
    sandbox.control.clock.advance(900_000);
    await expect(workflows.listWorkflows({})).rejects.toBeInstanceOf(AuthenticationError);
  });
});

describe('The gateway behind the signatures', () => {
  test('is a function of the request: no socket, no clock but the one it is given', async () => {
    const server = new SandboxServer({ auth: 'strict' }, () => Date.UTC(2026, 0, 1));
    const url = `http://any${home}/soc/workflows`;
    const date = new Date(Date.UTC(2026, 0, 1));
    const signed = signRequest({ method: 'GET', url, headers: { host: 'any' } }, key, { date });
    const { response } = await server.handle({
      method: 'GET',
      target: `${home}/soc/workflows`,
      headers: { host: 'any', ...signed },
      body: new Uint8Array(),
    });
    expect(response.status).toBe(200);
  });
});

/** Asks IAM for a temporary key, as the vendor's API reference has it. */
function askForKey(token: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${sandbox.url}/v3.0/OS-CREDENTIAL/securitytokens`, {
    method: 'POST',
    headers: { 'x-auth-token': sandbox.clientOptions('author').token, ...headers },
    body: JSON.stringify({ auth: { identity: { methods: ['token'], token } } }),
  });
}

/** A temporary key of the author. */
async function temporaryKey(
  token = {},
): Promise<{ ak: string; sk: string; securityToken?: string }> {
  const answer = await askForKey(token);
  const { credential } = (await answer.json()) as { credential: Record<string, string> };
  const { access: ak = '', secret: sk = '', securitytoken = '' } = credential;
  return { ak, sk, securityToken: securitytoken };
}

/** Sends a request that the client's own signer has signed, with changes if there are any. */
function signedFetch(
  method: string,
  target: string,
  change: (headers: Record<string, string>) => Record<string, string> = (headers) => headers,
  body?: { signed: string; sent: string },
): Promise<Response> {
  const url = sandbox.url + target;
  const given = {
    host: new URL(url).host,
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const signed = signRequest(
    { method, url, headers: given, ...(body !== undefined && { body: body.signed }) },
    key,
  );
  const { host: _, ...headers } = change({ ...given, ...signed });
  return fetch(url, { method, headers, ...(body !== undefined && { body: body.sent }) });
}
