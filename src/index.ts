/** A typed client for the API of Huawei Cloud SecMaster, with all families. */
export { createSecMasterClient, type SecMasterClient } from './secmaster-client.js';
export * from './core.js';
