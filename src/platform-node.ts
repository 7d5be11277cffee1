import type * as tls from 'node:tls';
import { promisify } from 'node:util';
import type { Agent, Dispatcher } from 'undici';
import {
  defaultConnections,
  NotSentError,
  UndecodableError,
  type Cancellation,
  type Fetch,
  type HttpHeaders,
  type HttpResponse,
  type TransportOptions,
  type UndiciDispatcher,
} from './http.js';
import { refuseUnknownEncodings } from './platform-fetch.js';
import { oneProxy, proxiesOfEnvironment, proxyAuthorization, type Proxies } from './proxy.js';

export { certainlyNeverSent, certificateAdvice, userAgent, withLog } from './platform-fetch.js';

/**
 * The transport of Node.js: connections of undici, which is the client under Node's own fetch,
 * without the streams and copies that fetch puts around them. An answer is given when its body is
 * there, since the client reads every body to its end. It follows no redirects and keeps connections
 * alive.
 *
 * They are connections of its own. The dispatcher that a process has for all is somebody else's:
 * Node's own fetch puts one there that is of another version of undici and takes other handlers
 * (https://github.com/nodejs/undici/issues/3973). That is also why undici is loaded by its parts: the
 * whole puts a dispatcher of its own there.
 *
 * @throws TypeError if an option or a variable of the environment is wrong
 */
export function makeTransport(options: TransportOptions): Fetch {
  const { fetch, dispatcher, proxy, ca, connections = defaultConnections } = options;
  const owner = fetch !== undefined ? 'fetch' : 'dispatcher';
  for (const [name, value] of Object.entries({ dispatcher, proxy: proxy || undefined, ca })) {
    if (value === undefined || name === owner || (fetch ?? dispatcher) === undefined) continue;
    throw new TypeError(`Give either "${owner}" or "${name}": it makes its connections itself.`);
  }
  if (fetch !== undefined) return refuseUnknownEncodings(fetch);
  if (dispatcher !== undefined) {
    if (typeof dispatcher?.dispatch !== 'function') {
      throw new TypeError(
        '"dispatcher" is no dispatcher of undici: expected one such as new ProxyAgent(…).',
      );
    }
    return (url, init) => dispatch(dispatcher, splitUrl(url), init);
  }
  const context = ca === undefined ? undefined : trusting(ca);
  const proxies =
    proxy === undefined
      ? proxiesOfEnvironment(process.env)
      : proxy === false
        ? undefined
        : oneProxy(proxy);
  const routes = new Routes({ context, connections }, proxies);
  return async (url, init) => {
    const target = splitUrl(url);
    const route = routes.known(target.origin) ?? (await routes.find(target.origin));
    return route.proxy === undefined
      ? dispatch(route.dispatcher, target, init)
      : throughProxy(route, target, init);
  };
}

/** What the connections of one transport have in common. */
interface ConnectionOptions {
  readonly context: tls.SecureContext | undefined;
  /** To one host. */
  readonly connections: number;
}

/** The part of an address that connections are made to, and the rest. */
interface Target {
  readonly origin: string;
  readonly path: string;
}

/** How requests get to one host. */
interface Route {
  readonly dispatcher: Dispatcher;
  readonly proxy?: URL;
  /** The request itself goes to the proxy, which reads in it where to send it. */
  readonly forwarded?: boolean;
}

function splitUrl(url: string): Target {
  const pathAt = url.indexOf('/', url.indexOf('//') + 2);
  return pathAt < 0
    ? { origin: url, path: '/' }
    : { origin: url.slice(0, pathAt), path: url.slice(pathAt) };
}

/** Finds and keeps the way to each host. */
class Routes {
  readonly #options: ConnectionOptions;
  readonly #proxies: Proxies | undefined;
  readonly #routes = new Map<string, Route>();
  #direct: Agent | undefined;

  constructor(options: ConnectionOptions, proxies: Proxies | undefined) {
    this.#options = options;
    this.#proxies = proxies;
  }

  known(origin: string): Route | undefined {
    return this.#routes.get(origin);
  }

  async find(origin: string): Promise<Route> {
    const proxy = this.#proxies?.of(new URL(origin));
    const route = await this.#make(origin, proxy);
    // Another request may have found it meanwhile: all go by the same connections.
    const other = this.#routes.get(origin);
    if (other === undefined) this.#routes.set(origin, route);
    return other ?? route;
  }

