import { expect, test } from '@jest/globals';
import type { ContractCase } from '../../../scripts/contract/case.js';
import type { Credentials } from '../../../scripts/contract/request.js';
import { signsIn, withCredentials } from '../../../scripts/contract/http/sign-in.js';
import { wireRequest } from '../../../scripts/contract/http/wire.js';
import { asDescription, type Description } from '../../../scripts/lib/description.js';
import { signRequest } from '../../../src/signing/index.js';
import { description } from './run-on.js';

const other = asDescription({
  openapi: '3.1.1',
  info: { title: 'x', version: '1' },
  security: [{ userAndPassword: [] }, { bearer: [] }, { keyInQuery: [], keyInCookie: [] }, {}],
  paths: { '/x': { get: { operationId: 'x', responses: { 200: { description: 'x' } } } } },
  components: {
    securitySchemes: {
      userAndPassword: { type: 'http', scheme: 'basic' },
      bearer: { type: 'http', scheme: 'bearer' },
      keyInQuery: { type: 'apiKey', in: 'query', name: 'key' },
      keyInCookie: { type: 'apiKey', in: 'cookie', name: 'sid' },
    },
  },
});

interface Given {
  of?: Description;
  operationId?: string;
  loopback?: boolean;
  environment?: Record<string, string>;
}

async function sent(
  credentials: Credentials,
  {
    of = description,
    operationId = 'listWorkflows',
    loopback = false,
    environment = {},
  }: Given = {},
) {
  const origin = 'https://127.0.0.1:1';
  const signIn = signsIn({ description: of, origin, loopback, environment });
  const one = {
    operationId,
    request: { method: 'GET', path: '/x', query: [], headers: {}, credentials },
  } as unknown as ContractCase;
  const bare = wireRequest(one.request, '');
  const result = await signIn.of(one, bare);
  if ('skip' in result) return result;
  const { path, headers } = withCredentials(bare, result);
  const { accept, 'accept-encoding': encoding, 'user-agent': agent, ...own } = headers;
  return {
    path,
    headers: own,
    secrets: [...signIn.secrets],
    shell: result.parts.map((part) => part.shell),
  };
}

const token = { CONTRACT_TOKEN: 'one-token' };
const key = { HUAWEICLOUD_SDK_AK: 'AKAKAKAK', HUAWEICLOUD_SDK_SK: 'SKSKSKSK' };

test('by default it signs in with what there is', async () => {
  expect(await sent({ kind: 'default' }, { environment: token })).toMatchObject({
    headers: { 'x-auth-token': 'one-token' },
    secrets: ['one-token'],
    shell: ['$CONTRACT_TOKEN'],
  });
  expect(await sent({ kind: 'default' }, { environment: key })).toMatchObject({
    headers: { authorization: expect.stringMatching(/^SDK-HMAC-SHA256 Access=AKAKAKAK, /) },
    shell: expect.arrayContaining(['$CONTRACT_SIGNATURE', '$CONTRACT_SIGNATURE_DATE']),
  });
});

test('the signature is that of the client', async () => {
  const result = await sent(
    { kind: 'alternative', index: 1 },
    { environment: { ...token, ...key } },
  );
  if ('skip' in result) throw new Error(result.skip);
  const { authorization = '', 'x-sdk-date': date = '' } = result.headers;
  const headers = {
    ...wireRequest(
      { method: 'GET', path: '/x', query: [], headers: {}, credentials: { kind: 'none' } },
      '',
    ).headers,
    'x-sdk-date': date,
  };
  expect(
    signRequest(
      { method: 'GET', url: 'https://127.0.0.1:1/x', headers },
      { ak: 'AKAKAKAK', sk: 'SKSKSKSK' },
    ).authorization,
  ).toBe(authorization);
  expect(result.secrets).toEqual(expect.arrayContaining(['AKAKAKAK', 'SKSKSKSK']));
});

test('on this machine placeholders stand for what is missing, elsewhere nothing does', async () => {
  expect(await sent({ kind: 'alternative', index: 0 }, { loopback: true })).toMatchObject({
    headers: { 'x-auth-token': 'contract-test-token' },
    secrets: [],
  });
  const signed = await sent({ kind: 'alternative', index: 1 }, { loopback: true });
  expect(signed).toMatchObject({
    headers: {
      authorization: expect.stringMatching(/Signature=\w{64}$/),
      'x-sdk-date': expect.anything(),
    },
  });
  expect(await sent({ kind: 'alternative', index: 0 }, { environment: key })).toEqual({
    skip: 'There are no credentials for it: set CONTRACT_TOKEN.',
  });
});

test('a part, a malformed value and nothing', async () => {
  const part = await sent(
    { kind: 'partial', index: 1, schemes: ['signatureDate'] },
    { loopback: true },
  );
  expect(part).toMatchObject({
    headers: { 'x-sdk-date': expect.stringMatching(/^\d{8}T\d{6}Z$/) },
  });
  expect(Object.keys((part as { headers: object }).headers)).toEqual(['x-sdk-date']);
  expect(await sent({ kind: 'malformed', index: 1 }, { environment: key })).toMatchObject({
    headers: { authorization: 'malformed', 'x-sdk-date': 'malformed' },
  });
  expect(await sent({ kind: 'none' }, { environment: token })).toMatchObject({
    headers: {},
    path: '/x',
  });
});

test('other ways to sign in', async () => {
  const environment = {
    CONTRACT_USER_AND_PASSWORD: 'me:secret',
    CONTRACT_BEARER: 'bearer-token',
    CONTRACT_KEY_IN_QUERY: 'a&b',
    CONTRACT_KEY_IN_COOKIE: 'cookie-value',
  };
  const by = (index: number) =>
    sent({ kind: 'alternative', index }, { of: other, operationId: 'x', environment });
  expect(await by(0)).toMatchObject({
    headers: { authorization: `Basic ${Buffer.from('me:secret').toString('base64')}` },
    secrets: ['me:secret', Buffer.from('me:secret').toString('base64')],
  });
  expect(await by(1)).toMatchObject({ headers: { authorization: 'Bearer bearer-token' } });
  expect(await by(2)).toMatchObject({
    path: '/x?key=a%26b',
    headers: { cookie: 'sid=cookie-value' },
  });
  // Nothing is asked for by the last alternative.
  expect(await sent({ kind: 'default' }, { of: other, operationId: 'x' })).toMatchObject({
    headers: {},
  });
});
