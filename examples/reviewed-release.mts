// Goes through a release with a rejection, on a sandbox in this process: no account, no port.
//   npx tsx reviewed-release.mts
import { createSecMasterClient, isPermissionError } from 'secmaster-openapi';
import { createSandbox } from 'secmaster-openapi/sandbox';
import { encodeTaskflow } from 'secmaster-openapi/workflows';

const sandbox = createSandbox({ seed: 'empty', auth: 'strict' });
const author = createSecMasterClient(sandbox.clientOptions('author')).workflows;
const reviewer = createSecMasterClient(sandbox.clientOptions('reviewer')).workflows;

const { data: workflow } = await author.createAopWorkflow({
  body: {
    name: 'Isolate_host',
    engine_type: 'public_engine',
    aop_type: 'HEMOSTASIS',
    dataclass_id: 'e410ae50-43fa-343e-807a-a2a9edb8018e',
  },
});
const { data: version } = await author.createAopWorkflowVersion({
  workflow_id: workflow.id,
  body: {
    name: workflow.name,
    description: 'First version',
    taskconfig: '{"node_info":{},"usertask_info":{}}',
    taskflow: encodeTaskflow({ elementType: '{}', workflow: { elements: [] } }),
    taskflow_type: 'JSON',
    aop_type: 'HEMOSTASIS',
  },
});
const version_id = version.id;
const report = async () =>
  console.log((await author.showAopWorkflowVersion({ version_id })).data.status);

await author.actions.submitVersion(version_id);
await author.actions.approveVersion(version_id, 'My own work').catch((error: unknown) => {
  if (!isPermissionError(error)) throw error;
  console.log('the author may not review');
});
await reviewer.actions.rejectVersion(version_id, 'Which hosts does it isolate?');
await report();
await author.updateAopWorkflowVersion({ version_id, body: { description: 'Hosts with alerts' } });
await author.actions.submitVersion(version_id);
await reviewer.actions.approveVersion(version_id, 'ok');
await report();
await author.actions.enableWorkflow(workflow.id);
