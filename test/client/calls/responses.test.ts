import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { builtPackage } from '../../lib/shared/shared.js';
import { failureOf, useLoopback, success } from './client-on-loopback.js';

const loopback = useLoopback();
const zip = Buffer.from([0x50, 0x4b, 3, 4]);

describe('withResponse()', () => {
  test('gives what stood around the body', async () => {
    loopback.server.script.push(
      { status: 503 },
      { ...success, headers: { 'X-Request-Id': 'r-1' } },
    );
    const call = loopback.client().workflows.showAopWorkflow({ workflow_id: 'w' });
    const response = await call.withResponse();
    expect(response).toMatchObject({
      data: { data: { id: 'w' } },
      status: 200,
      requestId: 'r-1',
      attempts: 2,
      fileName: undefined,
    });
    expect(response.headers.get('x-request-id')).toBe('r-1');
    // Awaited twice, the request is sent once.
    expect(await call).toBe(response.data);
    expect(loopback.server.seen).toHaveLength(2);
  });

  test('is a promise in every other way', async () => {
    const client = loopback.client();
    const call = client.workflows.showAopWorkflow({ workflow_id: 'w' });
    expect(call).toBeInstanceOf(Promise);
    expect(await Promise.all([call, call.then(({ data }) => data.id)])).toMatchObject([
      { data: { id: 'w' } },
      'w',
    ]);
    let done = false;
    await call.finally(() => (done = true));
    expect(done).toBe(true);
    loopback.server.answer = { status: 400, body: '{"code":"SecMaster.20030001","message":"m"}' };
    expect(await client.workflows.showAopWorkflow({ workflow_id: 'w' }).catch(() => 'caught')).toBe(
      'caught',
    );
    await expect(client.workflows.listWorkflows().withResponse()).rejects.toMatchObject({
      status: 400,
    });
  });
});

test('A failure is unhandled only if nobody looks at the call', async () => {
  const client = JSON.stringify(pathToFileURL(`${await builtPackage()}src/index.js`));
  const program = (use: string) => `
    const { createSecMasterClient } = await import(${client});
    const client = createSecMasterClient({ endpoint: 'http://127.0.0.1:9', projectId: 'p',
      workspaceId: 'w', token: 'a-token', retry: { maxAttempts: 1 } });
    process.on('beforeExit', () => console.log('ended'));
    ${use}`;
  const run = (use: string) =>
    spawnSync(process.execPath, ['--input-type=module', '--eval', program(use)], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
  for (const use of [
    'await client.workflows.listWorkflows().withResponse().catch(() => {});',
    'await client.workflows.listWorkflows().catch(() => {});',
    'try { await client.workflows.listWorkflows(); } catch {}',
  ]) {
    expect(run(use).stdout).toBe('ended\n');
  }
  const left = run('client.workflows.listWorkflows();');
  expect(left.stdout).toBe('');
  expect(left.stderr).toMatch(/NetworkError: listWorkflows failed at 127\.0\.0\.1:9/);
});

describe('An export', () => {
  test.each([
    ['attachment; filename="workflow.zip"', 'workflow.zip'],
    ['attachment; filename=workflow.zip', 'workflow.zip'],
    [`attachment; filename="w.zip"; filename*=UTF-8''%E6%B5%81%E7%A8%8B.zip`, '流程.zip'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="C:\\\\temp\\\\w.zip"', 'w.zip'],
    [`attachment; filename*=UTF-8''%2e%2e%2Fw.zip`, 'w.zip'],
    ['attachment; filename=".."', undefined],
    ['attachment', undefined],
  ])('has the name of its file: %s', async (header, name) => {
    loopback.server.answer = {
      headers: { 'Content-Type': 'application/octet-stream', 'Content-Disposition': header },
      body: zip,
    };
    const call = loopback.client().workflows.exportAopworkflow({ body: { id: ['w'] } });
    const { data, fileName } = await call.withResponse();
    expect(fileName).toBe(name);
    expect((data as { name?: string }).name).toBe(name);
    expect(Buffer.from(await data.arrayBuffer())).toEqual(zip);
  });
});

test.each([
  ['null', 'null'],
  ['an array', '[]'],
  ['a text', '"ok"'],
  ['a number', '1'],
])('A success whose body is %s is no data, and a safe operation is sent again', async (_, body) => {
  loopback.server.answer = { ...success, body };
  const error = await failureOf(loopback.client().workflows.listWorkflows());
  expect(error).toMatchObject({
    name: 'ServerError',
    status: 200,
    outcome: 'unknown',
    attempts: 4,
  });
  expect(error['message']).toMatch(
    /^listWorkflows was answered with 200, but its body is .*object$/,
  );
});

describe('A call may be told', () => {
  const input = { workflow_id: 'w' };

  test('how often it is sent', async () => {
    loopback.server.answer = { status: 503 };
    const client = loopback.client();
    await failureOf(client.workflows.showAopWorkflow(input, { retry: { maxAttempts: 2 } }));
    expect(loopback.server.seen).toHaveLength(2);
  });

  test('other headers, which are sent and signed', async () => {
    await loopback
      .client()
      .workflows.showAopWorkflow(input, { headers: { 'X-Language': 'en-us' } });
    expect(loopback.server.seen[0]?.headers['x-language']).toBe('en-us');
  });

  test.each([
    [{ headers: { Authorization: 'x' } }, '"headers": "Authorization" is set by the client.'],
    [{ headers: { 'X-A': 'a\nb' } }, '"headers": "X-A" must be a line of printable ASCII text.'],
    [{ headers: { 'X A': 'a' } }, '"headers": "X A" is no header name.'],
    ['ok', '"options" is of type string: expected an object.'],
    [{ timeout: 5 }, 'There is no option "timeout": did you mean "timeouts"?'],
    [
      { timeouts: { totl: 5 } },
      'There is no option "timeouts.totl": did you mean "timeouts.total"?',
    ],
    [{ retry: { maxAttempts: 0 } }, '"retry.maxAttempts" is 0: expected a whole number from 1'],
    [{ signal: {} }, '"signal" is of type object: expected an AbortSignal.'],
  ])('nothing that is wrong: %j', async (options, message) => {
    const error = await failureOf(
      loopback.client().workflows.showAopWorkflow(input, options as never),
    );
    expect(error).toBeInstanceOf(TypeError);
    expect(error['message']).toContain(message);
    expect(loopback.server.seen).toEqual([]);
  });
});

test('Each request names the package, the runtime and what the program adds', async () => {
  await loopback.client({ userAgent: 'my-automation/1.2' }).workflows.listWorkflows();
  const { version } = process;
  expect(loopback.server.seen[0]?.headers['user-agent']).toBe(
    `secmaster-openapi/0.1.0 node/${version.slice(1)} my-automation/1.2`,
  );
});
