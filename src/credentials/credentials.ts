import type { Timeouts } from '../deadline.js';
import type { HttpHeaders, HttpRequest } from '../http.js';

/** A token of IAM, sent as `X-Auth-Token`. */
export interface TokenSecret {
  readonly kind: 'token';
  readonly token: string;
  /** Project that the token is for, if known. */
  readonly projectId?: string | undefined;
  /** In milliseconds since 1970; undefined if it is not known to expire. */
  readonly expiresAt?: number | undefined;
}

/** An access key, with which each request is signed. */
export interface KeySecret {
  readonly kind: 'key';
  readonly signer: Signer;
  readonly ak: string;
  readonly sk: string;
  /** Goes with temporary keys, as `X-Security-Token`. */
  readonly securityToken?: string | undefined;
  readonly projectId?: string | undefined;
  /** Address of IAM that the source names, if it names one. */
  readonly iamEndpoint?: string | undefined;
  /** In milliseconds since 1970; undefined if it is not known to expire. */
  readonly expiresAt?: number | undefined;
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
  /** What the gateway saw otherwise in a request whose signature it refused, if its answer says so. */
  explain(answer: string, sent: HttpRequest): string | undefined;
}

/** What a request is signed in with. */
export type Secret = TokenSecret | KeySecret;

/** What a source may need to get a secret. */
export interface SignInContext {
  /**
   * Sends a request to IAM or the metadata service, with the time-outs and retries of the client.
   *
   * @throws NetworkError, TimeoutError or AbortedError if there is no answer
   */
  send(request: SignInRequest): Promise<SignInAnswer>;
  /** Region of the client, if it was made with one. */
  readonly region?: string | undefined;
  /** Project of the client, if it was made with one. */
  readonly projectId?: string | undefined;
  /** Address of IAM, if the client was made with one; otherwise that of the region. */
  readonly iamEndpoint?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A request to IAM or the metadata service. */
export interface SignInRequest {
  /** Name of the operation, for hooks and errors. */
  readonly name: string;
  /** What the request is for, as the subject of messages. */
  readonly purpose: string;
  readonly request: HttpRequest;
  /** Signs the request, if it has to be signed. */
  readonly secret?: Secret;
  /** What the request holds that must not come out. */
  readonly secrets?: readonly (string | undefined)[];
  /** Goes to the metadata service, by no proxy. */
  readonly isLocal?: boolean;
  /** False if a second request, after one without an answer, could fail: a passcode is good once. */
  readonly safeToRepeat?: boolean;
  readonly timeouts?: Timeouts;
}

/** An answer of whatever status. In that of a failure, there are no credentials. */
export interface SignInAnswer {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly text: string;
  /** How often the request was sent. */
  readonly attempts: number;
  /** Takes the credentials of the request out of a text that the server wrote. */
  redact(text: string): string;
}

/**
 * Where secrets come from. A source keeps its secrets in a closure, and those of this package show
 * nothing of themselves, so that nothing which prints either can show them.
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
