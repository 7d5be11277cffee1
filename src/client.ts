import { makeTransport, userAgent, withLog } from '#platform';
import type { ApiPromise, ApiResponse, FamilyTypes, Operation } from '../generated/shared.js';
import { callOperation, defined, keepContext, type CallContext } from './call.js';
import type { Credentials, Secret, SignInContext } from './credentials/credentials.js';
import { cacheSecrets } from './credentials/secret-cache.js';
import { SharedWork } from './credentials/shared-work.js';
import { fixedToken } from './credentials/token.js';
import { defaultTimeouts } from './deadline.js';
import { resolveEndpoint } from './endpoint.js';
import { beforeSending, Exchange, type ExchangeOptions } from './exchange.js';
import { nextCallId } from './hooks.js';
import { defaultConnections, type Fetch } from './http.js';
import {
  checkOptions,
  type CallOptions,
  type ListOptions,
  type SecMasterClientOptions,
} from './options.js';
import type { Namespace, paginate } from './paginate.js';
import { defaultRetry } from './retry.js';
import { ServerClock } from './server-clock.js';

/** Tables of operations by the namespace that their methods get. */
export type Tables = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** The family that a table is of. */
type FamilyOf<Table> = Table[keyof Table] extends {
  readonly family?: infer Family extends FamilyTypes;
}
  ? Family
  : never;

/** What a client makes of a table's family. */
type MadeOf<Table> = FamilyOf<Table> & {
  readonly callOptions: CallOptions;
  readonly listOptions: ListOptions;
};

/** Those of some methods or lists whose operations a table has. */
type Known<Made, Table> = Pick<Made, keyof Table & keyof Made>;

/** Parts that a client has if they are given, so that no other program carries their code. */
export interface ClientParts {
  /** The paged lists of each family, as its member `paginate`. */
  readonly paginate?: typeof paginate;
}

/** A client with a method for each operation of some tables, and with the parts that it was given. */
export type ClientOf<Given extends Tables, Parts extends ClientParts = object> = {
  readonly [Name in keyof Given]: Known<MadeOf<Given[Name]>['methods'], Given[Name]> &
    (Parts extends Required<ClientParts>
      ? { readonly paginate: Known<MadeOf<Given[Name]>['lists'], Given[Name]> }
      : unknown);
};

/**
 * Makes a client of some families, or of some of their operations, and nothing else, for programs that
 * have to be small: `createClient(options, { workflows })` or
 * `createClient(options, { workflows: { listWorkflows } })`, both from `secmaster-openapi/workflows`.
 * With `createClient(options, { workflows }, { paginate })` it has the paged lists too.
 *
 * @throws TypeError if an option is missing, wrong or unknown; its message never holds credentials
 */
export function createClient<Given extends Tables, Parts extends ClientParts = object>(
  options: SecMasterClientOptions & { readonly projectId: string },
  tables: Given,
  parts?: Parts,
): ClientOf<Given, Parts> {
  const noProject = async (): Promise<never> => {
    throw new TypeError('"projectId" is missing: createSecMasterClient looks it up.');
  };
  const { namespaces, context } = buildClient(options, tables, noProject, parts);
  keepContext(namespaces, context);
  // The interfaces are generated from the same description as the tables.
  return Object.freeze(namespaces) as unknown as ClientOf<Given, Parts>;
}

/** What a client is built from. */
export interface BuiltClient {
  /** The methods by namespace. */
  readonly namespaces: Readonly<Record<string, object>>;
  readonly context: CallContext;
  /** Starts a call, and reports its failure to the hook. */
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
  tables: Tables,
  findProject: (secret: Secret, context: SignInContext) => Promise<string>,
  { paginate }: ClientParts = {},
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
  const projectLookup = new SharedWork(async (signal) => {
    const secret = secrets.fresh() ?? (await secrets.get(signal));
    return secret.projectId ?? findProject(secret, signIn(signal));
  });
  const lookUpProject = async (signal: AbortSignal): Promise<string> =>
    (projectId ??= await projectLookup.join(signal));
  const ownAgent = userAgent(options.userAgent);
  const context: CallContext = {
    exchange: new Exchange({ ...common, middleware: [options.middleware ?? []].flat() }),
    secrets,
    baseUrl: resolveEndpoint(options),
    timeouts,
    retry,
    tables,
    headers: ownAgent === undefined ? {} : { 'user-agent': ownAgent },
    bound(name, bounds) {
      if (name !== 'workspace_id') return projectId ?? beforeSending(bounds, lookUpProject);
      if (workspaceId !== undefined) return workspaceId;
      throw new TypeError(`${bounds.operationId} needs "workspaceId" of the client.`);
    },
  };

  const start: BuiltClient['start'] = (operationId, send) => {
    const callId = nextCallId();
    return new Answered(context.exchange.reporting({ callId, operationId }, send(callId)));
  };

  const methodOf =
    (operation: Operation): Namespace[string] =>
    (input, callOptions) =>
      start(operation.id, (callId) =>
        callOperation(context, operation, callId, input, callOptions),
      );
  const namespaces = mapValues(tables, (table) => {
    const methods = mapValues(table, methodOf);
    return Object.freeze({ ...methods, ...(paginate && { paginate: paginate(methods, table) }) });
  });
  return { namespaces, context, start };
}

function mapValues<Value, Result>(
  object: Readonly<Record<string, Value>>,
  map: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
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
      const exchange = isLocal ? (metadata ??= new Exchange({ ...common, fetch: local() })) : iam;
      const call = { callId: nextCallId(), operationId: name };
      const sent = exchange.send({
        ...call,
        purpose,
        request,
        // If it is refused, there is no other.
        source: secret && { fresh: () => secret, get: async () => secret, refuse: () => {} },
        secrets,
        safeToRepeat: safeToRepeat ?? true,
        reads: 'text',
        timeouts: own.timeouts ?? timeouts,
        retry,
        signal,
      });
      const { answer, attempts } = await exchange.reporting(call, sent);
      return { ...answer, attempts };
    },
  });
}

function credentialsOf({ token, credentials }: SecMasterClientOptions): Credentials {
  if ((token === undefined) === (credentials === undefined)) {
    throw new TypeError(
      'Give either "token" or "credentials", such as accessKey({ ak, sk }) or defaultCredentials().',
    );
  }
  return credentials ?? fixedToken(token);
}

/**
 * The promise of a call: awaited, it gives the body; `withResponse()` gives what stood around it too.
 * A failure is unhandled only if neither of the two is awaited.
 */
class Answered<Data> extends Promise<Data> implements ApiPromise<Data> {
  readonly #response: Promise<ApiResponse<Data>>;

  constructor(response: Promise<ApiResponse<Data>>) {
    // The promise below is never looked at: `then` goes to the response.
    super(() => {});
    this.#response = response;
  }

  withResponse(): Promise<ApiResponse<Data>> {
    return this.#response;
  }

  override then<Kept = Data, Caught = never>(
    onFulfilled?: ((data: Data) => Kept | PromiseLike<Kept>) | null,
    onRejected?: ((reason: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Kept | Caught> {
    return this.#response.then(
      ({ data }) => (typeof onFulfilled === 'function' ? onFulfilled(data) : (data as never)),
      onRejected,
    );
  }

  /** What is derived from it is a promise like any other. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }
}
