import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { accessKey } from '../../../src/credentials/access-key.js';
import type { Credentials, Secret, SignInContext } from '../../../src/credentials/credentials.js';
import { cacheSecrets } from '../../../src/credentials/secret-cache.js';
import { failureOf } from './failures.js';
import { signInContext } from './sign-in-context.js';
import { signer } from '../../../src/signing/signer.js';

const minute = 60_000;
/** Of a caller that never gives up. */
const { signal: patience } = new AbortController();
const context = (signal: AbortSignal): SignInContext => signInContext({ signal });

/** A source whose every answer the test gives by hand. */
function sourceByHand() {
  const asked: {
    context: SignInContext;
    resolve: (secret: Secret) => void;
    reject: (error: Error) => void;
  }[] = [];
  const credentials: Credentials = {
    name: 'by hand',
    getSecret: (context) =>
      new Promise((resolve, reject) => void asked.push({ context, resolve, reject })),
  };
  return { credentials, asked };
}

/** Of a clock that never steps. */
let time: number;
/** By the clock of the system. */
let systemTime: number;
beforeEach(() => {
  time = 1_000_000;
  systemTime = Date.UTC(2026, 10, 24);
  jest.spyOn(Date, 'now').mockImplementation(() => systemTime);
});
afterEach(() => {
  jest.restoreAllMocks();
});
const now = (): number => time;
const token = (name: string, life?: number): Secret => ({
  kind: 'token',
  token: name,
  ...(life !== undefined && { expiresAt: systemTime + life }),
});
const key = (name: string, life: number): Secret => ({
  kind: 'key',
  signer,
  ak: name,
  sk: 'sk',
  securityToken: 'st',
  expiresAt: systemTime + life,
});

/** A cache that has got a first secret. */
async function cacheWith(first: Secret) {
  const source = sourceByHand();
  const cache = cacheSecrets(source.credentials, context, { now });
  const got = cache.get(patience);
  source.asked[0]?.resolve(first);
  expect(await got).toBe(first);
  return { ...source, cache };
}

describe('The source is asked once', () => {
  test('however many calls wait', async () => {
    const { credentials, asked } = sourceByHand();
    const cache = cacheSecrets(credentials, context, { now });
    // Each call with a signal of its own.
    const waiting = Array.from({ length: 50 }, () => cache.get(new AbortController().signal));
    expect(asked).toHaveLength(1);
    const secret = token('a', 60 * minute);
    asked[0]?.resolve(secret);
    for (const got of await Promise.all(waiting)) expect(got).toBe(secret);
    expect(await cache.get(patience)).toBe(secret);
    expect(asked).toHaveLength(1);
  });

  test('and its failure reaches all that wait, and nobody later', async () => {
    const { credentials, asked } = sourceByHand();
    const cache = cacheSecrets(credentials, context, { now });
    const waiting = [cache.get(patience), cache.get(patience)].map(failureOf);
    const failure = new Error('no IAM');
    asked[0]?.reject(failure);
    expect(await Promise.all(waiting)).toEqual([failure, failure]);

    const again = cache.get(patience);
    expect(asked).toHaveLength(2);
    const secret = token('a');
    asked[1]?.resolve(secret);
    expect(await again).toBe(secret);
  });

  test('with what the client is told, but a signal of its own', async () => {
    const { credentials, asked } = sourceByHand();
    const given = signInContext({ region: 'cn-north-4' });
    const cache = cacheSecrets(credentials, (signal) => ({ ...given, signal }), { now });
    void cache.get(patience);
    expect(asked[0]?.context).toMatchObject({ send: given.send, region: 'cn-north-4' });
    expect(asked[0]?.context.signal).toBeInstanceOf(AbortSignal);
    expect(asked[0]?.context.signal).not.toBe(patience);
  });
});

describe('An aborted call', () => {
  test('fails at once, and the others go on', async () => {
    const { credentials, asked } = sourceByHand();
    const cache = cacheSecrets(credentials, context, { now });
    const controller = new AbortController();
    const first = cache.get(controller.signal);
    const second = cache.get(patience);
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await failureOf(first)).toMatchObject({ name: 'AbortedError', cause: reason });
    expect(asked[0]?.context.signal?.aborted).toBe(false);

    const secret = token('a');
    asked[0]?.resolve(secret);
    expect(await second).toBe(secret);
    expect(asked).toHaveLength(1);
  });

  test('ends the request if nobody else waits, and the next call asks anew', async () => {
    const { credentials, asked } = sourceByHand();
    const cache = cacheSecrets(credentials, context, { now });
    const controller = new AbortController();
    const first = cache.get(controller.signal);
    controller.abort();
    await failureOf(first);
    expect(asked[0]?.context.signal?.aborted).toBe(true);

    const second = cache.get(patience);
    expect(asked).toHaveLength(2);
    asked[1]?.resolve(token('b'));
    expect(await second).toEqual(token('b'));
    // Too late: it must not replace the newer one.
    asked[0]?.resolve(token('a'));
    await Promise.resolve();
    expect(await cache.get(patience)).toEqual(token('b'));
  });

  test('does not even ask if it is aborted already', async () => {
    const { credentials, asked } = sourceByHand();
    const signal = AbortSignal.abort();
    const error = await failureOf(cacheSecrets(credentials, context, { now }).get(signal));
    expect(error.name).toBe('AbortedError');
    expect(asked).toHaveLength(0);
  });
});

