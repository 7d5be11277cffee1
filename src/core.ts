/** What every program with a client may need; the families have entries of their own. */
export { createClient, type ClientOf, type ClientParts, type Tables } from './client.js';
export { paginate } from './paginate.js';
export type { CallOptions, ListOptions, SecMasterClientOptions } from './options.js';
export type { RequestInput } from './request.js';
export type { Timeouts } from './deadline.js';
export type { Place, Region } from './endpoint.js';
export type {
  Cancellation,
  Fetch,
  FetchInit,
  HttpHeaders,
  HttpRequest,
  HttpResponse,
  TransportOptions,
  UndiciDispatcher,
} from './http.js';
export type { RetryOptions } from './retry.js';
export type * from './hooks.js';
export type { Middleware, MiddlewareRequest, MiddlewareResponse } from './middleware.js';
export * from './errors.js';

export type {
  Credentials,
  KeySecret,
  Secret,
  SignInAnswer,
  SignInContext,
  SignInRequest,
  Signer,
  TokenSecret,
} from './credentials/credentials.js';
export { accessKey, type AccessKeyOptions } from './credentials/access-key.js';
export { defaultCredentials, type DefaultCredentialsOptions } from './credentials/default.js';
export { fromEnvironment, type Environment } from './credentials/environment.js';
export { fromFile } from './credentials/file.js';
export { fromMetadata } from './credentials/metadata.js';
export { password, type PasswordOptions } from './credentials/password.js';
export { token } from './credentials/token.js';

export * from './time.js';

export { allOf, whereField } from './conditions.js';
export type {
  Comparison,
  SearchCondition,
  SearchExpression,
  SearchOperator,
  Where,
} from './conditions.js';

export { servers } from '../generated/shared.js';
export type {
  ApiPromise,
  ApiResponse,
  Operation,
  Pagination,
  Parameter,
  ResponseHeaders,
  Server,
  ServerVariable,
} from '../generated/shared.js';
