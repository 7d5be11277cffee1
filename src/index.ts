/** A typed client for the workflow API of Huawei Cloud SecMaster. */
export { createSecMasterClient } from './client.js';
export type { SecMasterClient, SecMasterClientOptions } from './client.js';
export type { CallOptions } from './call.js';
export type { Timeouts } from './deadline.js';
export type { Region } from './endpoint.js';
export type { Fetch, FetchInit, HttpHeaders, HttpRequest, HttpResponse } from './http.js';
export type { RetryOptions } from './retry.js';
export type * from './hooks.js';
export * from './errors.js';

export type {
  Credentials,
  KeySecret,
  Secret,
  SignInContext,
  TokenSecret,
} from './credentials/credentials.js';
export { accessKey } from './credentials/access-key.js';
export { defaultCredentials } from './credentials/default.js';
export { fromEnvironment } from './credentials/environment.js';
export { fromFile } from './credentials/file.js';
export { fromMetadata } from './credentials/metadata.js';
export { password } from './credentials/password.js';
export { token } from './credentials/token.js';
export * from './signing/index.js';

export type { Paginate } from './paginate.js';
export { TooManyRecordsError } from './too-many-records-error.js';
export * from './taskflow.js';
export * from './time.js';
export type { WorkflowActions } from './workflow-actions.js';
export { WorkflowRunError } from './workflow-run-error.js';
export type { RunAndWaitOptions, RunInput, WaitOptions, WorkflowRuns } from './workflow-runs.js';

export { operations, servers } from '../generated/operations.js';
export type { Operation, Parameter, Server, ServerVariable } from '../generated/operations.js';
export type * from '../generated/methods.js';
export type * from '../generated/types.js';
