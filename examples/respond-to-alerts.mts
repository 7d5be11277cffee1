// From an alert to a closed incident, on a sandbox in this process: no account, no port.
//   npx tsx respond-to-alerts.mts
import { createSecMasterClient } from 'secmaster-openapi';
import { allOf, where } from 'secmaster-openapi/alerts';
import { where as whereIncident } from 'secmaster-openapi/incidents';
import { ruleOf, whenField } from 'secmaster-openapi/playbooks';
import { createSandbox } from 'secmaster-openapi/sandbox';

const sandbox = createSandbox({ nodeTime: 0 });
const { alerts, dataclasses, incidents, playbooks } = createSecMasterClient(
  sandbox.clientOptions(),
);

// A playbook that runs a workflow on each new alert that is grave.
const { dataclass_details } = await dataclasses.listDataclass({ business_code: 'Alert' });
const { workspaceId } = sandbox.clientOptions();
const { data: playbook } = await playbooks.createPlaybook({
  body: { name: 'Isolate_host', workspace_id: workspaceId },
});
const { data: version } = await playbooks.createPlaybookVersion({
  playbook_id: playbook.id,
  body: {
    dataclass_id: dataclass_details[0]?.id ?? '',
    dataobject_create: true,
    rule_enable: true,
    rule: { rule: ruleOf(whenField('severity').is('Fatal')) },
    actions: [{ action_type: 'AOP_WORKFLOW', action_id: 'c19470f3-5eaf-4572-82e8-2ff094495919' }],
  },
});
await playbooks.actions.submitVersion(version.id);
await playbooks.actions.approveVersion(version.id, 'ok');
await playbooks.actions.enablePlaybook(playbook.id, version.id);

for (const title of ['Worm on web-01', 'Worm on web-02']) {
  await alerts.createAlert({ body: { data_object: { title, severity: 'Fatal' } } });
}
const run = await playbooks.actions.waitForRun({ playbook_name: playbook.name }, { pollMs: 10 });
console.log(run.status);

const condition = allOf(where('title').contains('Worm'), where('handle_status').is('Open'));
const ids: string[] = [];
for await (const { id } of alerts.paginate.listAlerts({ body: { condition } })) ids.push(id);
const { success_ids } = await alerts.actions.convertToIncident(ids, { title: 'Worms' });
const found = allOf(whereIncident('title').is('Worms'));
const { data } = await incidents.listIncidents({ body: { condition: found } });
for (const id of success_ids) await alerts.actions.closeAlert(id, 'Resolved', data[0]?.id);
console.log(`${success_ids.length} alerts closed in ${data.length} incident`);
