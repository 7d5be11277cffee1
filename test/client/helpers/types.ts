/**
 * Compiled, never run: what the types of the functions on top of the methods must accept and refuse.
 * A line below `@ts-expect-error` that compiles is an error of the type check.
 */
import type {
  AopWorkflowInfo,
  AopworkflowInstanceDetail,
} from '../../../generated/workflows/types.js';
import type { Alert } from '../../../generated/alerts/types.js';
import { allOf, where, whereField, type AlertActions } from '../../../src/alerts/index.js';
import type { ClientOf, paginate, SecMasterClient } from '../../../src/index.js';
import { where as whereIncident } from '../../../src/incidents/index.js';
import { where as whereIndicator } from '../../../src/indicators/index.js';
import { ruleOf, whenField, type When } from '../../../src/playbooks/index.js';
import { where as whereVulnerability } from '../../../src/vulnerabilities/index.js';
import type { workflows } from '../../../src/workflows/index.js';
import {
  decodeTaskflow,
  isTaskflowDiagram,
  type TaskflowDiagram,
} from '../../../src/workflows/taskflow.js';
import { formatTime, parseTime } from '../../../src/time.js';
import type { WorkflowActions } from '../../../src/workflows/actions.js';
import type { WorkflowRunError, WorkflowRuns } from '../../../src/workflows/runs.js';

type Paginate = SecMasterClient['workflows']['paginate'];
type Workflows = typeof workflows;

export async function accepted(
  paginate: Paginate,
  actions: WorkflowActions,
  runs: WorkflowRuns,
  error: WorkflowRunError,
): Promise<void> {
  for await (const workflow of paginate.listWorkflows({ enabled: true, limit: 50 })) {
    workflow satisfies AopWorkflowInfo;
    workflow.version_id satisfies string;
  }
  const { signal } = new AbortController();
  for await (const run of paginate.listAopWorkflowInstance({ status: 'FAILED' }, { signal })) {
    run satisfies AopworkflowInstanceDetail;
  }
  (await actions.enableWorkflow('w')).enabled satisfies boolean;
  (await actions.rejectVersion('v', 'no')).result satisfies 'PASS' | 'UN_PASS';
  (await runs.runWorkflow('w', { data_object: { dataclass: { name: 'Alert' } } })) satisfies string;
  const run = await runs.runWorkflowAndWait('w', {}, { signal, onStart: (id: string) => void id });
  run satisfies AopworkflowInstanceDetail;
  error.instance satisfies AopworkflowInstanceDetail;
  const diagram = decodeTaskflow('e30=');
  if (isTaskflowDiagram(diagram)) diagram satisfies TaskflowDiagram;
  formatTime(parseTime('2025-07-18T14:44:46.735Z+0800'), '+0000') satisfies string;
}

type Some = Record<'some', { [Name in 'listWorkflows' | 'showAopWorkflow']: Workflows[Name] }>;
type SomeWithLists = ClientOf<Some, { paginate: typeof paginate }>['some'];

export async function pagedLists(
  { paginate }: SomeWithLists,
  without: ClientOf<Some>['some'],
): Promise<void> {
  for await (const workflow of paginate.listWorkflows({ enabled: true }, { maxRecords: 5 })) {
    workflow satisfies AopWorkflowInfo;
  }
  // @ts-expect-error an operation that is no list
  void paginate.showAopWorkflow;
  // @ts-expect-error a list that the client was not given
  void paginate.listAopWorkflowInstance;
  // @ts-expect-error a client that was not given "paginate"
  void without.paginate;
}

/** A list chooses its pages, even where the operation demands one. */
export function wholeLists({ indicators, playbooks, workspaces }: SecMasterClient): void {
  workspaces.paginate.listWorkspaces();
  playbooks.paginate.listPlaybookInstances({ playbook_name: 'p' });
  indicators.paginate.listIndicators({ body: { condition: {} } });
  indicators.paginate.listIndicators({ body: { condition: {}, limit: 10 } });
  // @ts-expect-error the search for indicators has a condition
  indicators.paginate.listIndicators({ body: {} });
  // @ts-expect-error a playbook whose versions are listed
  playbooks.paginate.listPlaybookVersions();
  // @ts-expect-error a page that is given is a number
  playbooks.paginate.listPlaybooks({ limit: '10' });
  // @ts-expect-error the operation itself demands a page
  void playbooks.listPlaybooks({ name: 'p' });
}

