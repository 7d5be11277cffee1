import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromFile } from '../../../src/credentials/file.js';
import { signer } from '../../../src/signing/signer.js';
import { patience } from '../../lib/patience.js';
import { withTypeScript } from '../../lib/typescript.js';
import { everythingShown, failureOf } from './failures.js';
import { membersOf, signInContext } from './sign-in-context.js';

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
