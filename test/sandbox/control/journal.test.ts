import { describe, expect, test } from '@jest/globals';
import { createSandbox } from '../../../src/sandbox/index.js';
import { ids, newWorkflow } from '../world.js';
import { path, sandbox, send } from './controlled.js';

describe('The journal', () => {
  test('tells which requests came, without secrets', async () => {
    await send('POST', '/v3/auth/tokens', { auth: { password: 'secret-word' } });
    await send('GET', `${ids.workflow}?token=secret-word`);
    const { body } = await send('GET', '/_sandbox/journal');
    expect(body.entries).toMatchObject([
      { number: 1, method: 'POST', path: '/v3/auth/tokens', status: 401 },
      { number: 2, method: 'GET', operation: 'showAopWorkflow', status: 200, user: 'admin' },
    ]);
    expect(JSON.stringify(body)).not.toContain('secret-word');
  });

  test('waits for a request that has not come yet', async () => {
    const seen = sandbox.control.waitFor({ operation: 'createAopWorkflow' });
    const overHttp = send('GET', '/_sandbox/journal?operation=createAopWorkflow&wait=60000');
    await send('POST', path, newWorkflow);
    expect(await seen).toMatchObject({ status: 200, body: newWorkflow });
    expect((await overHttp).body.entries).toHaveLength(1);
    const never = sandbox.control.waitFor({ status: 418 }, { timeout: 1 });
    await expect(never).rejects.toThrow('No request that fits {"status":418} came in 1 ms.');
  });

  test('refuses to look for an operation that does not exist', async () => {
    const filter = { operation: 'listWorkflow' };
    const message = 'There is no operation "listWorkflow": did you mean "listWorkflows"?';
    expect(() => sandbox.control.journal(filter)).toThrow(new TypeError(message));
    await expect(sandbox.control.waitFor(filter)).rejects.toThrow(new TypeError(message));
  });

  test('refuses a misspelt filter, which any request would fit', async () => {
    await send('GET', path);
    const filter = { operaton: 'createAopWorkflow' } as never;
    const message = 'There is no option "operaton": did you mean "operation"?';
    expect(() => sandbox.control.journal(filter)).toThrow(new TypeError(message));
    await expect(sandbox.control.waitFor(filter)).rejects.toThrow(new TypeError(message));
    const { status, body } = await send('GET', '/_sandbox/journal?operaton=createAopWorkflow');
    expect([status, body.error_msg]).toEqual([400, message]);
    const options = { timeOut: 1 } as never;
    await expect(sandbox.control.waitFor({ status: 418 }, options)).rejects.toThrow('"timeout"');
  });

  test('keeps the latest thousand', async () => {
    const own = createSandbox({ auth: 'off' });
    for (let count = 0; count < 1100; count += 1) await own.fetch(`http://any/${count}`);
    const entries = own.control.journal();
    expect(entries).toHaveLength(1000);
    expect(entries[0]?.path).toBe('/100');
  });
});
