import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accessKey } from '../../../src/credentials/access-key.js';
import { defaultCredentials } from '../../../src/credentials/default.js';
import { type Environment, fromEnvironment } from '../../../src/credentials/environment.js';
import { fromFile } from '../../../src/credentials/file.js';
import { token } from '../../../src/credentials/token.js';
import { resolveIamEndpoint } from '../../../src/endpoint.js';
import { signer } from '../../../src/signing/signer.js';
import { patience } from '../../lib/patience.js';
import { everythingShown, failureOf } from './failures.js';
import { type ScriptedServer, silence, startScriptedServer } from './scripted-server.js';
import { membersOf, signInContext } from './sign-in-context.js';
import { withTypeScript } from '../../lib/typescript.js';

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

describe('fromFile()', () => {
  const context = signInContext();
  let home: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'credentials-'));
  });
  afterAll(() => rm(home, { recursive: true }));

  async function write(text: string): Promise<string> {
    const path = join(home, 'a credentials file');
    await writeFile(path, text);
    return path;
  }

  const read = async (text: string) =>
    membersOf(await fromFile(await write(text)).getSecret(context));

  test('The section [basic] is read with all its keys', async () => {
    const text = `# of the team
[global]
ak = other
sk = other
domain_id = d1

[basic]
; a comment
ak = AK1
sk=SK1==
security_token = st1
project_id=p1
iam_endpoint = iam.example
`;
    expect(await read(text)).toEqual({
      kind: 'key',
      signer,
      ak: 'AK1',
      sk: 'SK1==',
      securityToken: 'st1',
      projectId: 'p1',
      iamEndpoint: 'https://iam.example',
    });
  });

  test.each([
    ['white space', '  [ basic ]\n\t ak\t=  AK1  \n sk =SK1 '],
    ['lines of Windows and a byte order mark', '\uFEFF[basic]\r\nak = AK1\r\nsk = SK1\r\n'],
    ['quotes', `[basic]\nak = "AK1"\nsk = 'SK1'`],
    ['colons', '[basic]\nak: AK1\nsk: SK1'],
    ['empty values', '[basic]\nak=AK1\nsk=SK1\nproject_id=\nsecurity_token ='],
    ['another section behind', '[basic]\nak=AK1\nsk=SK1\n[global]\nak=AK2\nnonsense'],
  ])('It may have %s', async (_, text) => {
    expect(await read(text)).toEqual({ kind: 'key', signer, ak: 'AK1', sk: 'SK1' });
  });

  test('The file is read when the key is needed', async () => {
    const path = await write('[basic]\nak=AK1\nsk=SK1');
    const credentials = fromFile(path);
    await write('[basic]\nak=AK2\nsk=SK2');
    expect(await credentials.getSecret(context)).toMatchObject({ ak: 'AK2' });
  });

  describe('An unfit file is told with its path, and nothing of it is quoted', () => {
    test.each([
      ['no section', 'ak=planted\nsk=planted', /has no section \[basic\]\.$/],
      ['no sk', '[basic]\nak=planted', /The "sk" in section \[basic\] of .* is missing\.$/],
      ['no ak', '[basic]\nsk=planted', /The "ak" in section \[basic\] of .* is missing\.$/],
      ['a key with a space', '[basic]\nak=a\nsk=planted b', /The "sk" .* holds white space/],
      ['a line without a key', '[basic]\nak=a\nplanted', /Line 3 of the credentials file/],
      ['a value without a key', '[basic]\n=planted', /Line 2 of the credentials file/],
    ])('%s', async (_, text, message) => {
      const error = await failureOf(read(text));
      expect(error.name).toBe('AuthenticationError');
      expect(error.message).toMatch(message);
      expect(error.message).toContain(join(home, 'a credentials file'));
      expect(everythingShown(error)).not.toContain('planted');
    });

    test('an unencrypted IAM', async () => {
      const text = '[basic]\nak=a\nsk=planted\niam_endpoint=http://iam.example';
      const error = await failureOf(read(text));
      expect(error.message).toMatch(
        /^The "iam_endpoint of .*" http:\/\/iam\.example must begin with/,
      );
      expect(everythingShown(error)).not.toContain('planted');
    });

    test('no file', async () => {
      const path = join(home, 'none');
      const error = await failureOf(fromFile(path).getSecret(context));
      expect(error.name).toBe('AuthenticationError');
      expect(error.message).toBe(`There is no credentials file ${path}.`);
    });

    test('a directory', async () => {
      const error = await failureOf(fromFile(home).getSecret(context));
      expect(error.message).toMatch(/^The credentials file .* cannot be read: .*EISDIR/);
    });
  });

  describe('Without a path', () => {
    // Another process, because Node reads the home directory from its real environment.
    const readWith = (env: Record<string, string>): unknown => {
      const module = JSON.stringify(
        new URL('../../../src/credentials/file.ts', import.meta.url).href,
      );
      const script = `import { fromFile } from ${module};
      const { kind, ak, sk, securityToken, projectId } = await fromFile().getSecret({});
      console.log(JSON.stringify({ kind, ak, sk, securityToken, projectId }));`;
      const { PATH } = process.env;
      return JSON.parse(
        execFileSync(process.execPath, [...withTypeScript, '--input-type=module', '-e', script], {
          cwd: fileURLToPath(new URL('../../..', import.meta.url)),
          env: { PATH, ...env },
          timeout: patience,
        }).toString(),
      );
    };

    test('it is that in the home directory', async () => {
      await mkdir(join(home, '.huaweicloud'));
      await writeFile(join(home, '.huaweicloud', 'credentials'), '[basic]\nak=AKH\nsk=SKH');
      expect(readWith({ HOME: home, USERPROFILE: home })).toEqual({
        kind: 'key',
        ak: 'AKH',
        sk: 'SKH',
      });
    });

    test('it is that of the variable of the vendor', async () => {
      const path = await write('[basic]\nak=AKV\nsk=SKV');
      expect(readWith({ HOME: home, HUAWEICLOUD_SDK_CREDENTIALS_FILE: path })).toMatchObject({
        ak: 'AKV',
      });
    });
  });
});

