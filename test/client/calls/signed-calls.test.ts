import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { accessKey, createSecMasterClient, type SecMasterClient } from '../../../src/index.js';
import type { paths } from '../../../generated/workflows/types.js';
import { rawClient } from '../../../src/raw.js';
import type { Listening } from '../../lib/loopback.js';
import { startVerifyingGateway } from '../signing/verifying-gateway.js';
import { propertyRuns } from '../../lib/property-runs.js';

const ak = 'TheAccessKey';
const sk = 'TheSecretKey/+=';
const path = '/v1/{project_id}/workspaces/{workspace_id}/soc/workflows/instances' as const;
let gateway: Listening;

beforeAll(async () => {
  gateway = await startVerifyingGateway({ [ak]: sk });
});
afterAll(() => gateway.close());

/** Ids and texts that addresses are sensitive to. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...' +%&=?#/~\'"!*()$,;:@|流程😀aZ0') }),
  fc.constantFrom('%2F', 'a+b', '流程 名', 'a&b'),
);
const id = text.filter((value) => value !== '' && value !== '.' && value !== '..');

describe.each([
  ['the transport of Node.js', undefined],
  ['the standard fetch', (url: string, init: RequestInit) => fetch(url, init)],
])('A gateway that verifies signatures accepts what is sent by %s', (_, transport) => {
  let client: SecMasterClient;
  beforeAll(() => {
    client = createSecMasterClient({
      endpoint: gateway.url,
      projectId: 'project',
      workspaceId: 'work space/1',
      credentials: accessKey({ ak, sk, securityToken: 'temporary' }),
      retry: { maxAttempts: 1 },
      ...(transport && { fetch: transport }),
    });
  });

  test('whatever the ids, the query and the body are', async () => {
    await fc.assert(
      fc.asyncProperty(id, text, text, async (workflow_id, name, description) => {
        await client.workflows.listWorkflows({ name, description, limit: 5, enabled: true });
        await client.workflows.updateAopWorkflow({ workflow_id, body: { name, description } });
      }),
      { numRuns: propertyRuns },
    );
  });

  test('as a file', async () => {
    const bytes = new Uint8Array(Array.from({ length: 512 }, (__, index) => index % 256));
    await client.workflows.importAopworkflow({
      body: { uploadFile: new File([bytes], '流程.zip') },
    });
  });

  test('by path and method', async () => {
    await fc.assert(
      fc.asyncProperty(id, text, async (workspace_id, name) => {
        const params = { path: { project_id: 'project', workspace_id }, query: { name } };
        const { response } = await rawClient<paths>(client).GET(path, { params });
        expect(response.status).toBe(200);
      }),
      { numRuns: propertyRuns },
    );
  });
});

test('and refuses what is signed with another key', async () => {
  const client = createSecMasterClient({
    endpoint: gateway.url,
    projectId: 'project',
    workspaceId: 'workspace',
    credentials: accessKey({ ak, sk: 'AnotherSecretKey' }),
  });
  await expect(client.workflows.listWorkflows()).rejects.toMatchObject({
    name: 'AuthenticationError',
    status: 401,
  });
});
