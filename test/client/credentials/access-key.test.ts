import { describe, expect, test } from '@jest/globals';
import { accessKey } from '../../../src/credentials/access-key.js';
import { signer } from '../../../src/signing/signer.js';
import { membersOf, signInContext } from './sign-in-context.js';

describe('accessKey()', () => {
  const context = signInContext();
  const complete = { ak: 'AKID', sk: 'SECRET', securityToken: 'SECURITY', projectId: 'p1' };

  test('A key is given with its parts, each time as the same object', async () => {
    const credentials = accessKey(complete);
    const secret = await credentials.getSecret(context);
    expect(membersOf(secret)).toEqual({ kind: 'key', signer, ...complete });
    expect(await credentials.getSecret(context)).toBe(secret);
  });

  test('A permanent key has no security token', async () => {
    const secret = await accessKey({ ak: 'AKID', sk: 'SECRET' }).getSecret(context);
    expect(membersOf(secret)).toEqual({ kind: 'key', signer, ak: 'AKID', sk: 'SECRET' });
  });

  test.each([
    ['no ak', { ak: undefined }, /^"ak" is missing: expected the access key id\.$/],
    ['an empty sk', { sk: '' }, /^"sk" is missing: expected the secret access key\.$/],
    ['a line break in the sk', { sk: 'planted\n' }, /^"sk" holds white space/],
    ['an empty security token', { securityToken: '' }, /^"securityToken" is missing/],
    ['a space in the security token', { securityToken: 'planted x' }, /^"securityToken" holds/],
    ['a line break in the project', { projectId: 'planted\r\nX: y' }, /^"projectId" holds/],
  ])('%s is refused without being quoted', (_, change, message) => {
    const make = (): unknown => accessKey({ ...complete, ...change } as typeof complete);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
    expect(make).not.toThrow(/planted/);
  });
});
