import type { Fetch, HttpRequest } from '../http.js';

/** A token of IAM, sent as `X-Auth-Token`. */
export interface TokenSecret {
  readonly kind: 'token';
  readonly token: string;
  /** Project that the token is for, if known. */
  readonly projectId?: string;
  /** In milliseconds since 1970; undefined if it is not known to expire. */
  readonly expiresAt?: number;
}

/** An access key, with which each request is signed. */
export interface KeySecret {
  readonly kind: 'key';
  readonly signer: Signer;
  readonly ak: string;
  readonly sk: string;
  /** Goes with temporary keys, as `X-Security-Token`. */
  readonly securityToken?: string;
  readonly projectId?: string;
  /** Address of IAM that the source names, if it names one. */
  readonly iamEndpoint?: string;
  /** In milliseconds since 1970; undefined if it is not known to expire. */
  readonly expiresAt?: number;
}

/**
 * How requests are signed with a key. It comes with the key, so that programs without keys carry no
 * code for it.
 */
export interface Signer {
  /**
   * The headers to add to a request.
   *
   * @param now - time of signing, in milliseconds since 1970
   */
  sign(
    request: HttpRequest,
    key: Pick<KeySecret, 'ak' | 'sk' | 'securityToken' | 'projectId'>,
    now: number,
  ): Record<string, string>;
  /** What the gateway saw otherwise in a request whose signature it refused, if its answer tells. */
  explain(answer: string, sent: HttpRequest): string | undefined;
}

/** What a request is signed in with. */
export type Secret = TokenSecret | KeySecret;

/** What a source may need to get a secret. */
export interface SignInContext {
  /** Sends requests to IAM and the metadata service; no retries, no credentials added. */
  readonly fetch: Fetch;
  /** Region of the client, if it was made with one. */
  readonly region?: string;
  /** Project of the client, if it was made with one. */
  readonly projectId?: string;
  /** Address of IAM, if the client was made with one; otherwise that of the region. */
  readonly iamEndpoint?: string;
  readonly signal?: AbortSignal;
}

/**
 * Where secrets come from. A source keeps its secrets in a closure, so that nothing which prints it
 * can show them.
 */
export interface Credentials {
  /** What kind of source this is, for messages: `token`, `environment`, … */
  readonly name: string;
  /**
   * Gets a secret, each time anew: the client caches it, renews it and asks once however many calls
   * wait.
   *
   * @throws AuthenticationError if there is none
   */
  getSecret(context: SignInContext): Promise<Secret>;
}
