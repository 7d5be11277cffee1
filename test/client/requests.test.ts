import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { paths } from '../../generated/workflows/types.js';
import { type SecMasterClient, createSecMasterClient } from '../../src/index.js';
import { rawClient } from '../../src/raw.js';
import { failureOf, useLoopback } from './calls/client-on-loopback.js';
import { type LoopbackServer, type SeenRequest, startLoopbackServer } from './loopback-server.js';

describe('The requests of the client', () => {
  const base = '/v1/project/workspaces/workspace/soc/workflows';
  let server: LoopbackServer;
  let client: SecMasterClient;

  beforeAll(async () => {
    server = await startLoopbackServer();
    client = createSecMasterClient({
      endpoint: `${server.url}/`,
      projectId: 'project',
      workspaceId: 'workspace',
      token: 'a-token',
    });
  });
  afterAll(() => server.close());
  beforeEach(() => {
    server.seen.length = 0;
    server.answer = { headers: { 'Content-Type': 'application/json' }, body: '{}' };
  });

  const last = () => server.seen.at(-1) as SeenRequest;

  describe('A request', () => {
    test('carries the token and the vendor’s content type, with a body or without', async () => {
      await client.workflows.listWorkflows();
      await client.workflows.updateWorkflowInstance({
        instance_id: 'i',
        body: { command_type: 'ActionInstanceRetryCommand' },
      });
      for (const { headers } of server.seen) {
        expect(headers['x-auth-token']).toBe('a-token');
        expect(headers['content-type']).toBe('application/json;charset=UTF-8');
      }
      expect(JSON.parse(String(last().body))).toEqual({
        command_type: 'ActionInstanceRetryCommand',
      });
    });

    test('has the bound ids in its path, or those of the call', async () => {
      await client.workflows.showAopWorkflow({ workflow_id: 'w' });
      await client.workflows.showAopWorkflow({
        workflow_id: 'w',
        project_id: 'p2',
        workspace_id: 'ws2',
      });
      expect(server.seen.map(({ target }) => target)).toEqual([
        `${base}/w`,
        '/v1/p2/workspaces/ws2/soc/workflows/w',
      ]);
    });

    test.each([
      ['a/b', 'a%2Fb'],
      ['a b', 'a%20b'],
      ['%2e%2e', '%252e%252e'],
      ['流程', '%E6%B5%81%E7%A8%8B'],
      ['a?b#c', 'a%3Fb%23c'],
    ])('encodes the id %p', async (id, encoded) => {
      await client.workflows.showAopWorkflow({ workflow_id: id });
      expect(last().target).toBe(`${base}/${encoded}`);
    });

    test('encodes its query and leaves out what is undefined', async () => {
      await client.workflows.listAopWorkflowInstance({
        from_date: '2025-07-18T00:00:00.000Z+0800',
        name: '名 & more',
        status: undefined,
        limit: 5,
      });
      const query = new URL(last().target, server.url).searchParams;
      expect(Object.fromEntries(query)).toEqual({
        from_date: '2025-07-18T00:00:00.000Z+0800',
        name: '名 & more',
        limit: '5',
      });
      expect(last().target).toContain('%2B0800');
    });

    test('has its query in the order of the description, whatever that of the input is', async () => {
      await client.workflows.listWorkflows({ name: 'n', limit: 5, offset: 1 });
      expect(last().target).toBe(`${base}?offset=1&limit=5&name=n`);
    });

    test.each([
      ['an empty id', { workflow_id: '' }, /"workflow_id" is missing/],
      ['no id', {}, /"workflow_id" is missing/],
      ['a dot segment', { workflow_id: '..' }, /"workflow_id" is no id/],
      [
        'an unknown member',
        { workflow_id: 'w', workflowId: 'w' },
        /takes no "workflowId": expected/,
      ],
    ])('is not sent with %s', async (_, input, message) => {
      await expect(client.workflows.showAopWorkflow(input as never)).rejects.toThrow(message);
      expect(server.seen).toEqual([]);
    });

    test('is not sent without the body that it needs', async () => {
      await expect(client.workflows.createAopWorkflow({} as never)).rejects.toThrow(
        /needs a "body"/,
      );
      expect(server.seen).toEqual([]);
    });

    test('goes by path and method as well', async () => {
      const { response } = await rawClient<paths>(client).GET(
        '/v1/{project_id}/workspaces/{workspace_id}/soc/workflows',
        { params: { path: { project_id: 'p', workspace_id: 'w' }, query: { limit: 1 } } },
      );
      expect(response.status).toBe(200);
      expect(last().target).toBe('/v1/p/workspaces/w/soc/workflows?limit=1');
      expect(last().headers['x-auth-token']).toBe('a-token');
    });

    test('ends when its signal is aborted', async () => {
      const cause = new Error('enough');
      await expect(
        client.workflows.listWorkflows({}, { signal: AbortSignal.abort(cause) }),
      ).rejects.toMatchObject({ name: 'AbortedError', cause });
    });
  });

  describe('Files', () => {
    const bytes = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256));

    test('are exported byte for byte', async () => {
      server.answer = { headers: { 'Content-Type': 'application/octet-stream' }, body: bytes };
      const file = await client.workflows.exportAopworkflow({ body: { id: ['w'] } });
      expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
      expect(last().target).toBe(`${base}/export`);
    });

    test.each([
      ['a Blob', new Blob([bytes]), 'uploadFile'],
      ['a File', new File([bytes], 'flow.zip'), 'flow.zip'],
    ])('are imported byte for byte from %s', async (_, uploadFile, name) => {
      await client.workflows.importAopworkflow({ body: { uploadFile } });
      const { body, headers } = last();
      expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
      const form = await new Response(new Uint8Array(body), {
        headers: { 'Content-Type': String(headers['content-type']) },
      }).formData();
      const part = form.get('uploadFile') as File;
      expect(part.name).toBe(name);
      expect(Buffer.from(await part.arrayBuffer()).equals(bytes)).toBe(true);
    });
  });
});

