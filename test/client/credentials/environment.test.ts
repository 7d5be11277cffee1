import { describe, expect, test } from '@jest/globals';
import { type Environment, fromEnvironment } from '../../../src/credentials/environment.js';
import { signer } from '../../../src/signing/signer.js';
import { everythingShown, failureOf } from './failures.js';
import { membersOf, signInContext } from './sign-in-context.js';

describe('fromEnvironment()', () => {
  const context = signInContext();
  const read = (env: Environment) => fromEnvironment(env).getSecret(context);
  const readMembers = async (env: Environment) => membersOf(await read(env));

  const vendor = { HUAWEICLOUD_SDK_AK: 'ak1', HUAWEICLOUD_SDK_SK: 'sk1' };
  const explorer = { CLOUD_SDK_AK: 'ak2', CLOUD_SDK_SK: 'sk2' };

  test('The variables of the SDKs are read', async () => {
    const env = {
      ...vendor,
      HUAWEICLOUD_SDK_SECURITY_TOKEN: 'st1',
      HUAWEICLOUD_SDK_PROJECT_ID: 'p1',
    };
    const secret = {
      kind: 'key',
      signer,
      ak: 'ak1',
      sk: 'sk1',
      securityToken: 'st1',
      projectId: 'p1',
    };
    expect(await readMembers(env)).toEqual(secret);
    expect(await readMembers({ ...explorer, ...env })).toEqual(secret);
  });

  test('The variables of the API Explorer stand in for them', async () => {
    expect(await readMembers(explorer)).toEqual({ kind: 'key', signer, ak: 'ak2', sk: 'sk2' });
    expect(
      await readMembers({ ...explorer, HUAWEICLOUD_SDK_AK: '', HUAWEICLOUD_SDK_SK: '' }),
    ).toEqual({
      kind: 'key',
      signer,
      ak: 'ak2',
      sk: 'sk2',
    });
  });

  test('A security token goes only with the key that it belongs to', async () => {
    const secret = await readMembers({
      ...explorer,
      HUAWEICLOUD_SDK_SECURITY_TOKEN: 'of another key',
    });
    expect(secret).toEqual({ kind: 'key', signer, ak: 'ak2', sk: 'sk2' });
  });

  test('Variables are read when the key is needed', async () => {
    const env: Record<string, string> = {};
    const credentials = fromEnvironment(env);
    Object.assign(env, vendor);
    expect(await credentials.getSecret(context)).toMatchObject({ ak: 'ak1' });
  });

  test('The variables of the process are the default', async () => {
    Object.assign(process.env, vendor);
    try {
      expect(await fromEnvironment().getSecret(context)).toMatchObject({ ak: 'ak1', sk: 'sk1' });
    } finally {
      delete process.env['HUAWEICLOUD_SDK_AK'];
      delete process.env['HUAWEICLOUD_SDK_SK'];
    }
  });

  describe('What is missing or unfit is named, and nothing is quoted', () => {
    test.each<[string, Environment, string]>([
      [
        'nothing at all',
        {},
        'The environment holds no access key: set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK.',
      ],
      [
        'no SK',
        { HUAWEICLOUD_SDK_AK: 'planted' },
        'The variable HUAWEICLOUD_SDK_SK is missing although HUAWEICLOUD_SDK_AK is set.',
      ],
      [
        'no AK, and another pair behind it',
        { HUAWEICLOUD_SDK_SK: 'planted', ...explorer },
        'The variable HUAWEICLOUD_SDK_AK is missing although HUAWEICLOUD_SDK_SK is set.',
      ],
      [
        'half of the other pair',
        { CLOUD_SDK_AK: 'planted' },
        'The variable CLOUD_SDK_SK is missing although CLOUD_SDK_AK is set.',
      ],
      [
        'a line break',
        { ...vendor, HUAWEICLOUD_SDK_SK: 'planted\n' },
        'The variable HUAWEICLOUD_SDK_SK holds white space, control characters or text beyond ASCII.',
      ],
    ])('%s', async (_, env, message) => {
      const error = await failureOf(read(env));
      expect(error.name).toBe('AuthenticationError');
      expect(error.message).toBe(message);
      expect(everythingShown(error)).not.toContain('planted');
    });
  });
});
