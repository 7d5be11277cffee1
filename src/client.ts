import { makeTransport, userAgent, withLog } from '#platform';
import type { ApiPromise, ApiResponse, Methods } from '../generated/methods.js';
import type { Operation } from '../generated/operations.js';
import { Answered } from './api-promise.js';
import { callOperation, defined, type CallContext, type Input } from './call.js';
import { keepContext } from './context.js';
import type { Credentials, Secret, SignInContext } from './credentials/credentials.js';
import { cacheSecrets } from './credentials/secret-cache.js';
import { singleFlight } from './credentials/single-flight.js';
import { fixedToken } from './credentials/token-secret.js';
import { defaultTimeouts } from './deadline.js';
import { resolveEndpoint } from './endpoint.js';
import { isSecMasterError } from './errors.js';
import { beforeSending, Exchange, type ExchangeOptions } from './exchange.js';
import { nextCallId, tell } from './hooks.js';
import { defaultConnections, type Fetch } from './http.js';
import { checkOptions, type CallOptions, type SecMasterClientOptions } from './options.js';
import { defaultRetry } from './retry.js';
import { ServerClock } from './server-clock.js';

/**
 * Makes a client with a method for each of the given operations and nothing else, for programs that
 * have to be small: `createClient(options, { listWorkflows })`.
 *
 * @param operations - from `secmaster-openapi/operations`, by their ids
 * @throws TypeError if an option is missing, wrong or unknown; its message never holds credentials
 */
export function createClient<Ids extends keyof Methods<CallOptions>>(
  options: SecMasterClientOptions & { readonly projectId: string },
  operations: { readonly [Id in Ids]: Operation & { readonly id: Id } },
): Pick<Methods<CallOptions>, Ids> {
  const { methods } = buildClient(options, operations, async () => {
    throw new TypeError('"projectId" is missing: only createSecMasterClient looks it up.');
  });
  return Object.freeze(methods) as Pick<Methods<CallOptions>, Ids>;
}

/** What a client is built from. */
export interface BuiltClient {
  readonly methods: Record<string, (input?: Input, options?: CallOptions) => ApiPromise<unknown>>;
  readonly context: CallContext;
  /** Starts a call, and tells of its failure. */
  start<Data>(
    operationId: string,
    send: (callId: string) => Promise<ApiResponse<Data>>,
  ): ApiPromise<Data>;
}

/**
 * Builds the methods of a client.
 *
 * @param findProject - finds the project, if neither the options nor the secret name it
 */
export function buildClient(
  options: SecMasterClientOptions,
  operations: Readonly<Record<string, Operation>>,
  findProject: (secret: Secret, context: SignInContext) => Promise<string>,
): BuiltClient {
  checkOptions(options);
  const { connections = defaultConnections, workspaceId } = options;
  const hooks = withLog(options.hooks ?? {});
  const timeouts = { ...defaultTimeouts, ...defined(options.timeouts) };
  const retry = { ...defaultRetry, ...defined(options.retry) };
  const common: ExchangeOptions = {
    fetch: makeTransport(options),
    hooks,
    middleware: [],
    clock: new ServerClock(),
    connections,
  };
  const local = (): Fetch => makeTransport({ fetch: options.fetch, proxy: false });
  const signIn = makeSignIn(common, local, { timeouts, retry, place: options });
  const secrets = cacheSecrets(credentialsOf(options), signIn);
  let projectId = options.projectId;
  const lookUp = singleFlight<string>();
  const lookUpProject = async (signal: AbortSignal): Promise<string> =>
    (projectId ??= await lookUp.join(signal, async (shared) => {
      const secret = secrets.fresh() ?? (await secrets.get(shared));
      return secret.projectId ?? findProject(secret, signIn(shared));
    }));
  const ownAgent = userAgent(options.userAgent);
  const context: CallContext = {
    exchange: new Exchange({ ...common, middleware: [options.middleware ?? []].flat() }),
    secrets,
    baseUrl: resolveEndpoint(options),
    timeouts,
    retry,
    headers: ownAgent === undefined ? {} : { 'user-agent': ownAgent },
    bound: (name, bounds) =>
      name === 'workspace_id' ? workspaceId : (projectId ?? beforeSending(bounds, lookUpProject)),
  };

  const start: BuiltClient['start'] = (operationId, send) => {
    const callId = nextCallId();
    const told = async (): ReturnType<typeof send> => {
      try {
        return await send(callId);
      } catch (error) {
        if (isSecMasterError(error)) {
          tell(hooks.onError, () => ({
            callId,
            operationId,
            error,
            attributes: {
              'secmaster.operation': operationId,
              'error.type': error.name,
            },
          }));
        }
        throw error;
      }
    };
    return new Answered(hooks.onError === undefined ? send(callId) : told());
  };

  const methods: BuiltClient['methods'] = {};
  for (const operation of Object.values(operations)) {
    methods[operation.id] = (input, callOptions) =>
      start(operation.id, (callId) =>
        callOperation(context, operation, callId, input, callOptions),
      );
  }
  keepContext(methods, context);
  return { methods, context, start };
}

/**
 * How sources get to IAM and the metadata service: each with the signal that ends its request.
 *
 * @param local - makes the transport to the metadata service, which is seldom needed
 */
export function makeSignIn(
  common: ExchangeOptions,
  local: () => Fetch,
  {
    timeouts,
    retry,
    place: { region, projectId, iamEndpoint },
  }: Pick<CallContext, 'timeouts' | 'retry'> & {
    readonly place: Pick<SignInContext, 'region' | 'projectId' | 'iamEndpoint'>;
  },
): (signal: AbortSignal | undefined) => SignInContext {
  // Their servers fail and throttle each on its own.
  const iam = new Exchange(common);
  let metadata: Exchange | undefined;
  return (signal) => ({
    region,
    projectId,
    iamEndpoint,
    signal,
    async send({ name, purpose, request, secret, secrets, isLocal, safeToRepeat, ...own }) {
      // The metadata service is next door: no proxy may see what it says.
      if (isLocal) metadata ??= new Exchange({ ...common, fetch: local() });
      const { answer, attempts } = await (isLocal ? (metadata as Exchange) : iam).send({
        callId: nextCallId(),
        operationId: name,
        purpose,
        request,
        // If it is refused, there is no other.
        source: secret && { fresh: () => secret, get: async () => secret, refuse: () => {} },
        ...(secrets !== undefined && { secrets }),
        safeToRepeat: safeToRepeat ?? true,
        reads: 'text',
        timeouts: own.timeouts ?? timeouts,
        retry,
        signal,
      });
      const { status, headers, text, redact } = answer;
      return { status, headers, text, attempts, redact };
    },
  });
}

function credentialsOf({ token, credentials }: SecMasterClientOptions): Credentials {
  if ((token === undefined) === (credentials === undefined)) {
    throw new TypeError(
      'Give either "token", an IAM token, or "credentials", a source such as accessKey({ ak, sk }) or defaultCredentials().',
    );
  }
  return credentials ?? fixedToken(token);
}