export async function refused(
  paginate: Paginate,
  actions: WorkflowActions,
  runs: WorkflowRuns,
): Promise<void> {
  // @ts-expect-error an enum value that is not listed
  paginate.listWorkflows({ aop_type: 'OTHER' });
  // @ts-expect-error a filter of the other list
  paginate.listWorkflows({ status: 'FAILED' });
  // @ts-expect-error a list to loop over, not a promise to wait for
  void paginate.listWorkflows().then;
  // @ts-expect-error only lists have pages
  void paginate.showAopWorkflow;
  // @ts-expect-error a review has a comment
  await actions.approveVersion('v');
  // @ts-expect-error a review has a comment
  await actions.rejectVersion('v');
  // @ts-expect-error a data class has a name
  await runs.runWorkflow('w', { data_object: { dataclass: { id: 'd' } } });
  // @ts-expect-error members have the names of the wire
  await runs.runWorkflow('w', { dataObject: {} });
  // @ts-expect-error an unknown option
  await runs.waitForInstance('i', { timeout: 5 });
  // @ts-expect-error what came from the server is not known to be a diagram
  decodeTaskflow('e30=') satisfies TaskflowDiagram;
  // @ts-expect-error a time of the API is a text
  parseTime(new Date());
}

export async function conditions(client: SecMasterClient): Promise<void> {
  const condition = allOf(
    where('severity').isOneOf('High', 'Fatal'),
    where('alert_type.category').contains('Mal'),
    where('count').isAtLeast(3),
    whereField('risk_score').isAtMost(1),
  );
  await client.alerts.listAlerts({ body: { condition } });
  await client.incidents.listIncidents({
    body: { condition: allOf(whereIncident('incident_type.category').is('Malware')) },
  });
  await client.indicators.listIndicators({
    body: {
      condition: allOf(whereIndicator('granular_marking').isOneOf(1, '2')),
      limit: 10,
      offset: 0,
    },
  });
  await client.vulnerabilities.listVulnerabilities({
    body: { condition: allOf(whereVulnerability('vulnerability.level').is('High')) },
  });
  await client.dataobjects.listDataobjects({ dataclass_name: 'departments', body: { condition } });
  const when: When<Alert> = whenField;
  const rule = { rule: ruleOf(when('handle_status').is('Open'), whenField('risk').isAbove(3)) };
  await client.playbooks.updatePlaybookVersion({ version_id: 'v', body: { rule } });
}

export function wrongConditions(): void {
  // @ts-expect-error a member with a typing mistake
  where('severty');
  // @ts-expect-error an object, which has members of its own
  where('alert_type');
  // @ts-expect-error a list: no source says how its items are compared
  where('network_list');
  // @ts-expect-error a member of incidents
  where('incident_type.category');
  // @ts-expect-error a value that the enum does not list
  where('severity').is('HIGH');
  // @ts-expect-error a value that the enum does not list, among others
  where('severity').isOneOf('High', 'Grave');
  // @ts-expect-error a number for a text
  where('title').contains(5);
  // @ts-expect-error a text for a number
  where('count').isAtLeast('3');
  // @ts-expect-error a text for a boolean
  whereIndicator('revoked').is('false');
  // @ts-expect-error an enum has no order
  where('severity').isAtLeast('High');
  // @ts-expect-error an enum has no part
  where('severity').contains('Hi');
  // @ts-expect-error a number has no part
  where('count').contains('3');
  // @ts-expect-error an operator that no source prints
  where('count').isAbove(3);
  // @ts-expect-error conditions do not nest
  allOf(allOf(where('severity').is('High')));
  // @ts-expect-error a member that is compared with nothing
  allOf(where('severity'));
  // @ts-expect-error an operator that there is not
  allOf({ data: ['severity', 'like', 'H%'] });
  // @ts-expect-error a condition of a rule has operators of its own
  allOf(whenField('severity').is('High'));
  // @ts-expect-error an expression of a search has operators of its own
  ruleOf(where('severity').is('High'));
  const when: When<Alert> = whenField;
  // @ts-expect-error a text is not above another
  when('title').isAbove(3);
  // @ts-expect-error a field that alerts do not have
  when('verdict');
}

export async function alertSteps(actions: AlertActions): Promise<void> {
  (await actions.closeAlert('a', 'Resolved')).data_object.close_comment satisfies
    | string
    | undefined;
  const { success_ids, error_ids } = await actions.convertToIncident(['a'], { title: 't' });
  [...success_ids, ...error_ids] satisfies string[];
  // @ts-expect-error a reason that the enum does not list
  await actions.closeAlert('a', 'Duplicate');
  // @ts-expect-error an alert is closed with a reason
  await actions.closeAlert('a');
  // @ts-expect-error an incident has no severity of its own here
  await actions.convertToIncident(['a'], { severity: 'High' });
}

export async function playbookSteps({ actions }: SecMasterClient['playbooks']): Promise<void> {
  (await actions.approveVersion('v')).result satisfies 'PASS' | 'UN_PASS' | undefined;
  (await actions.waitForRun({ playbook_name: 'p' }, { pollMs: 10 })).id satisfies string;
  // @ts-expect-error a rejection says why
  await actions.rejectVersion('v');
  // @ts-expect-error a filter that the list of runs does not have
  await actions.waitForRun({ playbook: 'p' });
  // @ts-expect-error the status is what is waited for
  await actions.waitForRun({ status: 'FAILED' });
}
