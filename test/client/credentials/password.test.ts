import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { SignInContext } from '../../../src/credentials/credentials.js';
import { password, type PasswordOptions } from '../../../src/credentials/password.js';
import type { Fetch } from '../../../src/http.js';
import { everythingShown, failureOf } from './failures.js';
import {
  hangUp,
  silence,
  startScriptedServer,
  type Reply,
  type ScriptedServer,
} from './scripted-server.js';
import { membersOf, signInContext, type SignInOptions } from './sign-in-context.js';

let iam: ScriptedServer;
beforeAll(async () => {
  iam = await startScriptedServer();
});
afterEach(() => {
  iam.seen.length = 0;
});
afterAll(() => iam.close());

const user: PasswordOptions = { domain: 'acme', user: 'alice', password: 'planted "wörd"' };
const inContext = (more: SignInOptions = {}): SignInContext =>
  signInContext({ iamEndpoint: iam.url, region: 'cn-north-4', ...more });
const success = {
  status: 201,
  headers: { 'X-Subject-Token': 'MIItoken' },
  body: {
    token: {
      issued_at: '2026-11-23T09:58:06.711000Z',
      expires_at: '2026-11-24T09:58:06.711000Z',
      project: { id: 'p1', name: 'x' },
    },
  },
};
const names = { name: 'alice', domain: { name: 'acme' } };

describe('What IAM is asked', () => {
  const ask = async (options: Partial<PasswordOptions>, more: SignInOptions = {}) => {
    iam.script = () => success;
    await password({ ...user, ...options }).getSecret(inContext(more));
    const [request] = iam.seen;
    expect(request?.line).toBe('POST /v3/auth/tokens?nocatalog=true');
    expect(request?.headers['content-type']).toBe('application/json;charset=UTF-8');
    return JSON.parse(request?.body ?? '') as unknown;
  };

  test('a token for the main project of the region', async () => {
    expect(await ask({})).toEqual({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { ...names, password: user.password } },
        },
        scope: { project: { name: 'cn-north-4' } },
      },
    });
  });

  test('a token for the project of the client', async () => {
    expect(await ask({}, { projectId: 'p7' })).toMatchObject({
      auth: { scope: { project: { id: 'p7' } } },
    });
  });

  test('with a passcode, by the names of the user', async () => {
    expect(await ask({ totp: '123456' })).toMatchObject({
      auth: {
        identity: {
          methods: ['password', 'totp'],
          totp: { user: { ...names, passcode: '123456' } },
        },
      },
    });
  });

  test('with a passcode of a function, by the id of the user', async () => {
    expect(await ask({ totp: async () => '654321', userId: 'u1' })).toMatchObject({
      auth: { identity: { totp: { user: { id: 'u1', passcode: '654321' } } } },
    });
  });
});

test('The answer is a token with its project', async () => {
  iam.script = () => success;
  expect(membersOf(await password(user).getSecret(inContext()))).toEqual({
    kind: 'token',
    token: 'MIItoken',
    projectId: 'p1',
    expiresAt: expect.any(Number),
  });
});

describe('The token lives for a day from now, whatever the time is', () => {
  const day = 24 * 60 * 60_000;
  const ahead = Date.now() + 60 * 60_000;
  const expires_at = new Date(ahead + day).toISOString();

  test.each<[string, Reply]>([
    ['by its own times, which are in the past', success],
    [
      'by the clock of IAM, which is an hour ahead',
      {
        ...success,
        headers: { ...success.headers, Date: new Date(ahead).toUTCString() },
        body: { token: { expires_at } },
      },
    ],
  ])('%s', async (_, reply) => {
    iam.script = () => reply;
    const before = Date.now();
    const { expiresAt } = await password(user).getSecret(inContext());
    const start = Number(expiresAt) - day;
    // The header gives whole seconds.
    expect(start).toBeGreaterThanOrEqual(before);
    expect(start).toBeLessThanOrEqual(Date.now() + 1000);
  });

  test('by the clock of this machine, if IAM tells no other', async () => {
    const end = new Date(Date.now() + day);
    const fetch: Fetch = async () =>
      Response.json(
        { token: { expires_at: end } },
        { status: 201, headers: { 'X-Subject-Token': 'MIItoken' } },
      );
    const { expiresAt } = await password(user).getSecret(inContext({ fetch }));
    expect(expiresAt).toBe(end.getTime());
  });
});

