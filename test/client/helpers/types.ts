/**
 * Compiled, never run: what the types of the functions on top of the methods must accept and refuse.
 * A line below `@ts-expect-error` that compiles is an error of the type check.
 */
import type {
  AopWorkflowInfo,
  AopworkflowInstanceDetail,
} from '../../../generated/workflows/types.js';
import type { ClientOf, paginate, SecMasterClient } from '../../../src/index.js';
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
