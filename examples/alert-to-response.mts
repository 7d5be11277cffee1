// Follows a new alert to its end: the playbook that it starts, an incident, and both closed.
//   npx tsx alert-to-response.mts TITLE
import { createSecMasterClient, isSecMasterError } from 'secmaster-openapi';

const [title] = process.argv.slice(2);
const { SECMASTER_ENDPOINT, SECMASTER_PROJECT, SECMASTER_WORKSPACE, SECMASTER_TOKEN } = process.env;
if (!title || !SECMASTER_WORKSPACE || !SECMASTER_PROJECT || !SECMASTER_TOKEN) {
  console.error('Give the title of the alert, and set the SECMASTER_ variables.');
  process.exit(2);
}

const { alerts, dataobjects, incidents, playbooks } = createSecMasterClient({
  // In place of an endpoint, `region: 'eu-west-101'` is the service itself.
  endpoint: SECMASTER_ENDPOINT ?? 'http://127.0.0.1:4010',
  projectId: SECMASTER_PROJECT,
  workspaceId: SECMASTER_WORKSPACE,
  token: SECMASTER_TOKEN,
});

try {
  const { data: alert } = await alerts.createAlert({
    body: { data_object: { title, severity: 'Medium', handle_status: 'Open' } },
  });
  const { id: alert_id = '' } = alert;

  const query = { dataobject_name: title, offset: 0, limit: 10 };
  const { instances } = await playbooks.listPlaybookInstances(query);
  const run = instances.find(({ dataobject }) => dataobject?.id === alert_id);
  console.log(run ? `started ${run.playbook?.name}` : 'no playbook runs on it');

  const ids = [alert_id];
  await alerts.createBatchOrderAlerts({ body: { ids, incident_content: { title } } });
  const related = await dataobjects.listDataobjectRelations({
    ...{ dataclass_type: 'alerts', data_object_id: alert_id, related_dataclass_type: 'incidents' },
    body: { limit: 10, offset: 0 },
  });

  const data_object = { handle_status: 'Closed', close_reason: 'Resolved' } as const;
  for (const { id: incident_id = '' } of related.data ?? []) {
    const { data } = await incidents.changeIncident({ incident_id, body: { data_object } });
    console.log(`incident ${data.data_object?.handle_status}`);
  }
  const { data } = await alerts.changeAlert({ alert_id, body: { data_object } });
  console.log(`alert ${data.data_object?.handle_status}`);
} catch (error) {
  if (!isSecMasterError(error)) throw error;
  console.error(`${error.operationId}: ${error.message} (${error.outcome}, ${error.requestId})`);
  process.exitCode = 1;
}
