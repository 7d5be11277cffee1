import { describe, expect, test } from '@jest/globals';
import { token } from '../../../src/credentials/token.js';
import { everythingShown, failureOf } from './failures.js';
import { membersOf, signInContext } from './sign-in-context.js';

describe('token()', () => {
  const context = signInContext();

  test('A text is the token, each time as the same object', async () => {
    const credentials = token('MIIabc+/=');
    const secret = await credentials.getSecret(context);
    expect(membersOf(secret)).toEqual({ kind: 'token', token: 'MIIabc+/=' });
    expect(await credentials.getSecret(context)).toBe(secret);
  });

  test.each([
    ['of a promise', async () => 'fetched'],
    ['of a text', () => 'fetched'],
  ])('A function %s is called each time', async (_, get) => {
    let calls = 0;
    const credentials = token(() => {
      calls += 1;
      return get();
    });
    expect(calls).toBe(0);
    expect(membersOf(await credentials.getSecret(context))).toEqual({
      kind: 'token',
      token: 'fetched',
    });
    await credentials.getSecret(context);
    expect(calls).toBe(2);
  });

  describe('What cannot be a token is refused without being quoted', () => {
    const cases: [string, unknown, RegExp][] = [
      ['nothing', undefined, /"token" is missing: expected the IAM token of the project\.$/],
      ['an empty text', '', /"token" is missing/],
      ['a number', 42, /"token" is missing/],
      ['a line break', 'planted\r\nX-Evil: 1', /"token" holds white space/],
      ['a space at the end', 'planted ', /"token" holds white space/],
      ['Chinese text', 'planted令牌', /text beyond ASCII/],
      ['a control character', 'planted\u0000', /control characters/],
    ];
    test.each(cases)('%s', (_, value, message) => {
      const make = (): unknown => token(value as string);
      expect(make).toThrow(TypeError);
      expect(make).toThrow(message);
      expect(make).not.toThrow(/planted/);
    });

    test.each(cases)('%s, from a function', async (_, value) => {
      const error = await failureOf(token(() => value as string).getSecret(context));
      expect(error.name).toBe('AuthenticationError');
      expect(error.message).toMatch(/^What the function given as "token" returned (is|holds)/);
      expect(everythingShown(error)).not.toContain('planted');
    });
  });

  test('A function that fails gives its reason, but not what hangs on its error', async () => {
    const reason = Object.assign(new Error('vault is sealed'), { config: { password: 'planted' } });
    const error = await failureOf(token(() => Promise.reject(reason)).getSecret(context));
    expect(error.name).toBe('AuthenticationError');
    expect(error.message).toBe('The function given as "token" failed: vault is sealed');
    expect(error.cause).toMatchObject({ message: 'vault is sealed' });
    expect(everythingShown(error)).not.toContain('planted');
  });
});