describe('A secret near its end', () => {
  const day = 24 * 60 * minute;

  test.each<[string, (name: string, life: number) => Secret, number]>([
    ['token', token, 10 * minute],
    ['key', key, 40 * minute],
  ])('of kind %s is renewed in time', async (_, make, margin) => {
    const old = make('a', day);
    const { cache, asked } = await cacheWith(old);
    time += day - margin - 1;
    expect(cache.fresh()).toBe(old);
    expect(await cache.get(patience)).toBe(old);
    expect(asked).toHaveLength(1);
    time += 1;
    expect(cache.fresh()).toBeUndefined();
    const got = cache.get(patience);
    expect(asked).toHaveLength(2);
    const next = make('b', day);
    asked[1]?.resolve(next);
    expect(await got).toBe(next);
    expect(cache.fresh()).toBe(next);
  });

  test('is judged by its life when it came, whatever the clock of the system does', async () => {
    const { cache, asked } = await cacheWith(token('a', day));
    for (const step of [2 * day, -4 * day]) {
      systemTime += step;
      await cache.get(patience);
      expect(asked).toHaveLength(1);
    }
    time += day - 10 * minute;
    void cache.get(patience);
    expect(asked).toHaveLength(2);
  });

  test('that the source gives again with a later end lives until that', async () => {
    const old = token('a', 5 * minute);
    const { cache, asked } = await cacheWith(old);
    const renewing = cache.get(patience);
    asked[1]?.resolve(token('a', day));
    expect(await renewing).toBe(old);
    time += day - 10 * minute - 1;
    expect(await cache.get(patience)).toBe(old);
    expect(asked).toHaveLength(2);
  });

  test('is still used by the calls beside the one that renews it', async () => {
    const old = token('a', 5 * minute);
    const { cache, asked } = await cacheWith(old);
    const renewing = cache.get(patience);
    expect(await cache.get(patience)).toBe(old);
    expect(asked).toHaveLength(2);
    asked[1]?.resolve(token('b', 60 * minute));
    expect(await renewing).toMatchObject({ token: 'b' });
    expect(await cache.get(patience)).toMatchObject({ token: 'b' });
  });

  test('is used until its end while the source fails, and the source is not besieged', async () => {
    const old = token('a', 5 * minute);
    const { cache, asked } = await cacheWith(old);
    const renewing = cache.get(patience);
    asked[1]?.reject(new Error('no IAM'));
    expect(await renewing).toBe(old);

    time += minute - 1;
    expect(await cache.get(patience)).toBe(old);
    expect(asked).toHaveLength(2);
    time += 1;
    const again = cache.get(patience);
    expect(asked).toHaveLength(3);
    asked[2]?.reject(new Error('no IAM'));
    expect(await again).toBe(old);

    time += 4 * minute;
    const late = cache.get(patience);
    asked[3]?.reject(new Error('still no IAM'));
    expect((await failureOf(late)).message).toBe('still no IAM');
  });

  test('is not used if it ends while the source is asked', async () => {
    const { cache, asked } = await cacheWith(token('a', 5 * minute));
    const renewing = cache.get(patience);
    time += 5 * minute;
    asked[1]?.reject(new Error('no IAM'));
    expect((await failureOf(renewing)).message).toBe('no IAM');
  });

  test('does not outlast the abortion of the call that renews it', async () => {
    const { cache } = await cacheWith(token('a', 5 * minute));
    const controller = new AbortController();
    const renewing = cache.get(controller.signal);
    controller.abort();
    expect((await failureOf(renewing)).name).toBe('AbortedError');
  });

  test('that the source gives again is not asked for at each call', async () => {
    const old = key('a', 30 * minute);
    const { cache, asked } = await cacheWith(old);
    const renewing = cache.get(patience);
    asked[1]?.resolve({ ...old });
    expect(await renewing).toBe(old);
    expect(await cache.get(patience)).toBe(old);
    expect(asked).toHaveLength(2);
  });
});

describe('A refused secret', () => {
  test('is replaced once, however many calls report it', async () => {
    const old = token('a', 60 * minute);
    const { cache, asked } = await cacheWith(old);
    const waiting = Array.from({ length: 20 }, () => {
      cache.refuse(old);
      return cache.get(new AbortController().signal);
    });
    expect(asked).toHaveLength(2);
    const next = token('b', 60 * minute);
    asked[1]?.resolve(next);
    for (const got of await Promise.all(waiting)) expect(got).toBe(next);

    // A call that was under way with the old one.
    cache.refuse(old);
    expect(await cache.get(patience)).toBe(next);
    expect(asked).toHaveLength(2);
  });

  test('is not used again while the source fails', async () => {
    const old = token('a', 60 * minute);
    const { cache, asked } = await cacheWith(old);
    cache.refuse(old);
    const got = cache.get(patience);
    asked[1]?.reject(new Error('no IAM'));
    expect((await failureOf(got)).message).toBe('no IAM');
    const again = cache.get(patience);
    asked[2]?.resolve(token('b'));
    expect(await again).toEqual(token('b'));
  });

  test('that the source gives again is the same object, and is not asked for in vain', async () => {
    const old = token('a', 60 * minute);
    const { cache, asked } = await cacheWith(old);
    cache.refuse(old);
    const got = cache.get(patience);
    asked[1]?.resolve({ ...old });
    expect(await got).toBe(old);

    cache.refuse(old);
    expect(await cache.get(patience)).toBe(old);
    expect(asked).toHaveLength(2);

    time += minute;
    cache.refuse(old);
    void cache.get(patience);
    expect(asked).toHaveLength(3);
  });

  test('of a static source stays', async () => {
    const cache = cacheSecrets(accessKey({ ak: 'a', sk: 's' }), context, { now });
    const secret = await cache.get(patience);
    cache.refuse(secret);
    expect(await cache.get(patience)).toBe(secret);
  });
});
