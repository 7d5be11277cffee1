/** The family of playbooks: its operations, and what helps with them. */
export * from '../../generated/playbooks/index.js';
export { ruleOf, whenField } from './rules.js';
export type { RuleComparison, RuleCondition, When } from './rules.js';
export { makePlaybookActions, type PlaybookActions } from './actions.js';
export { PlaybookRunError } from './runs.js';
export type { PlaybookRunFilter, PlaybookRuns, PlaybookWaitOptions } from './runs.js';