  async #make(origin: string, proxy: URL | undefined): Promise<Route> {
    if (proxy === undefined) return { dispatcher: await this.#agent() };
    if (origin.startsWith('http:')) {
      return { dispatcher: await this.#agent(), proxy, forwarded: true };
    }
    const [{ default: ProxyAgent }, { default: Pool }, { default: connect }] = await Promise.all([
      import('undici/lib/dispatcher/proxy-agent.js'),
      import('undici/lib/dispatcher/pool.js'),
      import('undici/lib/api/api-connect.js'),
    ]);
    const { context, connections } = this.#options;
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
    return { dispatcher, proxy };
  }

  /** Connections to servers and to proxies that forward. */
  async #agent(): Promise<Agent> {
    const { context, connections } = this.#options;
    // Clients of the same kind share their connections, so that one that lives for a single call
    // makes none of its own.
    if (context === undefined && connections === defaultConnections) {
      return (sharedAgent ??= await makeAgent({ context, connections }));
    }
    return (this.#direct ??= await makeAgent({ context, connections }));
  }
}

let sharedAgent: Agent | undefined;

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

/** What newer versions of Node.js have beside what its oldest supported one has. */
type NewerTls = typeof tls & { getCACertificates?: (type: 'default') => string[] };

/** Trusts what Node.js trusts, and the certificates that are given. */
function trusting(ca: NonNullable<TransportOptions['ca']>): tls.SecureContext {
  const { X509Certificate } = process.getBuiltinModule('node:crypto');
  const nodeTls: NewerTls = process.getBuiltinModule('node:tls');
  let given: string[] = [];
  try {
    given = [ca].flat().map((one) => {
      const text = typeof one === 'string' ? one : Buffer.from(one).toString('latin1');
      new X509Certificate(text);
      return text;
    });
  } catch {
    given = [];
  }
  if (given.length === 0) {
    throw new TypeError(
      '"ca" is no certificate: expected its text in PEM, which begins with -----BEGIN CERTIFICATE-----, not the path of its file.',
    );
  }
  // Since Node.js 22.15; before, what NODE_EXTRA_CA_CERTS adds cannot be listed.
  const usual = nodeTls.getCACertificates?.('default') ?? nodeTls.rootCertificates;
  return nodeTls.createSecureContext({ ca: [...usual, ...given] });
}

/** Sends a request by way of a proxy, and says so if the proxy is what fails. */
async function throughProxy(
  { dispatcher, proxy, forwarded }: Route & { proxy?: URL },
  { origin, path }: Target,
  init: Parameters<Fetch>[1],
): Promise<HttpResponse> {
  const at = `the proxy ${proxy?.origin}`;
  const refused = `${at} wants a user and a password: give them in its address, http://user:password@host:port`;
  try {
    if (!forwarded || proxy === undefined) {
      return await dispatch(dispatcher, { origin, path }, init);
    }
    const authorization = proxyAuthorization(proxy);
    const headers = {
      ...init.headers,
      host: new URL(origin).host,
      ...(authorization !== undefined && { 'proxy-authorization': authorization }),
    };
    const whole = { origin: proxy.origin, path: origin + path };
    const response = await dispatch(dispatcher, whole, { ...init, headers });
    if (response.status === 407) throw new NotSentError(refused);
    return response;
  } catch (error) {
    if (!(error instanceof NotSentError) || init.cancellation.isOver) throw error;
    const { message } = (error.cause ?? error) as Error;
    if (message === refused) throw error;
    // undici says this when a proxy refuses to make a tunnel.
    const status = /^Proxy response \((\d+)\)/.exec(message)?.[1];
    if (status === '407') throw new NotSentError(refused);
    const reason = status === undefined ? message : `it answered ${status}`;
    throw new NotSentError(`${at}: ${reason}`, { cause: error.cause });
  }
}

/** Sends one request by a dispatcher of undici of any version. */
function dispatch(
  dispatcher: UndiciDispatcher,
  { origin, path }: Target,
  init: Parameters<Fetch>[1],
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const handler = new AnswerHandler(resolve, reject, init.cancellation);
    // Not signed: what stands between may compress in its own way.
    init.headers['accept-encoding'] = 'gzip, deflate, br';
    dispatcher.dispatch(
      {
        origin,
        path,
        method: init.method,
        headers: init.headers,
        body: init.body,
        // The client has time-outs of its own.
        headersTimeout: 0,
        bodyTimeout: 0,
      } as never,
      handler as never,
    );
  });
}

type HeaderFields = Record<string, string | string[] | undefined>;

/**
 * Collects one answer. It speaks both of undici's languages for handlers: that of versions 7 and
 * newer, and that of version 6 and of what still stands on it.
 */
class AnswerHandler {
  readonly #resolve: (response: HttpResponse) => void;
  readonly #reject: (error: unknown) => void;
  readonly #cancellation: Cancellation;
  #abort: ((reason: Error) => void) | undefined;
  #sent = false;
  #status = 0;
  #headers: HeaderFields = {};
  readonly #chunks: Uint8Array[] = [];

