import { describe, expect, test } from '@jest/globals';
import { createSecMasterClient, SecMasterError } from '../../src/index.js';
import { workflows } from '../../src/workflows/index.js';
import { readDescription } from '../../scripts/lib/openapi/document.js';
import { bundledDescription } from '../lib/files.js';
import { operationsOf } from '../../scripts/contract/operation.js';
import { mockAddress } from '../lib/shared/shared.js';

const client = createSecMasterClient({
  endpoint: await mockAddress(),
  projectId: 'f69081793d9e4ea8a2f479dcef961989',
  workspaceId: 'f44065f5-557b-4376-ae02-8c65ef1960f4',
  token: 'any',
});
const workflow_id = 'c19470f3-5eaf-4572-82e8-2ff094495919';
const version_id = '7d3f0c1e-52a4-4b0e-9a3c-0c2b6a1f4e11';
const instance_id = '2b9c7a54-6f1d-4d7e-8a90-3f5b1c2d4e66';
const taskflow = Buffer.from('{"elementType":"{}","workflow":{"elements":[]}}').toString('base64');
const taskconfig = '{"node_info":{},"usertask_info":{}}';

/** One call of each operation, as a user would write it. */
const calls: Record<keyof typeof workflows, () => Promise<unknown>> = {
  createAopWorkflow: () =>
    client.workflows.createAopWorkflow({
      body: { name: 'n', engine_type: 'public_engine', aop_type: 'EASE', dataclass_id: 'd' },
    }),
  listWorkflows: () =>
    client.workflows.listWorkflows({ enabled: true, limit: 100, aop_type: 'SURVEY' }),
  showAopWorkflow: () => client.workflows.showAopWorkflow({ workflow_id }),
  updateAopWorkflow: () =>
    client.workflows.updateAopWorkflow({ workflow_id, body: { enabled: true, version_id } }),
  deleteAopWorkflow: () => client.workflows.deleteAopWorkflow({ workflow_id }),
  exportAopworkflow: async () =>
    (await client.workflows.exportAopworkflow({ body: { id: [workflow_id] } })).text(),
  importAopworkflow: () =>
    client.workflows.importAopworkflow({ body: { uploadFile: new Blob(['flow']) } }),
  createAopWorkflowVersion: () =>
    client.workflows.createAopWorkflowVersion({
      workflow_id,
      body: {
        name: 'n',
        description: '',
        taskconfig,
        taskflow,
        taskflow_type: 'JSON',
        aop_type: 'NORMAL',
      },
    }),
  listAopWorkflowVersions: () =>
    client.workflows.listAopWorkflowVersions({ workflow_id, status: 'activated' }),
  showAopWorkflowVersion: () => client.workflows.showAopWorkflowVersion({ version_id }),
  updateAopWorkflowVersion: () =>
    client.workflows.updateAopWorkflowVersion({ version_id, body: { status: 'pending_approval' } }),
  deleteAopWorkflowVersion: () => client.workflows.deleteAopWorkflowVersion({ version_id }),
  createAopWorkflowVersionApprovel: () =>
    client.workflows.createAopWorkflowVersionApprovel({
      version_id,
      body: { result: 'PASS', content: 'ok' },
    }),
  validateAopWorkflowVersion: () =>
    client.workflows.validateAopWorkflowVersion({
      body: { mode: 'CIRCLE', taskconfig, taskflow, aopworkflow_id: workflow_id },
    }),
  createWorkflowInstance: () =>
    client.workflows.createWorkflowInstance({
      workflow_id,
      body: { command_type: 'ActionInstanceRunCommand', action_type: 'workflow' },
    }),
  listAopWorkflowInstance: () =>
    client.workflows.listAopWorkflowInstance({ from_date: '2025-07-18T00:00:00.000Z+0800' }),
  showAopWorkflowInstance: () =>
    client.workflows.showAopWorkflowInstance({ instance_id, show_topology: true }),
  updateWorkflowInstance: () =>
    client.workflows.updateWorkflowInstance({
      instance_id,
      body: { command_type: 'ActionInstanceTerminateCommand' },
    }),
};

describe('The client, driven through the mock', () => {
  test.each(operationsOf(readDescription(bundledDescription)))(
    '$id answers with the first example',
    async ({ id, responses }) => {
      const call = calls[id as keyof typeof workflows];
      expect(await call()).toEqual(responses[0]?.examples[0]?.value);
    },
  );

  test('fails with the service’s code on a body that the types do not know', async () => {
    const error: unknown = await client.workflows
      .updateAopWorkflow({ workflow_id, body: { enabled: true } as never })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SecMasterError);
    expect(error).toMatchObject({ status: 400, code: 'SecMaster.20030001' });
  });
});
