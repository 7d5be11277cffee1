/** A typed client for the workflow API of Huawei Cloud SecMaster. */
export { createSecMasterClient } from './client.js';
export type { CallOptions, SecMasterClient, SecMasterClientOptions } from './client.js';
export { SecMasterError } from './errors.js';
export { operations, servers } from '../generated/operations.js';
export type { Operation, Parameter, Server, ServerVariable } from '../generated/operations.js';
export type * from '../generated/methods.js';
export type * from '../generated/types.js';
