// Tests a release script on a sandbox, with a fault and a clock that the test moves.
//   NODE_OPTIONS=--experimental-vm-modules npx jest release-workflow.test.mjs
import { beforeEach, expect, test } from '@jest/globals';
import { createSecMasterClient } from 'secmaster-openapi';
import { createSandbox } from 'secmaster-openapi/sandbox';

const workflow_id = 'c19470f3-5eaf-4572-82e8-2ff094495919';
const sandbox = createSandbox({ frozen: true });
const { workflows } = createSecMasterClient({
  ...sandbox.clientOptions(),
  retry: { baseDelay: 1, maxDelay: 1 },
});
beforeEach(() => sandbox.control.reset());

/** The script under test: makes a new version of the active one, and puts it into service. */
async function release() {
  const { data: workflow } = await workflows.showAopWorkflow({ workflow_id });
  const active = await workflows.showAopWorkflowVersion({ version_id: workflow.version_id });
  const { name, taskconfig, taskflow, taskflow_type, aop_type } = active.data;
  const body = { name, description: 'Next', taskconfig, taskflow, taskflow_type, aop_type };
  const { data: version } = await workflows.createAopWorkflowVersion({ workflow_id, body });
  await workflows.actions.submitVersion(version.id);
  await workflows.actions.approveVersion(version.id, 'ok');
  await workflows.actions.activateVersion(version.id);
  return version.id;
}

test('the release replaces the active version', async () => {
  const version_id = await release();
  const { data } = await workflows.showAopWorkflow({ workflow_id });
  expect(data).toMatchObject({ version_id, enabled: true });
});

test('the release goes on when the gateway was away for a moment', async () => {
  sandbox.control.addFault({ kind: 'status', status: 502, operation: 'showAopWorkflow', times: 1 });
  await release();
  const asked = sandbox.control.journal({ operation: 'showAopWorkflow' });
  expect(asked.map(({ status }) => status)).toEqual([502, 200]);
});

test('a run of the new version ends by the clock of the test', async () => {
  await release();
  const id = await workflows.actions.runWorkflow(workflow_id);
  sandbox.control.clock.advance(60_000);
  expect(await workflows.showAopWorkflowInstance({ instance_id: id })).toMatchObject({
    status: 'FINISHED',
    workflow: { version: 'V2' },
  });
});
