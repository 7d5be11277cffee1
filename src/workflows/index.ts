/** The family of workflows: its operations, and what helps with them. */
export * from '../../generated/workflows/index.js';
export { makeWorkflowActions, type WorkflowActions } from './actions.js';
export { WorkflowRunError } from './runs.js';
export type { RunAndWaitOptions, RunInput, WaitOptions, WorkflowRuns } from './runs.js';
export * from './taskflow.js';
