import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ContractCase, Credentials } from '../../../scripts/contract/case.js';
import { signsIn, withCredentials } from '../../../scripts/contract/http/sign-in.js';
import { wireRequest } from '../../../scripts/contract/http/wire.js';
import { asDescription, type Description } from '../../../scripts/lib/openapi/document.js';
import { projectRoot } from '../../../scripts/lib/process.js';
import { signRequest } from '../../../src/signing/index.js';
import { startServer } from '../../lib/loopback.js';
import { description } from './run-on.js';
import { withTypeScript } from '../../lib/typescript.js';

const other = asDescription({
  openapi: '3.1.1',
  info: { title: 'x', version: '1' },
  security: [
    { userAndPassword: [] },
    { bearer: [] },
    { keyInQuery: [], keyInCookie: [] },
    {},
    { digest: [] },
    { own: [] },
  ],
  paths: { '/x': { get: { operationId: 'x', responses: { 200: { description: 'x' } } } } },
  components: {
    securitySchemes: {
      userAndPassword: { type: 'http', scheme: 'basic' },
      bearer: { type: 'http', scheme: 'bearer' },
      digest: { type: 'http', scheme: 'Digest' },
      own: { type: 'http', scheme: 'DPoP' },
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

test('a case signs in with the credentials that the environment has', async () => {
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

test('the signature of a case is that of the client', async () => {
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

test('placeholders stand for missing credentials on this machine alone', async () => {
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

test('where credentials are given for one way to sign in, no placeholder stands for those of another', async () => {
  const loopback = true;
  expect(
    await sent({ kind: 'alternative', index: 1 }, { loopback, environment: token }),
  ).toMatchObject({ skip: expect.stringContaining('There are no credentials for it') });
  expect(await sent({ kind: 'default' }, { loopback, environment: key })).toMatchObject({
    headers: { authorization: expect.stringMatching(/^SDK-HMAC-SHA256 Access=AKAKAKAK, /) },
  });
});

test('a case signs in by a part of the credentials, a malformed value or nothing', async () => {
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

test('a case signs in by basic, bearer, query and cookie', async () => {
  const environment = {
    CONTRACT_USER_AND_PASSWORD: 'me:secret',
    CONTRACT_BEARER: 'bearer-token',
    CONTRACT_KEY_IN_QUERY: 'a&b',
    CONTRACT_KEY_IN_COOKIE: 'cookie-value',
    CONTRACT_OWN: 'own-token',
  };
  const by = (index: number) =>
    sent({ kind: 'alternative', index }, { of: other, operationId: 'x', environment });
  const encoded = Buffer.from('me:secret').toString('base64');
  // What is kept out of reports holds the credentials of other ways, too: a server may know them.
  const { CONTRACT_USER_AND_PASSWORD: user, ...others } = environment;
  expect(await by(0)).toMatchObject({
    headers: { authorization: `Basic ${encoded}` },
    secrets: [user, encoded, ...Object.values(others)],
  });
  expect(await by(1)).toMatchObject({ headers: { authorization: 'Bearer bearer-token' } });
  expect(await by(2)).toMatchObject({
    path: '/x?key=a%26b',
    headers: { cookie: 'sid=cookie-value' },
  });
  expect(await by(5)).toMatchObject({ headers: { authorization: 'DPoP own-token' } });
  expect(await by(4)).toEqual({
    skip: 'The tests cannot sign in by HTTP Digest, whose header answers a challenge of the server.',
  });
  // Nothing is asked for by an alternative without schemes.
  expect(await sent({ kind: 'default' }, { of: other, operationId: 'x' })).toMatchObject({
    headers: {},
  });
});

test('the placeholder for basic is a user and a password', async () => {
  const { headers } = (await sent(
    { kind: 'alternative', index: 0 },
    { of: other, operationId: 'x', loopback: true },
  )) as { headers: Record<string, string> };
  const [, encoded = ''] = /^Basic (.+)$/.exec(headers['authorization'] ?? '') ?? [];
  expect(Buffer.from(encoded, 'base64').toString()).toBe('user:contract-test-token');
});

test('a case signs only where a security scheme names the algorithm', async () => {
  const document = structuredClone(description.document) as {
    components: { securitySchemes: { signature: object } };
  };
  const marked = await sent({ kind: 'alternative', index: 1 }, { loopback: true });
  expect(marked).toMatchObject({ headers: { authorization: expect.stringMatching(/^SDK-HMAC/) } });
  document.components.securitySchemes.signature = { type: 'apiKey', in: 'header', name: 'X-Sign' };
  const unmarked = await sent(
    { kind: 'alternative', index: 1 },
    { of: asDescription(document), loopback: true, environment: key },
  );
  expect(unmarked).toMatchObject({ headers: { 'x-sign': 'contract-test-token' } });
});

test('the contract command loads nothing of the client for an API without signatures', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'contract-loads-'));
  const { url, close } = await startServer((_, response) => response.writeHead(204).end());
  try {
    const loaded = async (document: Description, operation: string): Promise<string[]> => {
      const spec = join(folder, 'api.json');
      const coverage = mkdtempSync(join(folder, 'loaded-'));
      writeFileSync(spec, JSON.stringify(document.document));
      const args = ['--spec', spec, '--operation', operation, '--only', 'credentials'];
      await promisify(execFile)(
        process.execPath,
        [...withTypeScript, 'scripts/contract.ts', '--target', url, ...args],
        { cwd: projectRoot, env: { ...process.env, NODE_V8_COVERAGE: coverage } },
      ).catch((error: unknown) => expect([1, 2]).toContain((error as { code: unknown }).code));
      const files = readdirSync(coverage).map((name) => readFileSync(join(coverage, name), 'utf8'));
      return (
        files
          .join()
          .match(/"file:(?![^"]*node_modules)[^"]*\/src\/(?!sandbox\/|nearest\.)[^"]*"/g) ?? []
      );
    };
    expect(await loaded(other, 'x')).toEqual([]);
    expect(await loaded(description, 'listWorkflows')).not.toEqual([]);
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
});
