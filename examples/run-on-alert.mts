// Runs a workflow on an alert and waits for the end of the run.
//   npx tsx run-on-alert.mts WORKFLOW_ID ALERT.json
import { readFile } from 'node:fs/promises';
import { createSecMasterClient, isSecMasterError } from 'secmaster-openapi';
import { WorkflowRunError } from 'secmaster-openapi/workflows';

const [workflowId, file] = process.argv.slice(2);
const { SECMASTER_ENDPOINT, SECMASTER_PROJECT, SECMASTER_WORKSPACE, SECMASTER_TOKEN } = process.env;
if (!workflowId || !file || !SECMASTER_WORKSPACE || !SECMASTER_PROJECT || !SECMASTER_TOKEN) {
  console.error('Give the id of a workflow and a file of JSON, and set the SECMASTER_ variables.');
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
  const content = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const run = await workflows.actions.runWorkflowAndWait(
    workflowId,
    { data_object: { content } },
    {
      timeoutMs: 5 * 60_000,
      // With the id, a run can be followed later, even if the waiting fails.
      onStart: (id) => console.log(`started ${id}`),
      onStatus: (status) => console.log(status),
    },
  );
  console.log(`ended ${run.id}`);
} catch (error) {
  if (!isSecMasterError(error)) throw error;
  const what = error instanceof WorkflowRunError ? 'The run failed' : error.operationId;
  console.error(`${what}: ${error.message} (${error.outcome}, ${error.requestId})`);
  process.exitCode = 1;
}
