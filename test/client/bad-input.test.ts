import { expect, test } from '@jest/globals';
import type { paths } from '../../generated/workflows/types.js';
import { rawClient } from '../../src/raw.js';
import { failureOf, useLoopback } from './calls/client-on-loopback.js';

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
    /"uploadFile" must be a Blob or a File; read a stream first/,
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