describe('defaultCredentials()', () => {
  let service: ScriptedServer;
  let folder: string;
  beforeAll(async () => {
    service = await startScriptedServer();
    folder = await mkdtemp(join(tmpdir(), 'credentials-'));
    await writeFile(join(folder, 'some'), '[basic]\nak=of-file\nsk=planted-f');
    await writeFile(join(folder, 'half'), '[basic]\nak=of-file');
  });
  afterEach(() => {
    service.seen.length = 0;
  });
  afterAll(async () => {
    await service.close();
    await rm(folder, { recursive: true });
  });

  const context = signInContext();
  const full = { HUAWEICLOUD_SDK_AK: 'of-env', HUAWEICLOUD_SDK_SK: 'planted-e' };
  const make = (env: Record<string, string>, file: string) =>
    defaultCredentials({ env, path: join(folder, file), endpoint: service.url });

  function answerAsCloudServer(): void {
    service.script = ({ line }) =>
      line.startsWith('PUT')
        ? { status: 404 }
        : {
            body: {
              credential: { access: 'of-server', secret: 'planted-s', securitytoken: 'planted' },
            },
          };
  }

  test.each([
    ['the environment', full, 'some', 'of-env', 0],
    ['the file', {}, 'some', 'of-file', 0],
    ['the metadata service', {}, 'none', 'of-server', 2],
    ['the file, if the environment has half of a key', { CLOUD_SDK_AK: 'x' }, 'some', 'of-file', 0],
    ['the metadata service, if the file has half of a key', {}, 'half', 'of-server', 2],
  ])('The key is that of %s', async (_, env, file, ak, requests) => {
    answerAsCloudServer();
    expect(await make(env, file).getSecret(context)).toMatchObject({ kind: 'key', signer, ak });
    expect(service.seen).toHaveLength(requests);
  });

  test('The source that had a key is asked alone from then on', async () => {
    answerAsCloudServer();
    const env: Record<string, string> = {};
    const credentials = make(env, 'none');
    await credentials.getSecret(context);
    Object.assign(env, full);
    expect(await credentials.getSecret(context)).toMatchObject({ ak: 'of-server' });

    service.script = () => ({ status: 500 });
    const error = await failureOf(credentials.getSecret(context));
    expect(error).toMatchObject({ name: 'ServerError', status: 500 });
  });

  test('Without any, one message lists all that was tried', async () => {
    service.script = () => ({ status: 404 });
    const credentials = make({ CLOUD_SDK_SK: 'planted' }, 'none');
    const error = await failureOf(credentials.getSecret(context));
    expect(error.name).toBe('AuthenticationError');
    expect(error.message).toBe(
      'No credentials were found. ' +
        'Tried environment: The variable CLOUD_SDK_AK is missing although CLOUD_SDK_SK is set. ' +
        `Tried file: There is no credentials file ${join(folder, 'none')}. ` +
        'Tried metadata: The request for a key of the metadata service was refused with 404. ' +
        'Give the cloud server an agency, and let the agency use SecMaster; outside of a cloud server choose other credentials.',
    );
    expect(everythingShown(error)).not.toContain('planted');

    // Having found none is not remembered.
    answerAsCloudServer();
    expect(await credentials.getSecret(context)).toMatchObject({ ak: 'of-server' });
  });

  test('An aborted search is no failed one', async () => {
    const controller = new AbortController();
    service.script = () => {
      controller.abort();
      return silence;
    };
    const { signal } = controller;
    const error = await failureOf(make({}, 'none').getSecret(signInContext({ signal })));
    expect(error.name).toBe('AbortedError');
  });
});

