import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
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
import { signInContext } from './sign-in-context.js';
import { revealed, spellings } from '../spellings.js';

/** With the characters that change from spelling to spelling, and without a word of any message. */
const planted = {
  password: 'planted "p4S5\\w0Rd" + m0r3/=',
  totp: '918273',
  token: 'planted+token/"x"\\y==',
  sk: '+planted-sk/"z"\\==',
  securityToken: 'planted/S3c+T0k3n=',
};
const ak = 'some-ak';
const { sk, securityToken } = planted;
const secrets = Object.values(planted);
const shownSecrets = (...values: unknown[]): string[] =>
  revealed(values.map(everythingShown).join('\n'), secrets);
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
const inContext = (signal?: AbortSignal) =>
  signInContext({ region: 'cn-north-4', iamEndpoint: server.url, signal });

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

describe.each(Object.entries(spellings))('What is planted would be found %s', (_, spell) => {
  test.each(secrets)('%s', (secret) => {
    const error = new Error('x', { cause: { deep: [{ text: `so: ${spell(secret)}.` }] } });
    expect(shownSecrets(error)).toContain(secret);
  });
});

test.each(sources)(
  'Source, secret and cache of "%s" show nothing, before and after use',
  async (_, make) => {
    server.script = ({ line }) => successes[line] ?? { status: 404 };
    const credentials = make();
    const cache = cacheSecrets(credentials, inContext);
    expect(shownSecrets(credentials, cache)).toEqual([]);
    const secret = await cache.get(new AbortController().signal);
    expect(secrets).toContain(secret.kind === 'key' ? secret.sk : secret.token);
    expect(
      revealed(inspect(secret, { showHidden: true }) + JSON.stringify(secret), secrets),
    ).toEqual([]);
    expect(shownSecrets(credentials, cache)).toEqual([]);
    cache.refuse(secret);
    expect(shownSecrets(cache)).toEqual([]);
  },
);

describe.each<[string, (echo: string) => Reply | symbol]>([
  ['JSON of IAM', (echo) => ({ status: 401, body: { error: { code: 401, message: echo } } })],
  ['JSON of the gateway', (echo) => ({ status: 400, body: { error_code: echo, error_msg: echo } })],
  ['text', (echo) => ({ status: 403, body: echo })],
  ['HTML', (echo) => ({ status: 502, body: `<html><title>${echo}</title>` })],
  ['an unknown object', (echo) => ({ status: 500, body: { all: [{ [echo]: echo }] } })],
  [
    'headers',
    (echo) => ({
      status: 429,
      headers: { 'X-Echo': echo, 'X-Request-Id': echo, 'X-IAM-Trace-Id': echo },
    }),
  ],
  [
    'a success that is none',
    (echo) => ({
      status: 200,
      headers: { 'X-Request-Id': echo },
      body: { projects: [echo, echo], echo },
    }),
  ],
  ['no answer', () => hangUp],
])('A failure shows nothing that comes back as %s', (_, reply) => {
  // Each may only hide what it sent: nobody else's secrets are known to it.
  const echo = (...own: string[]): Reply | symbol =>
    reply(
      Object.values(spellings)
        .flatMap((spell) => own.map(spell))
        .join(' '),
    );

  test('to a password', async () => {
    server.script = () => echo(planted.password, planted.totp);
    const error = await failureOf(password(user).getSecret(inContext()));
    expect(shownSecrets(error)).toEqual([]);
  });

  test('to the metadata service', async () => {
    server.script = ({ line }) =>
      line.startsWith('PUT') ? { body: planted.token } : echo(planted.token);
    const credentials = fromMetadata({ endpoint: server.url });
    const error = await failureOf(credentials.getSecret(inContext()));
    expect(shownSecrets(error)).toEqual([]);
  });

  test.each(sources.filter(([name]) => /^(token|access key)$/.test(name)))(
    'to a search for the project with a secret of "%s"',
    async (name, make) => {
      server.script = () => (name === 'token' ? echo(planted.token) : echo(sk, securityToken));
      const secret = await make().getSecret(inContext());
      const error = await failureOf(findProjectId(secret, inContext()));
      expect(shownSecrets(error)).toEqual([]);
    },
  );
});
