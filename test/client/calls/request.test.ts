import { describe, expect, test } from '@jest/globals';
import { accessKey } from '../../../src/index.js';
import { failureOf, useLoopback, success } from './client-on-loopback.js';

const loopback = useLoopback();
const path = '/v1/{project_id}/workspaces/{workspace_id}/soc/alerts/search';
const json = { 'Content-Type': 'application/json;charset=UTF-8' };

describe('A request that the description does not know', () => {
  test('is filled in, signed and answered as data', async () => {
    loopback.server.answer = { headers: json, body: '{"code":"00000000","data":[{"id":"a"}]}' };
    const client = loopback.client({
      token: undefined,
      credentials: accessKey({ ak: 'AK', sk: 'a-secret-key' }),
    });
    const call = client.request<{ data: { id: string }[] }>({
      method: 'post',
      path,
      query: { note: ['a b', 'c'], none: undefined },
      body: { limit: 1 },
    });
    expect((await call).data[0]?.id).toBe('a');
    expect((await call.withResponse()).attempts).toBe(1);
    const [seen] = loopback.server.seen;
    expect(seen?.method).toBe('POST');
    expect(seen?.target).toBe(
      '/v1/project/workspaces/workspace/soc/alerts/search?note=a%20b&note=c',
    );
    expect(String(seen?.body)).toBe('{"limit":1}');
    expect(seen?.headers.authorization).toMatch(/^SDK-HMAC-SHA256 Access=AK, .*x-project-id/);
  });

  test('is sent again only if it may be', async () => {
    loopback.server.answer = { status: 503 };
    const client = loopback.client();
    await failureOf(client.request({ method: 'POST', path, body: {} }));
    expect(loopback.server.seen).toHaveLength(1);
    await failureOf(client.request({ method: 'POST', path, body: {}, safeToRepeat: true }));
    expect(loopback.server.seen).toHaveLength(5);
    await failureOf(client.request({ path }));
    expect(loopback.server.seen).toHaveLength(9);
  });

  test.each(['0', '00000000', 'SecMaster.00000000'])(
    'has the success that is coded %s',
    async (code) => {
      const body = { code, message: 'Success.' };
      loopback.server.answer = { headers: json, body: JSON.stringify(body) };
      expect(await loopback.client().request({ path })).toEqual(body);
    },
  );

  test('fails like all others', async () => {
    loopback.server.answer = {
      status: 400,
      headers: { ...json, 'X-Request-Id': 'r' },
      body: '{"code":"SecMaster.20040611","message":"none"}',
    };
    expect(await failureOf(loopback.client().request({ path }))).toMatchObject({
      name: 'NotFoundError',
      operationId: `GET ${path}`,
      serviceCode: 'SecMaster.20040611',
      outcome: 'refused',
      requestId: 'r',
    });
    loopback.server.answer = { headers: json, body: '{"success":false,"code":"SecMaster.1"}' };
    expect(await failureOf(loopback.client().request({ path }))).toMatchObject({
      name: 'InvalidRequestError',
      outcome: 'refused',
    });
    loopback.server.answer = { headers: json, body: '{"code"' };
    expect(await failureOf(loopback.client().request({ path }))).toMatchObject({
      name: 'ServerError',
      message: `GET ${path} was answered with 200, but not with JSON`,
    });
  });

  test.each([
    ['text', { 'Content-Type': 'text/plain' }, 'plain', 'plain'],
    ['nothing', {}, '', undefined],
  ])('may be answered with %s', async (_, headers, body, data) => {
    loopback.server.answer = { headers, body };
    expect(await loopback.client().request({ path })).toBe(data);
  });

  test('may be answered with a file, and carry a form', async () => {
    loopback.server.answer = {
      headers: {
        'Content-Type': 'application/zip',
        'Content-Disposition': 'attachment; filename="a.zip"',
      },
      body: 'zip',
    };
    const body = new FormData();
    body.append('file', new File(['bytes'], 'b.csv'));
    const file = await loopback.client().request<File>({ method: 'PUT', path: '/upload', body });
    expect([file.name, file.type, await file.text()]).toEqual(['a.zip', 'application/zip', 'zip']);
    const [seen] = loopback.server.seen;
    expect(seen?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(String(seen?.body)).toContain('filename="b.csv"');
  });

  test.each([
    [{ path: 'v1/x' }, '"path" must begin with "/"'],
    [{ path: '/v1/x?a=b' }, 'the query goes to "query"'],
    [{ path: '/v1/{project_id}/{alert_id}' }, '"path" holds {alert_id}'],
    [{ path: '/v1/../x' }, 'dot segment'],
    [{ path, method: 'GET /' }, '"method" must be the name'],
    [{ path, query: 'a=b' }, '"query" must be an object'],
    [undefined, '"path" must begin'],
  ])('is refused if it is wrong: %j', async (input, message) => {
    const error = await failureOf(loopback.client().request(input as never));
    expect(error).toBeInstanceOf(TypeError);
    expect(error['message']).toContain(message);
    expect(loopback.server.seen).toEqual([]);
  });
});

describe('A middleware', () => {
  test('sees each attempt before it is signed, and its answer after', async () => {
    loopback.server.script.push({ status: 503 });
    const seen: unknown[] = [];
    const hooked: string[] = [];
    const client = loopback.client({
      token: undefined,
      credentials: accessKey({ ak: 'AK', sk: 'a-secret-key' }),
      hooks: { onRequest: ({ callId }) => hooked.push(callId) },
      middleware: async (request, next) => {
        const changed = { ...request.headers, 'x-trace': `t-${request.attempt}` };
        const response = await next({ ...request, headers: changed });
        seen.push([request.callId, request.attempt, request.headers, response.status]);
        return response;
      },
    });
    expect((await client.workflows.showAopWorkflow({ workflow_id: 'w' })).data.id).toBe('w');
    expect(seen).toEqual([
      [hooked[0], 1, expect.not.objectContaining({ authorization: expect.anything() }), 503],
      [hooked[0], 2, expect.not.objectContaining({ authorization: expect.anything() }), 200],
    ]);
    for (const [index, { headers }] of loopback.server.seen.entries()) {
      expect(headers['x-trace']).toBe(`t-${index + 1}`);
      expect(headers.authorization).toContain(';x-trace,');
    }
  });

  test('stands around the next one, and may answer itself', async () => {
    const order: string[] = [];
    const client = loopback.client({
      middleware: [
        async (request, next) => {
          order.push('in 1');
          const response = await next(request);
          order.push('out 1');
          return response;
        },
        async () => {
          order.push('2');
          return { status: 200, headers: new Headers(), body: success.body };
        },
      ],
    });
    expect((await client.workflows.showAopWorkflow({ workflow_id: 'w' })).data.id).toBe('w');
    expect(order).toEqual(['in 1', '2', 'out 1']);
    expect(loopback.server.seen).toEqual([]);
  });

  test('that throws ends the call with what it threw, and with one request at most', async () => {
    const reason = new Error('not today');
    const client = loopback.client({
      middleware: async (request, next) => {
        await next(request);
        throw reason;
      },
    });
    expect(await failureOf(client.workflows.listWorkflows())).toBe(reason);
    expect(loopback.server.seen).toHaveLength(1);
  });

  test('cannot send a call twice, nor to another server', async () => {
    const twice = loopback.client({
      middleware: async (request, next) => {
        await next(request);
        return next(request);
      },
    });
    expect((await failureOf(twice.workflows.listWorkflows()))['message']).toContain('"next" twice');
    const elsewhere = loopback.client({
      middleware: (request, next) => next({ ...request, url: 'http://127.0.0.1:9/' }),
    });
    loopback.server.seen.length = 0;
    expect((await failureOf(elsewhere.workflows.listWorkflows()))['message']).toContain(
      'changed the server of listWorkflows',
    );
    expect(loopback.server.seen).toEqual([]);
  });

  test('gets a failure as it is, and the client goes on with it', async () => {
    loopback.server.script.push({ hangUp: true });
    const failures: unknown[] = [];
    const client = loopback.client({
      middleware: async (request, next) => {
        try {
          return await next(request);
        } catch (error) {
          failures.push((error as Error).name);
          throw error;
        }
      },
    });
    expect((await client.workflows.showAopWorkflow({ workflow_id: 'w' })).data.id).toBe('w');
    expect(failures).toEqual(['NetworkError']);
  });
});
