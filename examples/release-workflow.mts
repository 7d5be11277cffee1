// Brings a saved version of a workflow into service: submit, review, activate, enable.
//   npx tsx release-workflow.mts WORKFLOW_ID VERSION_ID
import { createSecMasterClient, isSecMasterError } from 'secmaster-openapi';

const [workflowId, versionId] = process.argv.slice(2);
const { SECMASTER_ENDPOINT, SECMASTER_PROJECT, SECMASTER_WORKSPACE, SECMASTER_TOKEN } = process.env;
if (!workflowId || !versionId || !SECMASTER_WORKSPACE || !SECMASTER_PROJECT || !SECMASTER_TOKEN) {
  console.error('Give the ids of a workflow and of its version, and set the SECMASTER_ variables.');
  process.exit(2);
}

const { workflows } = createSecMasterClient({
  // In place of an endpoint, `region: 'eu-west-101'` is the service itself.
  endpoint: SECMASTER_ENDPOINT ?? 'http://127.0.0.1:4010',
  projectId: SECMASTER_PROJECT,
  workspaceId: SECMASTER_WORKSPACE,
  token: SECMASTER_TOKEN,
});

try {
  await workflows.actions.submitVersion(versionId);
  // Where the four-eyes principle counts, somebody else approves the version.
  await workflows.actions.approveVersion(versionId, 'Reviewed in the pull request.');
  // The review has activated it already if the workflow has no other version.
  const { data } = await workflows.showAopWorkflowVersion({ version_id: versionId });
  if (data.status !== 'activated') await workflows.actions.activateVersion(versionId);
  await workflows.actions.enableWorkflow(workflowId, versionId);
  console.log(`Workflow ${workflowId} runs version ${versionId}.`);
} catch (error) {
  if (!isSecMasterError(error)) throw error;
  // `unknown` means that the step may have been taken: look before you repeat it.
  console.error(`${error.operationId}: ${error.message} (${error.outcome}, ${error.requestId})`);
  process.exitCode = 1;
}
