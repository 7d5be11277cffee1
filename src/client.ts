import createClient, { type Client } from 'openapi-fetch';
import type { Methods } from '../generated/methods.js';
import { operations } from '../generated/operations.js';
import type { paths } from '../generated/types.js';
import { callOperation, type CallOptions, type Input } from './call.js';
import { resolveEndpoint, type Place } from './endpoint.js';
import { requireToken, sendVendorHeaders } from './headers.js';
import { requirePathValue } from './path-value.js';

export type { CallOptions } from './call.js';

/** What a client is made from. */
export type SecMasterClientOptions = Place & {
  /** Project of the workspace; may be replaced in a call by `project_id`. */
  projectId: string;
  /** Workspace of the workflows; may be replaced in a call by `workspace_id`. */
  workspaceId: string;
  /** IAM token of the project: the value of `X-Subject-Token` of IAM's answer, valid for 24 hours. */
  token: string;
  /** Sends the requests; the global `fetch` if left out. */
  fetch?: (request: Request) => Promise<Response>;
};

/** One method per operation, and the openapi-fetch client that they stand on. */
export interface SecMasterClient extends Methods<CallOptions> {
  /** Calls by path and method, with the same endpoint and token; answers as openapi-fetch does. */
  readonly raw: Client<paths>;
}

/**
 * Makes a client for the workflows of one workspace.
 *
 * @throws TypeError if an option is missing or wrong; its message never holds the token
 */
export function createSecMasterClient(options: SecMasterClientOptions): SecMasterClient {
  const baseUrl = resolveEndpoint(options);
  const bound = {
    project_id: requirePathValue('projectId', options.projectId),
    workspace_id: requirePathValue('workspaceId', options.workspaceId),
  };
  const raw = createClient<paths>({ baseUrl, fetch: options.fetch });
  raw.use(sendVendorHeaders(requireToken(options.token)));

  const methods = Object.values(operations).map((operation) => [
    operation.id,
    (input?: Input, callOptions?: CallOptions) =>
      callOperation(raw, operation, bound, input, callOptions),
  ]);
  // The interface is generated from the same description as the table.
  return Object.freeze({ ...(Object.fromEntries(methods) as Methods<CallOptions>), raw });
}
