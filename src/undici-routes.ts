import type { SecureContext } from 'node:tls';
import type { Agent } from 'undici';
import type { Environment } from './credentials/environment.js';
import { defaultConnections, NotSentError, type FetchInit, type HttpResponse } from './http.js';
import { sendBy, type Target } from './undici-request.js';

/** What the connections of one transport have in common. */
interface ConnectionOptions {
  readonly context: SecureContext | undefined;
  /** To one host. */
  readonly connections: number;
}

/** Sends requests to one host. */
type Route = (target: Target, init: FetchInit) => Promise<HttpResponse>;

/** The proxy for a target; undefined if it is reached directly. */
type Proxies = (target: URL) => URL | undefined;

/** Finds the way to each host, and keeps it with its connections. */
export function makeRoutes(
  options: ConnectionOptions,
  proxies: Proxies = () => undefined,
): (origin: string) => Promise<Route> {
  const { context, connections } = options;
  // Clients of the same kind share their connections, so that one that lives for a single call makes
  // none of its own.
  const isUsual = context === undefined && connections === defaultConnections;
  let own: Promise<Agent> | undefined;
  const agent = (): Promise<Agent> =>
    isUsual ? (sharedAgent ??= makeAgent(options)) : (own ??= makeAgent(options));

  async function make(origin: string): Promise<Route> {
    const proxy = proxies(new URL(origin));
    if (proxy !== undefined && origin.startsWith('https:')) return tunnel(proxy, options);
    const dispatcher = await agent();
    return proxy === undefined
      ? (target, init) => sendBy(dispatcher, target, init)
      : forward(dispatcher, proxy);
  }

  const routes = new Map<string, Promise<Route>>();
  return (origin) => {
    const route = routes.get(origin) ?? make(origin);
    routes.set(origin, route);
    return route;
  };
}

let sharedAgent: Promise<Agent> | undefined;

/** Loaded with the first request: it takes longer to load than all the rest. */
async function makeAgent({ context, connections }: ConnectionOptions): Promise<Agent> {
  const { default: Agent } = await import('undici/lib/dispatcher/agent.js');
  return new Agent({
    connections: atMost(connections),
    ...(context !== undefined && { connect: { secureContext: context } }),
  });
}

/** As undici writes it: null is no limit. */
function atMost(connections: number): number | null {
  return connections === Infinity ? null : connections;
}

/** By a connection that the proxy makes to the host and does not look into. */
async function tunnel(proxy: URL, { context, connections }: ConnectionOptions): Promise<Route> {
  const [{ default: ProxyAgent }, { default: Pool }, { default: connect }] = await Promise.all([
    import('undici/lib/dispatcher/proxy-agent.js'),
    import('undici/lib/dispatcher/pool.js'),
    import('undici/lib/api/api-connect.js'),
  ]);
  const trust = context === undefined ? {} : { secureContext: context };
  const authorization = proxyAuthorization(proxy);
  const dispatcher = new ProxyAgent({
    uri: proxy.origin,
    connections: atMost(connections),
    ...(authorization !== undefined && { token: authorization }),
    requestTls: trust,
    proxyTls: trust,
    // The whole of undici adds this method to all dispatchers.
    clientFactory: (url, options) => Object.assign(new Pool(url, options), { connect }),
  });
  return (target, init) => blamingProxy(proxy, init, sendBy(dispatcher, target, init));
}

/** The request itself goes to the proxy, which reads in it where to send it. */
function forward(dispatcher: Agent, proxy: URL): Route {
  const authorization = proxyAuthorization(proxy);
  return ({ origin, path }, init) => {
    const headers = {
      ...init.headers,
      host: new URL(origin).host,
      ...(authorization !== undefined && { 'proxy-authorization': authorization }),
    };
    const whole = { origin: proxy.origin, path: origin + path };
    return blamingProxy(proxy, init, sendBy(dispatcher, whole, { ...init, headers }));
  };
}

/** Says so if it is the proxy that fails. */
async function blamingProxy(
  { origin }: URL,
  { cancellation }: FetchInit,
  response: Promise<HttpResponse>,
): Promise<HttpResponse> {
  let status: string | undefined;
  let failure: NotSentError | undefined;
  try {
    const answer = await response;
    if (answer.status !== 407) return answer;
    status = '407';
  } catch (error) {
    if (!(error instanceof NotSentError) || cancellation.isOver) throw error;
    failure = error;
    // undici says this when a proxy refuses to make a tunnel.
    status = /^Proxy response \((\d+)\)/.exec(reasonOf(error))?.[1];
  }
  if (status === '407') {
    throw new NotSentError(
      `the proxy ${origin} wants a user and a password: give them in its address, http://user:password@host:port`,
    );
  }
  const reason = status === undefined ? reasonOf(failure as Error) : `it answered ${status}`;
  throw new NotSentError(`the proxy ${origin}: ${reason}`, { cause: failure?.cause });
}

function reasonOf(error: Error): string {
  return ((error.cause ?? error) as Error).message;
}

/** A proxy for everything. */
export function oneProxy(address: string): Proxies {
  const proxy = checkProxy('proxy', address);
  return () => proxy;
}

/**
 * The proxies of the environment: `HTTPS_PROXY` for `https`, `HTTP_PROXY` for `http`, none for the
 * hosts of `NO_PROXY`. A name in lower case goes before the one in upper case, and an empty value is
 * none. These are the conventions of curl, but for `HTTP_PROXY` in upper case, which curl ignores.
 *
 * @throws TypeError that names the variable which is no address of a proxy
 */
export function proxiesOfEnvironment(env: Environment): Proxies {
  const read = (name: string) => {
    const variable = env[name] === undefined ? name.toUpperCase() : name;
    return { variable, value: env[variable]?.trim() ?? '' };
  };
  const [http, https] = ['http_proxy', 'https_proxy'].map((name) => {
    const { variable, value } = read(name);
    return value === '' ? undefined : checkProxy(variable, value);
  });
  const exceptions = read('no_proxy')
    .value.split(/[\s,]+/)
    .filter((one) => one !== '');
  return (target) =>
    exceptions.some((exception) => covers(exception, target))
      ? undefined
      : target.protocol === 'https:'
        ? https
        : http;
}

/** Whether an entry of `NO_PROXY` (`host`, `.domain`, `*.domain`, `host:port`, `*`) is for a target. */
function covers(exception: string, { hostname, port, protocol }: URL): boolean {
  if (exception === '*') return true;
  const [, name = exception, onlyPort] = /^(.+?)(?::(\d+))?$/.exec(exception) ?? [];
  const targetPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  if (onlyPort !== undefined && onlyPort !== targetPort) return false;
  const domain = name.toLowerCase().replace(/^\*?\./, '');
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === domain.replace(/^\[|\]$/g, '') || host.endsWith(`.${domain}`);
}

/** Checks the address of a proxy; what it holds is not quoted, since a password may be a part. */
function checkProxy(name: string, address: unknown): URL {
  // The convention allows a mere host with its port.
  const text = String(address).includes('://') ? String(address) : `http://${String(address)}`;
  const url = typeof address === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '') {
    throw new TypeError(
      `"${name}" is no address of a proxy: expected one such as http://proxy.example.com:3128.`,
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError(
      `"${name}" names a proxy of the kind ${url.protocol.slice(0, -1)}: expected an address that begins with http:// or https://.`,
    );
  }
  return url;
}

/** The value of `Proxy-Authorization` (RFC 7617) for a proxy whose address has a user. */
function proxyAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(pair)))}`;
}
