import { describe, expect, test } from '@jest/globals';
import { workflows } from '../../../src/sandbox/families/workflows/family.js';
import { SandboxServer } from '../../../src/sandbox/sandbox.js';
import { ids, newWorkflow, sendTo } from '../world.js';
import { minute, path, run, sandbox, send } from './controlled.js';

describe('An answer', () => {
  test('says what it rests on beside the sources', async () => {
    const { headers } = await send('POST', `${ids.workflow}/instances`, run);
    expect(headers.get('x-sandbox-basis')).toBe('inferred; D14');
    const refused = await send('DELETE', `versions/${ids.version}`);
    expect(refused.headers.get('x-sandbox-basis')).toBe('S12');
    expect((await read(ids.workflow)).headers.get('x-sandbox-basis')).toBeNull();
  });

  test('can be chosen from the documented ones', async () => {
    const before = JSON.stringify(sandbox.control.state());
    const choose = (prefer: string) => send('POST', path, newWorkflow, { prefer });
    expect(await choose('code=200, example=created')).toMatchObject({
      body: { data: { name: 'Test_aop' } },
    });
    expect(await choose('code=429')).toMatchObject({
      status: 429,
      body: { error_code: 'APIGW.0308' },
    });
    expect(await choose('code=418')).toMatchObject({ status: 400 });
    expect(JSON.stringify(sandbox.control.state())).toBe(before);
  });

  test('that breaks the contract is never sent as if it kept it', async () => {
    const handlers = { ...workflows.handlers, showAopWorkflow: () => ({ code: 1 }) };
    const server = new SandboxServer({}, () => 1.8e12, [{ ...workflows, handlers }]);
    const { status, text } = await sendTo(server)('GET', ids.workflow);
    expect(status).toBe(500);
    expect(text).toMatch(/breaks the schema WorkflowResponse: it lacks/);
  });

  test('to a caller who asks too often is that of a throttling gateway', async () => {
    sandbox.control.changeSettings({ throttle: 2 });
    const statuses = [await read(), await read(), await read()].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 429]);
    sandbox.control.clock.advance(minute);
    expect((await read()).status).toBe(200);
  });

  const read = (id = ids.workflow) => send('GET', id);
});
