/** A request as it goes over the wire. */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  /** Absolute; path and query are encoded as they are sent. */
  readonly url: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer> | undefined;
}

/** The part of an answer that the client reads; a `Response` of fetch has it. */
export interface HttpResponse {
  readonly status: number;
  /** Of `Headers`, `lib.dom.d.ts` alone does not know that it has an iterator. */
  readonly headers: Pick<HttpHeaders, 'get'>;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The part of `Headers` that the client reads. */
export interface HttpHeaders extends Iterable<[string, string]> {
  /** Names do not depend on case; null if there is no such header. */
  get(name: string): string | null;
}

/** The part of an `AbortSignal` that a transport needs, for one listener. */
export interface Cancellation {
  /** Whether the request has to end. */
  readonly isOver: boolean;
  /** Holds the reason; to be asked for only once it is over, since it is made then. */
  readonly signal: AbortSignal;
  /** Calls when the request has to end; at once, if it has to already. */
  onceOver(listener: () => void): void;
}

/** What a transport gets beside the address. */
export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
  /** Says what `signal` says, to a transport that wants to be spared what a signal costs. */
  readonly cancellation: Cancellation;
  /** Never followed: a redirect could carry credentials to another host. */
  readonly redirect: 'manual';
}

/**
 * Sends one request and gives its answer once the headers are there: the signature of the standard
 * `fetch`, as far as the client uses it. The global `fetch` is one. A body that was compressed is
 * given decoded, as by the standard.
 */
export type Fetch = (url: string, init: FetchInit) => Promise<HttpResponse>;

/** How a transport gets to a server. All but `fetch` and `connections` are for Node.js only. */
export interface TransportOptions {
  /**
   * Sends the requests in place of the client's own transport, with the signature of the standard
   * `fetch`; proxies and certificates are then its affair.
   */
  readonly fetch?: Fetch | undefined;
  /**
   * Address of a proxy for all requests but those to the metadata service, such as
   * `http://user:password@proxy:3128`; `false` for none. If it is left out, `HTTPS_PROXY`,
   * `HTTP_PROXY` and `NO_PROXY` of the environment count, in upper or lower case.
   */
  readonly proxy?: string | false | undefined;
  /** Certificates in PEM to trust beside those that Node.js trusts, for a private authority. */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  /** Greatest number of requests under way at once, and so of connections; 32 if it is left out. */
  readonly connections?: number | undefined;
  /** A dispatcher of undici, of any version, that sends the requests in place of the client's own. */
  readonly dispatcher?: UndiciDispatcher | undefined;
}

/** The part of a dispatcher of undici that is called. Its types differ from version to version. */
export interface UndiciDispatcher {
  dispatch(options: never, handler: never): boolean;
}

/** Default of `connections`. */
export const defaultConnections = 32;

/** A transport failed before anything of the request was sent. `cause` is why. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';
}

/** The body of an answer came, and cannot be decoded. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError';
}
