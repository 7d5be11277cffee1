/** A request as it goes over the wire. */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  /** Absolute; path and query are encoded as they are sent. */
  readonly url: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** The part of an answer that the client reads; a `Response` of fetch has it. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
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
  /** Why. */
  readonly reason: unknown;
  /** Calls when the request has to end; at once, if it has to already. */
  onceOver(listener: () => void): void;
}

/** What a transport is told beside the address. */
export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
  /** Tells what `signal` tells, to a transport that wants to be spared what a signal costs. */
  readonly cancellation: Cancellation;
  /** Never followed: a redirect could carry credentials to another host. */
  readonly redirect: 'manual';
}

/**
 * Sends one request and gives its answer once the headers are there: the signature of the standard
 * `fetch`, as far as the client uses it. The global `fetch` is one.
 */
export type Fetch = (url: string, init: FetchInit) => Promise<HttpResponse>;
