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

/** What a transport is told beside the address. */
export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal;
  /** Never followed: a redirect could carry credentials to another host. */
  readonly redirect: 'manual';
}

/**
 * Sends one request and gives its answer once the headers are there: the signature of the standard
 * `fetch`, as far as the client uses it. The global `fetch` is one.
 */
export type Fetch = (url: string, init: FetchInit) => Promise<HttpResponse>;
