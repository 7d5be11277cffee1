import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { fromMetadata } from '../../../src/credentials/metadata.js';
import type { Fetch } from '../../../src/http.js';
import { everythingShown, failureOf } from './failures.js';
import {
  silence,
  startScriptedServer,
  type Reply,
  type ScriptedServer,
} from './scripted-server.js';
import { membersOf, signInContext, type SignInOptions } from './sign-in-context.js';
import { signer } from '../../../src/signing/signer.js';

let service: ScriptedServer;
beforeAll(async () => {
  service = await startScriptedServer();
});
afterEach(() => {
  service.seen.length = 0;
});
afterAll(() => service.close());

const key = {
  access: 'AKT',
  secret: 'planted-sk',
  securitytoken: 'planted-security',
  expires_at: '2026-11-24T09:58:06.711000Z',
};
const secretOfKey = {
  kind: 'key',
  signer,
  ak: 'AKT',
  sk: 'planted-sk',
  securityToken: 'planted-security',
  expiresAt: expect.any(Number),
};

function answerWith(
  token: Reply | symbol,
  credential: Reply | symbol = { body: { credential: key } },
) {
  service.script = ({ line }) => (line.startsWith('PUT') ? token : credential);
}
const get = (options: SignInOptions = {}) =>
  fromMetadata({ endpoint: service.url }).getSecret(signInContext(options));

test('Version 2 asks for a token first', async () => {
  answerWith({ body: 'planted-token\n' });
  expect(membersOf(await get())).toEqual(secretOfKey);
  const [put, fetched] = service.seen;
  expect(put?.line).toBe('PUT /meta-data/latest/api/token');
  expect(put?.headers['x-metadata-token-ttl-seconds']).toBe('21600');
  expect(fetched?.line).toBe('GET /openstack/latest/securitykey');
  expect(fetched?.headers['x-metadata-token']).toBe('planted-token');
});

test.each([404, 405])('After %i it goes on without, as version 1 does', async (status) => {
  answerWith({ status });
  expect(membersOf(await get())).toEqual(secretOfKey);
  expect(service.seen[1]?.headers).not.toHaveProperty('x-metadata-token');
});

test('The key lives as long as the service says by its own clock, whatever the time is', async () => {
  const ahead = Date.now() + 60 * 60_000;
  const life = 6 * 60 * 60_000;
  const expires_at = new Date(ahead + life).toISOString();
  answerWith(
    { status: 404 },
    {
      headers: { Date: new Date(ahead).toUTCString() },
      body: { credential: { ...key, expires_at } },
    },
  );
  const before = Date.now();
  const start = Number((await get()).expiresAt) - life;
  // The header gives whole seconds.
  expect(start).toBeGreaterThanOrEqual(before);
  expect(start).toBeLessThanOrEqual(Date.now() + 1000);
});

test('A service that fails is asked again', async () => {
  let fails = true;
  service.script = ({ line }) => {
    fails = !fails;
    if (!fails) return { status: 503 };
    return line.startsWith('PUT') ? { body: 'planted-token' } : { body: { credential: key } };
  };
  expect(await get({ retry: { maxAttempts: 2 } })).toMatchObject({ ak: 'AKT' });
  expect(service.seen).toHaveLength(4);
});

describe('What the service refuses is told', () => {
  test.each([
    [
      'a server without an agency',
      { body: 'planted-token' },
      { status: 401, body: 'Please configure Cloud Service Agency first' },
      'AuthenticationError',
      401,
    ],
    ['another kind of server', { status: 404 }, { status: 404 }, 'AuthenticationError', 404],
    ['a forbidden token', { status: 403, body: 'no' }, {}, 'AuthenticationError', 403],
    ['too many requests', { body: 'planted-token' }, { status: 429 }, 'ThrottledError', 429],
    [
      'a failure',
      { body: 'planted-token' },
      { status: 500, body: 'planted-token' },
      'ServerError',
      500,
    ],
  ])('%s', async (_, token, credential, name, status) => {
    answerWith(token, credential);
    const error = await failureOf(get());
    expect(error).toMatchObject({ name, status });
    expect(error.message.includes('an agency')).toBe(name === 'AuthenticationError');
    expect(everythingShown(error)).not.toContain('planted');
  });
});

describe('A success that is none is told without being quoted', () => {
  test.each([
    ['no JSON', 'planted', /without a fit credential\.access/],
    ['no key', {}, /without a fit credential\.access/],
    [
      'no secret',
      { credential: { ...key, secret: undefined } },
      /without a fit credential\.secret/,
    ],
    ['a number', { credential: { ...key, secret: 7 } }, /without a fit credential\.secret/],
    [
      'no security token',
      { credential: { ...key, securitytoken: null } },
      /credential\.securitytoken/,
    ],
    [
      'a line break',
      { credential: { ...key, securitytoken: 'planted\nx' } },
      /credential\.securitytoken/,
    ],
  ])('%s', async (_, body, message) => {
    answerWith({ body: 'planted-token' }, { body });
    const error = await failureOf(get());
    expect(error.name).toBe('ServerError');
    expect(error.message).toMatch(message);
    expect(everythingShown(error)).not.toContain('planted');
  });

  test('a token with a space', async () => {
    answerWith({ body: 'planted token' });
    const error = await failureOf(get());
    expect(error.message).toMatch(/without a token/);
    expect(everythingShown(error)).not.toContain('planted');
  });
});

test('3 seconds without an answer are enough', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'Date'] });
  try {
    let ended = false;
    let early: boolean | undefined;
    service.script = async () => {
      jest.advanceTimersByTime(2_999);
      await new Promise((done) => setImmediate(done));
      early = ended;
      jest.advanceTimersByTime(1);
      return silence;
    };
    const error = await failureOf(get()).finally(() => (ended = true));
    expect(early).toBe(false);
    expect(error.name).toBe('TimeoutError');
    expect(error.message).toMatch(/within 3000 ms$/);
  } finally {
    jest.useRealTimers();
  }
});

test('The address is the vendor’s, and no other may go unencrypted', async () => {
  const sent: string[] = [];
  const fetch: Fetch = async (url) => {
    sent.push(url);
    return Response.json({ credential: key }, { status: url.endsWith('/token') ? 404 : 200 });
  };
  await fromMetadata().getSecret(signInContext({ fetch }));
  expect(sent).toEqual([
    'http://169.254.169.254/meta-data/latest/api/token',
    'http://169.254.169.254/openstack/latest/securitykey',
  ]);
  expect(() => fromMetadata({ endpoint: 'http://169.253.0.1' })).toThrow(
    /"endpoint" http:\/\/169\.253\.0\.1 must begin with https/,
  );
});
