/** The family of incidents: its operations, and what helps with them. */
import type { Incident } from '../../generated/incidents/types.js';
import { whereField, type Where } from '../conditions.js';

export * from '../../generated/incidents/index.js';
export { allOf, whereField } from '../conditions.js';
export { makeIncidentActions, type IncidentActions } from './actions.js';

/** Begins an expression about a member of incidents, for the condition of a search. */
export const where: Where<Incident> = whereField;
