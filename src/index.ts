/** A typed client for the workflow API of Huawei Cloud SecMaster. */
export { createSecMasterClient, type SecMasterClient } from './secmaster-client.js';
export { createClient } from './client.js';
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

export type { Paginate } from './paginate.js';
export * from './taskflow.js';
export * from './time.js';
export type { WorkflowActions } from './workflow-actions.js';
export { WorkflowRunError } from './workflow-runs.js';
export type { RunAndWaitOptions, RunInput, WaitOptions, WorkflowRuns } from './workflow-runs.js';

export { operations, servers } from '../generated/operations.js';
export type {
  Operation,
  Pagination,
  Parameter,
  Server,
  ServerVariable,
} from '../generated/operations.js';
export type * from '../generated/methods.js';
export type * from '../generated/types.js';
