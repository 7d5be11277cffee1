import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultCredentials } from '../../../src/credentials/default.js';
import { signer } from '../../../src/signing/signer.js';
import { everythingShown, failureOf } from './failures.js';
import { type ScriptedServer, silence, startScriptedServer } from './scripted-server.js';
import { signInContext } from './sign-in-context.js';

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