describe('resolveIamEndpoint()', () => {
  const variable = (value: string) => ({ HUAWEICLOUD_SDK_IAM_ENDPOINT: value });

  test.each([
    ['a region', { region: 'cn-north-4' }, {}, 'https://iam.cn-north-4.myhuaweicloud.com'],
    ['no region', {}, {}, 'https://iam.myhuaweicloud.com'],
    [
      'an option',
      { iamEndpoint: 'https://iam.example/' },
      variable('https://x'),
      'https://iam.example',
    ],
    [
      'a variable',
      { region: 'cn-north-4' },
      variable('https://iam.example'),
      'https://iam.example',
    ],
    ['a variable without a scheme', {}, variable('iam.example'), 'https://iam.example'],
    ['a loopback', { iamEndpoint: 'http://127.0.0.1:8080' }, {}, 'http://127.0.0.1:8080'],
  ])('The address of IAM with %s', (_, context, env, expected) => {
    expect(resolveIamEndpoint(context, env)).toBe(expected);
  });

  test.each([
    [
      { iamEndpoint: 'http://iam.example' },
      {},
      /^The "iamEndpoint" http:\/\/iam\.example must begin with https/,
    ],
    [{ iamEndpoint: 'http://169.254.169.254' }, {}, /must begin with https/],
    [
      { iamEndpoint: 'iam' },
      {},
      /"iamEndpoint" "iam" is no address: expected one such as https:\/\/iam\./,
    ],
    [{ iamEndpoint: 'https://me:planted@iam.example' }, {}, /must hold neither a user/],
    [{ iamEndpoint: 'https://me:planted@iam.example:port' }, {}, /"iamEndpoint" is no address/],
    [
      {},
      variable('http://iam.example'),
      /"HUAWEICLOUD_SDK_IAM_ENDPOINT" http:\/\/iam\.example must/,
    ],
    [{ region: 'x.evil.example/' }, {}, /"region" is no region/],
  ])('%j with %j is refused', (context, env, message) => {
    const resolve = (): unknown => resolveIamEndpoint(context, env);
    expect(resolve).toThrow(TypeError);
    expect(resolve).toThrow(message);
    expect(resolve).not.toThrow(/planted/);
  });
});