describe('Wrong input', () => {
  const loopback = useLoopback();
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;

  test.each([
    [
      'a limit out of range',
      () => loopback.client().workflows.listWorkflows({ limit: 101 }),
      /^listWorkflows: "limit" must be a whole number from 1 to 100, not 101\.$/,
    ],
    [
      'a limit that is no number',
      () => loopback.client().workflows.listWorkflows({ limit: '5' as never }),
      /"limit" must be a whole number from 1 to 100, not 5/,
    ],
    [
      'an offset out of range',
      () => loopback.client().workflows.listAopWorkflowInstance({ offset: -1 }),
      /"offset" must be a whole number from 0 to 10000, not -1/,
    ],
    [
      'an object in the query',
      () => loopback.client().workflows.listWorkflows({ name: {} as never }),
      /"name" must be a text, a number or a boolean/,
    ],
    [
      'a circular body',
      () => loopback.client().workflows.createAopWorkflow({ body: circular as never }),
      /^createAopWorkflow: "body" is no JSON: /,
    ],
    [
      'a body of BigInt',
      () => loopback.client().workflows.createAopWorkflow({ body: { name: 1n } as never }),
      /"body" is no JSON/,
    ],
    [
      'a body that is a function',
      () => loopback.client().workflows.createAopWorkflow({ body: (() => 1) as never }),
      /"body" is no JSON: expected an object, not a function/,
    ],
    [
      'a stream as a file',
      () =>
        loopback
          .client()
          .workflows.importAopworkflow({ body: { uploadFile: new Blob(['x']).stream() as never } }),
      /"uploadFile" must be a text, a Blob or a File; of a stream, await new Response/,
    ],
    [
      'an id with a control character',
      () => loopback.client().workflows.showAopWorkflow({ workflow_id: 'a\u0000' }),
      /"workflow_id" is no id/,
    ],
  ])('%s is refused in one sentence, and nothing is sent', async (_, call, message) => {
    const error = await failureOf(call());
    expect(error).toMatchObject({ name: 'TypeError' });
    expect(error['message']).toMatch(message);
    expect(loopback.server.seen).toEqual([]);
  });

  test('a request of fetch whose body was used already is refused', async () => {
    class UsedRequest extends Request {
      constructor(...request: ConstructorParameters<typeof Request>) {
        super(...request);
        void this.text();
      }
    }
    const path = '/v1/{project_id}/workspaces/{workspace_id}/soc/workflows';
    const error = await failureOf(
      rawClient<paths>(loopback.client()).POST(path, {
        params: { path: { project_id: 'p', workspace_id: 'w' } },
        body: { name: 'n', engine_type: 'public_engine', aop_type: 'NORMAL', dataclass_id: 'd' },
        Request: UsedRequest,
      }),
    );
    expect(error).toMatchObject({
      name: 'TypeError',
      message: `POST ${loopback.server.url}/v1/p/workspaces/w/soc/workflows: the body was used already.`,
    });
    expect(loopback.server.seen).toEqual([]);
  });
});