describe('IAM that fails is asked again', () => {
  const retry = { maxAttempts: 4 };
  const failures: [string, Reply | symbol][] = [
    ['an error', { status: 500 }],
    ['a closed connection', hangUp],
  ];
  const playOnce = (first: Reply | symbol) => {
    iam.script = () => (iam.seen.length === 1 ? first : success);
  };

  test.each(failures)('after %s', async (_, failure) => {
    playOnce(failure);
    expect(await password(user).getSecret(inContext({ retry }))).toMatchObject({ projectId: 'p1' });
    expect(iam.seen).toHaveLength(2);
    expect(iam.seen[1]?.body).toBe(iam.seen[0]?.body);
  });

  test.each(failures)(
    'but not after %s with a passcode, which may be used up',
    async (_, failure) => {
      playOnce(failure);
      const source = password({ ...user, totp: '123456' });
      expect(await failureOf(source.getSecret(inContext({ retry })))).toMatchObject({
        operationId: 'KeystoneCreateUserTokenByPassword',
        attempts: 1,
        outcome: 'unknown',
      });
      expect(iam.seen).toHaveLength(1);
    },
  );

  test('after it was too busy, with a passcode too', async () => {
    playOnce({ status: 429, headers: { 'Retry-After': '0' } });
    await password({ ...user, totp: '123456' }).getSecret(inContext({ retry }));
    expect(iam.seen).toHaveLength(2);
  });

  test('but not after a refusal', async () => {
    playOnce({ status: 401 });
    expect(await failureOf(password(user).getSecret(inContext({ retry })))).toMatchObject({
      name: 'AuthenticationError',
      attempts: 1,
      outcome: 'refused',
    });
    expect(iam.seen).toHaveLength(1);
  });
});

describe('What IAM refuses is told', () => {
  const trace = { 'X-IAM-Trace-Id': 'trace-1', 'X-Request-Id': 'other' };
  test.each([
    [
      'numeric code',
      { error: { code: 401, message: 'The username or password is wrong.' } },
      '401',
    ],
    [
      'text code',
      { error_code: 'IAM.0011', error_msg: 'The username or password is wrong.' },
      'IAM.0011',
    ],
  ])('with a %s', async (_, body, code) => {
    iam.script = () => ({ status: 401, headers: trace, body });
    const error = await failureOf(password(user).getSecret(inContext()));
    expect(error).toMatchObject({
      name: 'AuthenticationError',
      status: 401,
      gatewayCode: code,
      requestId: 'trace-1',
      operationId: 'KeystoneCreateUserTokenByPassword',
    });
    expect(error.message).toMatch(/^Signing in at IAM as "alice" of "acme" was refused with 401/);
    expect(error.message).toContain('The username or password is wrong');
    expect(error.message).toMatch(/trace-1\)\. Check "domain" .*"user" .*"password"/);
  });

  test('without the password and the passcode that the answer repeats', async () => {
    iam.script = ({ body }) => ({
      status: 400,
      headers: { 'X-IAM-Trace-Id': '123456' },
      body: { error: { code: user.password, message: `Bad: ${body} ${user.password} 123456` } },
    });
    const error = await failureOf(password({ ...user, totp: '123456' }).getSecret(inContext()));
    expect(error.status).toBe(400);
    expect(error.message).toContain('[hidden]');
    expect(everythingShown(error)).not.toMatch(/planted|wörd|Bad:.*123456/);
  });

  test.each([
    [403, 'AuthenticationError'],
    [404, 'AuthenticationError'],
    [429, 'ThrottledError'],
    [500, 'ServerError'],
    [503, 'ServerError'],
    [200, 'ServerError'],
  ])('%i as %s', async (status, name) => {
    iam.script = () => ({ status, headers: trace, body: '<html>planted "wörd"</html>' });
    const error = await failureOf(password(user).getSecret(inContext()));
    expect(error).toMatchObject({ name, status, requestId: 'trace-1' });
    expect(error.message.includes('Check "domain"')).toBe(name === 'AuthenticationError');
    expect(everythingShown(error)).not.toContain('planted');
  });
});

test('A redirect is not followed', async () => {
  iam.script = () => ({ status: 307, headers: { Location: `${iam.url}/elsewhere` } });
  const error = await failureOf(password(user).getSecret(inContext()));
  expect(error).toMatchObject({ name: 'ServerError', status: 307 });
  expect(iam.seen).toHaveLength(1);
});

