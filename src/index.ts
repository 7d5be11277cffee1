/** A typed client for the API of Huawei Cloud SecMaster, with all families. */
import { families, type Families } from '../generated/families.js';
import type { ApiPromise } from '../generated/shared.js';
import { makeAlertActions, type AlertActions } from './alerts/actions.js';
import { keepContext } from './call.js';
import { buildClient } from './client.js';
import { findProjectId } from './credentials/project-id.js';
import { makeIncidentActions, type IncidentActions } from './incidents/actions.js';
import type { CallOptions, ListOptions, SecMasterClientOptions } from './options.js';
import { paginate } from './paginate.js';
import { makePlaybookActions, type PlaybookActions } from './playbooks/actions.js';
import { sendRequest, type RequestInput } from './request.js';
import { makeWorkflowActions, type WorkflowActions } from './workflows/actions.js';

export * from './core.js';

/**
 * The methods of all families, each family a member: `client.workflows.listWorkflows()`. Its paged
 * lists are in `paginate`, as async iterables.
 */
export interface SecMasterClient extends Families<CallOptions, ListOptions> {
  readonly alerts: Families<CallOptions, ListOptions>['alerts'] & {
    /** The steps of an alert's life, by their names. */
    readonly actions: AlertActions;
  };
  readonly incidents: Families<CallOptions, ListOptions>['incidents'] & {
    /** The steps of an incident's life, by their names. */
    readonly actions: IncidentActions;
  };
  readonly playbooks: Families<CallOptions, ListOptions>['playbooks'] & {
    /** The steps of a playbook's life, by their names. */
    readonly actions: PlaybookActions;
  };
  readonly workflows: Families<CallOptions, ListOptions>['workflows'] & {
    /** The steps of a workflow's life, by their names. */
    readonly actions: WorkflowActions;
  };
  /**
   * Sends a request that the description does not know, signed in and retried as all others.
   *
   * @returns JSON as data, text as text, nothing as undefined, all else as a `Blob`
   * @throws TypeError if the input is wrong
   */
  request<Data = unknown>(input: RequestInput, options?: CallOptions): ApiPromise<Data>;
}

/**
 * Makes a client for one workspace.
 *
 * @throws TypeError if an option is missing, wrong or unknown; its message never holds credentials
 */
export function createSecMasterClient(options: SecMasterClientOptions): SecMasterClient {
  const built = buildClient(options, families, findProjectId, { paginate });
  const { context, start } = built;
  // The interface is generated from the same description as the tables.
  const namespaces = built.namespaces as unknown as Families<CallOptions, ListOptions>;
  const { alerts, incidents, playbooks, workflows } = namespaces;
  const client: SecMasterClient = Object.freeze({
    ...namespaces,
    alerts: Object.freeze({ ...alerts, actions: makeAlertActions(alerts) }),
    incidents: Object.freeze({ ...incidents, actions: makeIncidentActions(incidents) }),
    playbooks: Object.freeze({ ...playbooks, actions: makePlaybookActions(playbooks) }),
    workflows: Object.freeze({ ...workflows, actions: makeWorkflowActions(workflows) }),
    request: <Data>(input: RequestInput, callOptions?: CallOptions) =>
      start(`${input?.method ?? 'GET'} ${input?.path}`, (callId) =>
        sendRequest(context, callId, input, callOptions),
      ) as ApiPromise<Data>,
  });
  keepContext(client, context);
  return client;
}
