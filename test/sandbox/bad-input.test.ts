import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createSandbox, startSandbox, type RunningSandbox } from '../../src/sandbox/index.js';
import { element, home, ids, newVersion, newWorkflow } from './world.js';

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ auth: 'off', frozen: true });
});
afterAll(() => sandbox.close());

/** Sends bytes as they are and gives what comes back until the server is done. */
async function exchange(...pieces: string[]): Promise<string> {
  const socket = connect(sandbox.port, '127.0.0.1').setEncoding('utf8');
  await once(socket, 'connect');
  for (const piece of pieces) socket.write(piece);
  let text = '';
  socket.on('data', (more: string) => (text += more));
  socket.on('error', () => {});
  await once(socket, 'close');
  return text;
}

const path = `${home}/soc/workflows`;

/** The head of a request that ends the connection. */
function head(method: string, target: string, more: string[] = []): string {
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close', ...more];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function post(target: string, body: string | Buffer, type = 'application/json'): string {
  const length = Buffer.byteLength(body);
  return (
    head('POST', target, [`Content-Type: ${type}`, `Content-Length: ${length}`]) + String(body)
  );
}

/** Sends a request by fetch. */
async function send(target: string, init: RequestInit = {}) {
  const answer = await fetch(sandbox.url + target, init);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const json = { 'content-type': 'application/json' };
const state = () => JSON.stringify(sandbox.control.state());

describe('The sandbox refuses, and keeps its state, at', () => {
  const bodies: [string, string | Uint8Array, number][] = [
    ['a member that comes twice', '{"name":"a","name":"b","engine_type":"public_engine"}', 400],
    ['a member that comes twice in two spellings', '{"name":"a","n\\u0061me":"b"}', 400],
    ['a member __proto__', JSON.stringify(newWorkflow).replace('{', '{"__proto__":{"a":1},'), 400],
    ['a member constructor', JSON.stringify({ ...newWorkflow, constructor: 1 }), 400],
    ['a truncated body', '{"name":', 400],
    ['a body that is no object', '[]', 400],
    ['an empty body', '', 400],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400],
    ['a string of escapes without end', `"${'\\"'.repeat(2 ** 20)}`, 400],
    ['arrays in arrays without end', '['.repeat(100_000), 400],
    ['a wrong value of an enumeration', JSON.stringify({ ...newWorkflow, aop_type: 'X' }), 400],
    ['a body of more than 12 MB', `"${'x'.repeat(13 * 2 ** 20)}"`, 413],
  ];
  test.each(bodies)('%s', async (_, body, status) => {
    const before = state();
    const answer = await send(path, { method: 'POST', body: body as BodyInit, headers: json });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject(
      status === 413 ? { error_code: 'APIG.0201' } : { code: 'SecMaster.20030001' },
    );
    expect(state()).toBe(before);
  });

  test.each([
    ['offset=10001'],
    ['offset=-1'],
    ['limit=0'],
    ['limit=101'],
    ['limit=1e1'],
    ['limit=1&limit=2'],
    ['enabled=yes'],
    ['sortby=name'],
    ['order=asc'],
    ['name=%'],
    ['name=%ED%A0%80'],
  ])('the query %s', async (query) => {
    const { status, body } = await send(`${path}?${query}`);
    expect(status).toBe(400);
    expect(body['code']).toMatch(/^SecMaster\.200300(01|09|10)$/);
  });

  test.each([
    ['an address', 414, `${path}?name=${'x'.repeat(33_000)}`, {}],
    ['a header', 494, path, { 'x-language': 'x'.repeat(33_000) }],
  ])('%s of more than 32 KB', async (_, status, target, headers) => {
    expect(await send(target, { headers })).toMatchObject({
      status,
      body: { error_code: 'APIG.0201' },
    });
  });

  test.each([
    ['text/plain', 400],
    ['application/xml', 400],
    ['multipart/form-data', 400],
  ])('the media type %s', async (type, status) => {
    const headers = { 'content-type': type };
    const body = JSON.stringify(newWorkflow);
    expect((await send(path, { method: 'POST', body, headers })).status).toBe(status);
  });

  test('a form that is cut off, has no boundary, or the same part twice', async () => {
    const part = '--x\r\ncontent-disposition: form-data; name="uploadFile"\r\n\r\n{}\r\n';
    const forms: [string, string][] = [
      ['multipart/form-data', `${part}--x--`],
      ['multipart/form-data; boundary=x', part],
      ['multipart/form-data; boundary=x', `${part}${part}--x--`],
      ['multipart/form-data; boundary=x', `${part.replace('uploadFile', '__proto__')}--x--`],
      ['multipart/form-data; boundary=y', `${part}--x--`],
    ];
    const before = state();
    for (const [type, body] of forms) {
      const headers = { 'content-type': type };
      const { status } = await send(`${path}/import`, { method: 'POST', body, headers });
      expect(status).toBe(400);
    }
    expect(state()).toBe(before);
  });

  test('paths that lead nowhere, methods that are none and ids with slashes', async () => {
    const before = state();
    expect(await send('/nowhere')).toMatchObject({
      status: 404,
      body: { error_code: 'APIG.0101' },
    });
    expect(await send(path, { method: 'PATCH' })).toMatchObject({ status: 404 });
    expect(await send(path, { method: 'DELETE' })).toMatchObject({ status: 404 });
    const raw = await exchange(head('GET', `${path}/..%2f..%2fworkflows`));
    expect(raw).toMatch(/^HTTP\/1\.1 400 [^]*SecMaster\.20040611/);
    expect(await exchange(head('GET', `${path}/../workflows`))).toMatch(/^HTTP\/1\.1 404 /);
    expect(await exchange(head('GET', `${path}/%ff`))).toMatch(/^HTTP\/1\.1 400 [^]*APIG\.0201/);
    expect(await exchange(head('GET', `${path}/${'x'.repeat(40_000)}`))).toMatch(
      /^HTTP\/1\.1 414 /,
    );
    expect(await exchange(head('GET', path, [`A: ${'x'.repeat(200_000)}`]))).toMatch(
      /^HTTP\/1\.1 494 /,
    );
    expect(await exchange('no HTTP at all\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(state()).toBe(before);
  });

  test('HEAD, without a body', async () => {
    const answer = await exchange(head('HEAD', path));
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer.split('\r\n\r\n')[1]).toBe('');
  });
});

describe('The sandbox takes', () => {
  test('chunked and pipelined requests', async () => {
    const chunked = await exchange(
      head('POST', path, ['Content-Type: application/json', 'Transfer-Encoding: chunked']),
      ...[...JSON.stringify({ ...newWorkflow, name: 'chunked' })].map((one) => `1\r\n${one}\r\n`),
      '0\r\n\r\n',
    );
    expect(chunked).toMatch(/^HTTP\/1\.1 200 [^]*"name":"chunked"/);
    const kept = head('GET', `${path}/${ids.workflow}`).replace('Connection: close\r\n', '');
    const pipelined = await exchange(kept, kept, head('GET', path));
    expect(pipelined.match(/HTTP\/1\.1 200 /g)).toHaveLength(3);
  });

  test('a request that names the whole address, as for a proxy', async () => {
    const answer = await exchange(head('GET', `http://127.0.0.1${path}?limit=1`));
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*"limit":1/);
  });

  test('a diagram of 200,000 flows between nodes without an ID, and runs it', async () => {
    const taskflow = diagramOf([
      { type: 'element', name: 'startEvent' },
      ...Array<object>(200_000).fill({ type: 'element', name: 'sequenceFlow' }),
    ]);
    const versions = `${path}/versions`;
    const asked = async (method: string, target: string, body: object) => {
      const init = { method, body: JSON.stringify(body), headers: json };
      const answer = await send(target, init);
      expect(answer).toMatchObject({ status: 200 });
      return String((answer.body['data'] as { id?: string } | undefined)?.id);
    };
    const workflow = await asked('POST', path, newWorkflow);
    const version = await asked('POST', `${path}/${workflow}/versions`, {
      ...newVersion,
      taskflow,
    });
    await asked('PUT', `${versions}/${version}`, { status: 'pending_approval' });
    await asked('POST', `${versions}/${version}/approval`, { result: 'PASS', content: '' });
    await asked('PUT', `${path}/${workflow}`, { enabled: true, version_id: version });
    const run = { command_type: 'ActionInstanceRunCommand', action_type: 'workflow' };
    await asked('POST', `${path}/${workflow}/instances`, run);
    expect(await check('BASIC', taskflow)).toEqual({ result: false, detail: 'A node has no ID.' });
  });

  test('the rest of a body that it has refused as too large', async () => {
    const socket = connect(sandbox.port, '127.0.0.1').setEncoding('utf8');
    await once(socket, 'connect');
    const megabyte = 'x'.repeat(2 ** 20);
    const write = (text: string) =>
      new Promise<void>((done, fail) => {
        socket.write(text, (error) => (error ? fail(error) : done()));
      });
    await write(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${20 * 2 ** 20}\r\n\r\n`);
    const answered = once(socket, 'data') as Promise<[string]>;
    for (let count = 0; count < 13; count += 1) await write(megabyte);
    expect((await answered)[0]).toMatch(/^HTTP\/1\.1 413 /);
    for (let count = 0; count < 7; count += 1) await write(megabyte);
    const next = once(socket, 'data') as Promise<[string]>;
    await write(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect((await next)[0]).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  test('half of a surrogate pair, and gives it back', async () => {
    const body = JSON.stringify({ ...newWorkflow, name: '\ud800' });
    const answer = await exchange(post(path, body));
    expect(answer).toContain('"name":"\\ud800"');
  });

  test('a text of 10 MB in which every character is escaped', async () => {
    const taskconfig = '"'.repeat(5 * 2 ** 20);
    const body = JSON.stringify({ ...newVersion, taskconfig });
    const created = await send(`${path}/${ids.workflow}/versions`, {
      ...{ method: 'POST', body, headers: json },
    });
    expect(created.status).toBe(200);
    expect((created.body['data'] as { taskconfig: string }).taskconfig === taskconfig).toBe(true);
  });

  test('a diagram of 10 MB, and says what is wrong with others', async () => {
    const nodes = [...Array(20_000).keys()].map((count) =>
      element('userTask', { id: `node_${count}`, name: 'x'.repeat(200) }),
    );
    const flows = nodes.slice(1).map((_, count) =>
      element('sequenceFlow', {
        id: `flow_${count}`,
        sourceRef: `node_${count}`,
        targetRef: `node_${count + 1}`,
      }),
    );
    const taskflow = diagramOf([...nodes, ...flows]);
    expect(taskflow.length).toBeGreaterThan(9 * 2 ** 20);
    const created = await send(`${path}/${ids.workflow}/versions`, {
      method: 'POST',
      body: JSON.stringify({ ...newVersion, taskflow }),
      headers: json,
    });
    expect(created.status).toBe(200);
    expect(await check('CIRCLE', taskflow)).toEqual({ result: true, detail: '' });
    expect(await check('BASIC', taskflow)).toEqual({
      result: false,
      detail: 'The diagram has no start event.',
    });
  });

  test.each([
    ['BASIC', 'no Base64!', /no Base64/],
    ['BASIC', btoa('no JSON'), /not of JSON/],
    ['BASIC', btoa('{}'), /no tree of BPMN nodes/],
    ['BASIC', btoa(`${'['.repeat(1e5)}${']'.repeat(1e5)}`), /no tree of BPMN nodes|nested/],
    ['BASIC', diagramOf([element('startEvent', { id: 'a' })]), /no end event/],
    ['BASIC', diagramOf([...ends(), flow('f', 'a', 'gone')]), /flow f does not connect/],
    ['BASIC', diagramOf(ends()), /cannot be reached/],
    ['BASIC', diagramOf([...ends(), ...ends()]), /Several nodes have the ID a/],
    ['CIRCLE', diagramOf([...ends(), flow('f', 'a', 'b'), flow('g', 'b', 'a')]), /a → b → a/],
    ['APP_PARAMS', diagramOf([element('serviceTask', { id: 'plug-in' })]), /plug-in has no param/],
  ])('a check %s of a diagram with a fault, and names it (%#)', async (mode, taskflow, detail) => {
    const outcome = await check(mode, taskflow);
    expect(outcome).toEqual({ result: false, detail: expect.stringMatching(detail) });
  });

  test('two workspaces with one id in two projects, and keeps them apart', async () => {
    sandbox.control.changeSettings({ workspaces: 'any' });
    const paths = ['p1', 'p2'].map((project) => `/v1/${project}/workspaces/same/soc/workflows`);
    const [one = '', other = ''] = paths;
    const body = JSON.stringify(newWorkflow);
    await send(one, { method: 'POST', body, headers: json });
    expect((await send(one)).body).toMatchObject({ total: 1 });
    expect((await send(other)).body).toMatchObject({ total: 0 });
    sandbox.control.changeSettings({ workspaces: 'known' });
    const unknown = await send(`/v1/p3/workspaces/same/soc/workflows`);
    expect(unknown).toMatchObject({ status: 403, body: { code: 'SecMaster.20010001' } });
  });
});

describe('A sandbox cannot be started', () => {
  test('on a busy port', async () => {
    await expect(startSandbox({ port: sandbox.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  test('with a seed that is none, or breaks its schema', () => {
    expect(() => createSandbox({ seed: 'full' as never })).toThrow(
      'There is no seed "full"; the seeds are empty, examples, soc.',
    );
    const seed = structuredClone(sandbox.control.state());
    const [record] = seed.workspaces[0]?.collections['workflows'] ?? [];
    (record as { data: Record<string, unknown> }).data['aop_type'] = 'X';
    expect(() => createSandbox({ seed })).toThrow(
      /^In its workflows, "[^"]+" data.aop_type must be/,
    );
  });

  test.each([
    ['nothing', null, /no state of the sandbox/],
    ['a state of another version', { format: 'secmaster-sandbox', version: 2 }, /version 2/],
    ['half a state', { format: 'secmaster-sandbox', version: 1 }, /a part of it is missing/],
  ])('with %s in place of a state', (_, seed, message) => {
    const start = () => createSandbox({ seed: seed as never });
    if (seed === null) expect(start).toThrow();
    else expect(start).toThrow(message);
  });

  test('with a reading that no life cycle has', () => {
    expect(() => createSandbox({ readings: { D99: 'x' } })).toThrow(/There is no reading "D99"/);
    expect(() => createSandbox({ readings: { D23: 'x' } })).toThrow(
      /D23 must be one of only-version/,
    );
  });
});

async function check(mode: string, taskflow: string): Promise<unknown> {
  const body = { mode, taskflow, taskconfig: '{}', aopworkflow_id: ids.workflow };
  const answer = await send(`${path}/validation`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: json,
  });
  return answer.body['data'];
}

function diagramOf(elements: unknown[]): string {
  const process = element('process', { id: 'p' }, elements as never);
  return btoa(
    JSON.stringify({
      elementType: '{}',
      workflow: { elements: [element('definitions', {}, [process])] },
    }),
  );
}

function flow(id: string, sourceRef: string, targetRef: string) {
  return element('sequenceFlow', { id, sourceRef, targetRef });
}

function ends() {
  return [element('startEvent', { id: 'a' }), element('endEvent', { id: 'b' })];
}

test.each([
  [{ forzen: true }, 'There is no option "forzen": did you mean "frozen"?'],
  [{ now: '2026-01-01' }, '"now" is of type string: expected a Date.'],
  [
    { users: [{ name: 'me' }] },
    /^"users" is of type object: expected a list of users, each with id, /,
  ],
  [{ fourEyes: 'yes' }, 'Settings: fourEyes must be of type boolean.'],
  [null, '"options" is null: expected an object.'],
])('The options %j are refused, with and without a port', async (given, message) => {
  const options = given as never;
  expect(() => createSandbox(options)).toThrow(message);
  await expect(startSandbox(options)).rejects.toThrow(message);
});
