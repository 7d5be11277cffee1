import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessKey } from '../../../src/credentials/access-key.js';
import type { Credentials } from '../../../src/credentials/credentials.js';
import { defaultCredentials } from '../../../src/credentials/default.js';
import { fromEnvironment } from '../../../src/credentials/environment.js';
import { fromFile } from '../../../src/credentials/file.js';
import { fromMetadata } from '../../../src/credentials/metadata.js';
import { password } from '../../../src/credentials/password.js';
import { findProjectId } from '../../../src/credentials/project-id.js';
import { cacheSecrets } from '../../../src/credentials/secret-cache.js';
import { token } from '../../../src/credentials/token.js';
import { everythingShown, failureOf } from './failures.js';
import { hangUp, startScriptedServer, type Reply, type ScriptedServer } from './scripted-server.js';

const planted = {
  password: 'planted-password',
  totp: '918273',
  token: 'planted-token',
  ak: 'some-ak',
  sk: 'planted-sk',
  securityToken: 'planted-security-token',
};
const { ak, sk, securityToken } = planted;
const secrets = new RegExp(`planted|${planted.totp}`);
const env = {
  HUAWEICLOUD_SDK_AK: ak,
  HUAWEICLOUD_SDK_SK: sk,
  HUAWEICLOUD_SDK_SECURITY_TOKEN: securityToken,
};

let server: ScriptedServer;
let folder: string;
beforeAll(async () => {
  server = await startScriptedServer();
  folder = await mkdtemp(join(tmpdir(), 'credentials-'));
  const text = `[basic]\nak=${ak}\nsk=${sk}\nsecurity_token=${securityToken}`;
  await writeFile(join(folder, 'credentials'), text);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const user = { domain: 'acme', user: 'alice', password: planted.password, totp: planted.totp };
const sources: [string, () => Credentials][] = [
  ['token', () => token(planted.token)],
  ['token of a function', () => token(async () => planted.token)],
  ['password', () => password(user)],
  ['access key', () => accessKey({ ak, sk, securityToken })],
  ['environment', () => fromEnvironment(env)],
  ['file', () => fromFile(join(folder, 'credentials'))],
  ['metadata', () => fromMetadata({ endpoint: server.url })],
  ['default', () => defaultCredentials({ env })],
];
const inContext = () => ({
  fetch: globalThis.fetch,
  region: 'cn-north-4',
  iamEndpoint: server.url,
});

const successes: Record<string, Reply> = {
  'POST /v3/auth/tokens?nocatalog=true': {
    status: 201,
    headers: { 'X-Subject-Token': planted.token },
    body: { token: { expires_at: '2099-01-01T00:00:00Z' } },
  },
  'PUT /meta-data/latest/api/token': { body: planted.token },
  'GET /openstack/latest/securitykey': {
    body: { credential: { access: ak, secret: sk, securitytoken: securityToken } },
  },
};

test('What is planted would be found', () => {
  for (const secret of Object.values(planted).filter((value) => value !== ak)) {
    expect(everythingShown(new Error('x', { cause: { deep: [{ secret }] } }))).toMatch(secrets);
  }
});

test.each(sources)(
  'Source and cache of "%s" show nothing, before and after use',
  async (_, make) => {
    server.script = ({ line }) => successes[line] ?? { status: 404 };
    const credentials = make();
    const cache = cacheSecrets(credentials);
    expect(everythingShown(credentials) + everythingShown(cache)).not.toMatch(secrets);
    const secret = await cache.get(inContext());
    expect(everythingShown(secret)).toMatch(secrets);
    expect(everythingShown(credentials) + everythingShown(cache)).not.toMatch(secrets);
    cache.refuse(secret);
    expect(everythingShown(cache)).not.toMatch(secrets);
  },
);

const everything = Object.values(planted).join(' ');
describe.each<[string, Reply | symbol]>([
  ['JSON of IAM', { status: 401, body: { error: { code: 401, message: everything } } }],
  ['JSON of the gateway', { status: 400, body: { error_code: everything, error_msg: everything } }],
  ['text', { status: 403, body: everything }],
  ['HTML', { status: 502, body: `<html><title>${everything}</title>` }],
  ['an unknown object', { status: 500, body: { all: planted } }],
  ['headers', { status: 429, headers: { 'X-Echo': everything } }],
  ['a success that is none', { status: 200, body: { projects: [planted, planted], planted } }],
  ['no answer', hangUp],
])('A failure shows nothing that comes back as %s', (_, reply) => {
  // Each may only hide what it sent: nobody else's secrets are known to it.
  const mine = (...own: string[]): Reply | symbol =>
    typeof reply === 'symbol'
      ? reply
      : (JSON.parse(JSON.stringify(reply).replaceAll(everything, own.join(' '))) as Reply);

  test('to a password', async () => {
    server.script = () => mine(planted.password, planted.totp);
    expect(everythingShown(await failureOf(password(user).getSecret(inContext())))).not.toMatch(
      secrets,
    );
  });

  test('to the metadata service', async () => {
    server.script = ({ line }) =>
      line.startsWith('PUT') ? { body: planted.token } : mine(planted.token);
    const credentials = fromMetadata({ endpoint: server.url });
    expect(everythingShown(await failureOf(credentials.getSecret(inContext())))).not.toMatch(
      secrets,
    );
  });

  test.each(sources.filter(([name]) => /^(token|access key)$/.test(name)))(
    'to a search for the project with a secret of "%s"',
    async (name, make) => {
      server.script = () => (name === 'token' ? mine(planted.token) : mine(sk, securityToken));
      const secret = await make().getSecret(inContext());
      const error = await failureOf(findProjectId(secret, inContext()));
      expect(everythingShown(error)).not.toMatch(secrets);
    },
  );
});
