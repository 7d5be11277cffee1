/** The family of vulnerabilities: its operations, and what helps with them. */
import type { VulnerabilityDataObject } from '../../generated/vulnerabilities/types.js';
import { whereField, type Where } from '../conditions.js';

export * from '../../generated/vulnerabilities/index.js';
export { allOf, whereField } from '../conditions.js';

/** Begins an expression about a member of vulnerabilities, for the condition of a search. */
export const where: Where<VulnerabilityDataObject> = whereField;
