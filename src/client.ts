import { transport } from '#transport';
import type { Methods } from '../generated/methods.js';
import { operations } from '../generated/operations.js';
import { callOperation, type CallContext, type CallOptions, type Input } from './call.js';
import type { Credentials, SignInContext } from './credentials/credentials.js';
import { findProjectId } from './credentials/project-id.js';
import { cacheSecrets } from './credentials/secret-cache.js';
import { singleFlight } from './credentials/single-flight.js';
import { token as tokenCredentials } from './credentials/token.js';
import { defaultTimeouts, type Timeouts } from './deadline.js';
import { resolveEndpoint, type Place } from './endpoint.js';
import { SecMasterError } from './errors.js';
import { Exchange } from './exchange.js';
import { tell, type Hooks } from './hooks.js';
import type { Fetch } from './http.js';
import { keepInternals } from './internals.js';
import { makePaginate, type Paginate } from './paginate.js';
import { requirePathValue } from './path-value.js';
import { defaultRetry, type RetryOptions } from './retry.js';
import { makeWorkflowActions, type WorkflowActions } from './workflow-actions.js';

/** What a client is made from. */
export type SecMasterClientOptions = Place &
  SignIn & {
    /** Project of the workspace; looked up by the region, if it is left out. */
    readonly projectId?: string;
    /** Workspace of the workflows; may be replaced in a call by `workspace_id`. */
    readonly workspaceId: string;
    /** Address of IAM; that of the region, if it is left out. */
    readonly iamEndpoint?: string;
    /** Sends the requests; the fastest of the platform, if it is left out. */
    readonly fetch?: Fetch;
    readonly retry?: Partial<RetryOptions>;
    readonly timeouts?: Partial<Timeouts>;
    readonly hooks?: Hooks;
  };

/** One of two ways to say who calls. */
type SignIn =
  | {
      /** IAM token of the project: the value of `X-Subject-Token`, valid for 24 hours. */
      readonly token: string;
      readonly credentials?: undefined;
    }
  | {
      /** A source of tokens or access keys, such as `accessKey({ ak, sk })` or `defaultCredentials()`. */
      readonly credentials: Credentials;
      readonly token?: undefined;
    };

/** One method per operation, and what stands on them. */
export interface SecMasterClient extends Methods<CallOptions> {
  /** Lists as async iterables over all their pages. */
  readonly paginate: Paginate;
  /** The steps of a workflow's life, by their names. */
  readonly actions: WorkflowActions;
}

/**
 * Makes a client for the workflows of one workspace.
 *
 * @throws TypeError if an option is missing or wrong; its message never holds credentials
 */
export function createSecMasterClient(options: SecMasterClientOptions): SecMasterClient {
  const baseUrl = resolveEndpoint(options);
  const credentials = requireCredentials(options);
  const workspaceId = requirePathValue('workspaceId', options.workspaceId);
  if (options.projectId !== undefined) requirePathValue('projectId', options.projectId);
  const { hooks = {}, fetch = transport } = options;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const secrets = cacheSecrets(credentials);
  const signIn: SignInContext = {
    fetch,
    region: options.region,
    projectId: options.projectId,
    iamEndpoint: options.iamEndpoint,
  };
  const exchange = new Exchange({
    fetch,
    secrets,
    context: signIn,
    retry: { ...defaultRetry, ...options.retry },
    hooks,
  });
  let projectId = options.projectId;
  const lookUp = singleFlight<string>();
  const findProject = async (signal: AbortSignal | undefined): Promise<string> =>
    (projectId ??= await lookUp.join(signal, async (shared) => {
      const inTime = { ...signIn, signal: shared };
      return findProjectId(await secrets.get(inTime), inTime);
    }));
  const context: CallContext = {
    exchange,
    baseUrl,
    timeouts,
    bound: async (name, { signal }) =>
      name === 'workspace_id' ? workspaceId : findProject(signal),
  };

  const methods = Object.values(operations).map((operation) => [
    operation.id,
    async (input?: Input, callOptions?: CallOptions) => {
      try {
        return await callOperation(context, operation, input, callOptions);
      } catch (error) {
        if (error instanceof SecMasterError) {
          tell(hooks.onError, () => ({
            operationId: operation.id,
            error,
            attributes: { 'secmaster.operation': operation.id, 'error.type': error.name },
          }));
        }
        throw error;
      }
    },
  ]);
  // The interface is generated from the same description as the table.
  const plain = Object.fromEntries(methods) as Methods<CallOptions>;
  const client: SecMasterClient = Object.freeze({
    ...plain,
    paginate: makePaginate(plain),
    actions: makeWorkflowActions(plain),
  });
  keepInternals(client, { exchange, baseUrl, timeouts });
  return client;
}

function requireCredentials({ token, credentials }: SignIn): Credentials {
  if (token !== undefined && credentials !== undefined) {
    throw new TypeError('Give either "token" or "credentials", not both.');
  }
  if (credentials !== undefined) return credentials;
  if (token === undefined) {
    throw new TypeError(
      'Neither "token" nor "credentials" is given: expected an IAM token, or a source such as accessKey({ ak, sk }) or defaultCredentials().',
    );
  }
  return tokenCredentials(token);
}
