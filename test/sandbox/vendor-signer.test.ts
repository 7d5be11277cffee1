import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AKSKSigner } from '@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js';
import { BasicCredentials } from '@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials.js';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/index.js';
import { home, ids, newWorkflow } from './world.js';

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ auth: 'strict' });
});
afterEach(() => sandbox.close());

const project = home.split('/')[2] ?? '';
const credentials = new BasicCredentials()
  .withAk('AKAUTHOR000000000000')
  .withSk('author-secret-key'.padEnd(40, '0'));

/** A request as it is sent, after the vendor's core package has signed it. */
interface Signed {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body?: string;
}

function sign(
  method: string,
  path: string,
  queryParams: Record<string, string> = {},
  data?: object,
  signer = credentials,
  securityToken = '',
): Signed {
  const headers = AKSKSigner.sign(
    {
      method,
      endpoint: sandbox.url + path,
      queryParams,
      headers: {
        'content-type': 'application/json',
        'X-Project-Id': project,
        ...(securityToken !== '' && { 'X-Security-Token': securityToken }),
      },
      ...(data !== undefined && { data }),
    },
    signer,
  ) as Record<string, string>;
  const query = Object.entries(queryParams).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return {
    ...{ method, path, headers, query: query.join('&') },
    ...(data !== undefined && { body: JSON.stringify(data) }),
  };
}

function send({ method, path, query, headers, body }: Signed): Promise<Response> {
  // `fetch` sets the host itself, to the one that was signed.
  const { host: _, ...rest } = headers;
  const url = sandbox.url + path + (query === '' ? '' : `?${query}`);
  return fetch(url, { method, headers: rest, ...(body !== undefined && { body }) });
}

/** The text with the lowest bit of its last character changed. */
const oneBit = (text: string): string =>
  text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) ^ 1);

describe("The sandbox and the signer of the vendor's core package", () => {
  const list = () =>
    sign('GET', `${home}/soc/workflows`, { name: 'a b+c&d=e/ü 流程', order: 'ASC', limit: '10' });
  const read = () => sign('GET', `${home}/soc/workflows/${ids.workflow}`);
  const create = () => sign('POST', `${home}/soc/workflows`, {}, newWorkflow);

  test('agree on a query with odd letters and on a body', async () => {
    const listed = await send(list());
    expect(listed.status).toBe(200);
    const created = await send(create());
    expect(await created.json()).toMatchObject({ data: { creator_name: 'author' } });
  });

  test('agree on a temporary key, which works with its security token only', async () => {
    const issued = await fetch(`${sandbox.url}/v3.0/OS-CREDENTIAL/securitytokens`, {
      method: 'POST',
      headers: { 'x-auth-token': sandbox.clientOptions().token },
      body: JSON.stringify({ auth: { identity: { methods: ['token'] } } }),
    });
    const { credential } = (await issued.json()) as { credential: Record<string, string> };
    const { access, secret, securitytoken = '' } = credential;
    const temporary = new BasicCredentials().withAk(access).withSk(secret);
    const list = (token: string) =>
      send(sign('GET', `${home}/soc/workflows`, {}, undefined, temporary, token));
    expect((await list(securitytoken)).status).toBe(200);
    for (const wrong of ['', oneBit(securitytoken)]) {
      const answer = await list(wrong);
      expect(await answer.json()).toMatchObject({ error_code: 'APIGW.0301' });
      expect(answer.status).toBe(401);
    }
  });

  test.each<[string, () => Signed, (request: Signed) => Partial<Signed>]>([
    ['the method', read, () => ({ method: 'PUT', body: '' })],
    ['the path', read, ({ path }) => ({ path: oneBit(path) })],
    ['the query', list, ({ query }) => ({ query: oneBit(query) })],
    [
      'a header',
      list,
      ({ headers }) => ({ headers: { ...headers, 'X-Project-Id': oneBit(project) } }),
    ],
    ['the body', create, ({ body = '' }) => ({ body: body.replace('"name":"', '"name":"!') })],
    [
      'the signature',
      list,
      ({ headers }) => ({
        headers: { ...headers, Authorization: oneBit(headers['Authorization'] ?? '') },
      }),
    ],
  ])('disagree once %s is changed, and nothing is written', async (_, make, change) => {
    const before = sandbox.control.state();
    const request = make();
    const answer = await send({ ...request, ...change(request) });
    expect(await answer.json()).toMatchObject({ error_code: 'APIGW.0301' });
    expect(answer.status).toBe(401);
    expect(sandbox.control.state().workspaces).toEqual(before.workspaces);
  });
});