test.each([
  ['no token', {}],
  ['an empty token', { 'X-Subject-Token': '' }],
  ['a token with a space', { 'X-Subject-Token': 'planted token' }],
])('A success with %s is none', async (_, headers) => {
  iam.script = () => ({
    status: 201,
    headers: { ...headers, 'X-IAM-Trace-Id': 't2' },
    body: {},
  });
  const error = await failureOf(password(user).getSecret(inContext()));
  expect(error).toMatchObject({ name: 'ServerError', requestId: 't2' });
  expect(error.message).toMatch(/without a token in X-Subject-Token/);
  expect(everythingShown(error)).not.toContain('planted');
});

test('A token whose end is not told counts as without one', async () => {
  iam.script = () => ({ ...success, body: 'no JSON' });
  expect(membersOf(await password(user).getSecret(inContext()))).toEqual({
    kind: 'token',
    token: 'MIItoken',
  });
});

describe('Without an answer', () => {
  test('a broken connection is a NetworkError', async () => {
    iam.script = () => hangUp;
    const error = await failureOf(password(user).getSecret(inContext()));
    expect(error.name).toBe('NetworkError');
    expect(error.message).toMatch(
      /^Signing in at IAM as "alice" of "acme" failed at 127\.0\.0\.1:/,
    );
  });

  test('what hangs on the error of a transport is dropped', async () => {
    const fetch: Fetch = (_, init) =>
      Promise.reject(
        Object.assign(new Error(`could not send ${String(init.body)}`), { config: init }),
      );
    const error = await failureOf(password(user).getSecret(inContext({ fetch })));
    expect(error.name).toBe('NetworkError');
    expect(everythingShown(error)).not.toContain('planted');
  });

  test('the signal ends it', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    iam.script = () => {
      controller.abort(reason);
      return silence;
    };
    const { signal } = controller;
    const error = await failureOf(password(user).getSecret(inContext({ signal })));
    expect(error).toMatchObject({ name: 'AbortedError', cause: reason });
  });

  test('30 seconds end it', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'Date'] });
    try {
      let ended = false;
      let early: boolean | undefined;
      iam.script = async () => {
        jest.advanceTimersByTime(29_999);
        await new Promise((done) => setImmediate(done));
        early = ended;
        jest.advanceTimersByTime(1);
        return silence;
      };
      const signingIn = failureOf(password(user).getSecret(inContext()));
      const error = await signingIn.finally(() => (ended = true));
      expect(early).toBe(false);
      expect(error.name).toBe('TimeoutError');
      expect(error.message).toMatch(/had no answer from 127\.0\.0\.1:\d+ within 30000 ms$/);
    } finally {
      jest.useRealTimers();
    }
  });
});

test('Without a project and a region there is nothing to get a token for', async () => {
  const error = await failureOf(password(user).getSecret(inContext({ region: undefined })));
  expect(error.name).toBe('TypeError');
  expect(error.message).toMatch(/give "projectId", or the "region"/);
  expect(iam.seen).toHaveLength(0);
});

test('The password never goes unencrypted to another machine', async () => {
  const fetch = jest.fn<Fetch>();
  const context = inContext({ fetch, iamEndpoint: 'http://iam.example' });
  const error = await failureOf(password(user).getSecret(context));
  expect(error.name).toBe('TypeError');
  expect(fetch).not.toHaveBeenCalled();
});

describe('A wrong option is refused without being quoted', () => {
  test.each([
    ['no domain', { domain: undefined }, /^"domain" is missing/],
    ['no user', { user: '' }, /^"user" is missing/],
    ['no password', { password: undefined }, /^"password" is missing/],
    [
      'a passcode with letters',
      { totp: 'planted' },
      /^"totp" is no passcode: expected the six digits/,
    ],
  ])('%s', (_, change, message) => {
    const make = (): unknown => password({ ...user, ...change } as PasswordOptions);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
    expect(make).not.toThrow(/planted/);
  });

  test.each([
    ['fails', () => Promise.reject(new Error('no device')), /"totp" failed: no device/],
    ['gives no passcode', () => 'planted', /"totp" is no passcode/],
  ])('a function that %s', async (_, totp, message) => {
    const error = await failureOf(password({ ...user, totp }).getSecret(inContext()));
    expect(error.name).toBe('AuthenticationError');
    expect(error.message).toMatch(message);
    expect(everythingShown(error)).not.toContain('planted');
    expect(iam.seen).toHaveLength(0);
  });
});