  constructor(
    resolve: (response: HttpResponse) => void,
    reject: (error: unknown) => void,
    cancellation: Cancellation,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#cancellation = cancellation;
    cancellation.onceOver(this.#end);
  }

  onRequestStart(controller: { abort(reason: Error): void }): void {
    this.#start((reason) => controller.abort(reason));
  }

  onResponseStart(_: unknown, status: number, headers: HeaderFields): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: unknown, chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#resolve(new NodeResponse(this.#status, this.#headers, this.#chunks));
  }

  onResponseError(_: unknown, error: unknown): void {
    this.#fail(error);
  }

  onConnect(abort: (reason: Error) => void): void {
    this.#start(abort);
  }

  onHeaders(status: number, fields: readonly (Uint8Array | string)[]): boolean {
    this.#status = status;
    this.#headers = readFields(fields);
    return true;
  }

  onData(chunk: Uint8Array): boolean {
    this.#chunks.push(chunk);
    return true;
  }

  onComplete(): void {
    this.onResponseEnd();
  }

  onError(error: unknown): void {
    this.#fail(error);
  }

  #start(abort: (reason: Error) => void): void {
    this.#abort = abort;
    // Aborted while the request waited for a connection: it must not be sent any more.
    if (this.#cancellation.isOver) abort(this.#cancellation.reason as Error);
    else this.#sent = true;
  }

  #fail(error: unknown): void {
    const message = (error as Error | undefined)?.message ?? String(error);
    this.#reject(this.#sent ? error : new NotSentError(message, { cause: error }));
  }

  readonly #end = (): void => {
    const reason: unknown = this.#cancellation.reason;
    this.#fail(reason);
    this.#abort?.(reason as Error);
  };
}

/** Headers as version 6 gives them: names and values in turn, as bytes. */
function readFields(fields: readonly (Uint8Array | string)[]): HeaderFields {
  const text = (field: Uint8Array | string | undefined): string =>
    typeof field === 'string' ? field : Buffer.from(field ?? []).toString('latin1');
  const headers: HeaderFields = {};
  for (let at = 0; at < fields.length; at += 2) {
    const name = text(fields[at]).toLowerCase();
    const value = text(fields[at + 1]);
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}

/** Decodes as fetch does: a byte order mark is no text. */
const utf8 = new TextDecoder();

class NodeResponse implements HttpResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly #chunks: readonly Uint8Array[];

  constructor(status: number, headers: HeaderFields, chunks: readonly Uint8Array[]) {
    this.status = status;
    this.headers = new NodeHeaders(headers);
    this.#chunks = chunks;
  }

  async text(): Promise<string> {
    return utf8.decode(await this.#bytes());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(await this.#bytes()).buffer;
  }

  #bytes(): Uint8Array | Promise<Uint8Array> {
    const [first] = this.#chunks;
    const whole = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    const encoding = this.headers.get('content-encoding');
    return encoding === null || whole.length === 0 ? whole : decode(whole, encoding);
  }
}

/** Loaded with the first compressed answer, as all that few programs need: an import is to be quick. */
const zlib = () => process.getBuiltinModule('node:zlib');

const decoders: Readonly<Record<string, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  gzip: (bytes) => promisify(zlib().gunzip)(bytes),
  'x-gzip': (bytes) => promisify(zlib().gunzip)(bytes),
  br: (bytes) => promisify(zlib().brotliDecompress)(bytes),
  // With the wrapper of zlib by the standard (RFC 9110, 8.4.1.2), without it by some servers.
  deflate: (bytes) =>
    promisify(((bytes[0] ?? 0) & 0x0f) === 8 ? zlib().inflate : zlib().inflateRaw)(bytes),
  identity: async (bytes) => bytes,
};

/** Undoes encodings, the last one first (RFC 9110, 8.4). */
async function decode(bytes: Uint8Array, encodings: string): Promise<Uint8Array> {
  let decoded = bytes;
  for (const name of encodings.toLowerCase().split(',').reverse()) {
    const decoder = decoders[name.trim() || 'identity'];
    if (decoder === undefined) {
      throw new UndecodableError(`with the unknown content encoding ${JSON.stringify(encodings)}`);
    }
    try {
      decoded = await decoder(decoded);
    } catch {
      throw new UndecodableError(`with a body that is no ${name.trim()}, as its headers say`);
    }
  }
  return decoded;
}

/** Headers as undici gives them: by their names in lower case. */
class NodeHeaders implements HttpHeaders {
  readonly #headers: HeaderFields;

  constructor(headers: HeaderFields) {
    this.#headers = headers;
  }

  get(name: string): string | null {
    const value = this.#headers[name.toLowerCase()];
    return value === undefined ? null : String(value);
  }

  *[Symbol.iterator](): Iterator<[string, string]> {
    for (const [name, value] of Object.entries(this.#headers)) {
      for (const one of [value ?? []].flat()) yield [name, one];
    }
  }
}
