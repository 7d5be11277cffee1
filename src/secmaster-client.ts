import type { ApiPromise, Methods } from '../generated/methods.js';
import { operations } from '../generated/operations.js';
import { buildClient } from './client.js';
import { keepContext } from './context.js';
import { findProjectId } from './credentials/project-id.js';
import type { CallOptions, SecMasterClientOptions } from './options.js';
import { makePaginate, type Paginate } from './paginate.js';
import { sendRequest, type RequestInput } from './request.js';
import { makeWorkflowActions, type WorkflowActions } from './workflow-actions.js';

/** One method per operation, and what stands on them. */
export interface SecMasterClient extends Methods<CallOptions> {
  /** Lists as async iterables over all their pages. */
  readonly paginate: Paginate;
  /** The steps of a workflow's life, by their names. */
  readonly actions: WorkflowActions;
  /**
   * Sends a request that the description does not know, signed in and retried as all others.
   *
   * @returns JSON as data, text as text, nothing as undefined, all else as a `Blob`
   * @throws TypeError if the input is wrong
   */
  request<Data = unknown>(input: RequestInput, options?: CallOptions): ApiPromise<Data>;
}

/**
 * Makes a client for the workflows of one workspace.
 *
 * @throws TypeError if an option is missing, wrong or unknown; its message never holds credentials
 */
export function createSecMasterClient(options: SecMasterClientOptions): SecMasterClient {
  const { methods, context, start } = buildClient(options, operations, findProjectId);
  // The interface is generated from the same description as the table.
  const plain = methods as unknown as Methods<CallOptions>;
  const client: SecMasterClient = Object.freeze({
    ...plain,
    paginate: makePaginate(plain),
    actions: makeWorkflowActions(plain),
    request: <Data>(input: RequestInput, callOptions?: CallOptions) =>
      start(`${input?.method ?? 'GET'} ${input?.path}`, (callId) =>
        sendRequest(context, callId, input, callOptions),
      ) as ApiPromise<Data>,
  });
  keepContext(client, context);
  return client;
}
