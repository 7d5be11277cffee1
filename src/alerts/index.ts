/** The family of alerts: its operations, and what helps with them. */
import type { ListAlertRsp } from '../../generated/alerts/types.js';
import { whereField, type Where } from '../conditions.js';

export * from '../../generated/alerts/index.js';
export { allOf, whereField } from '../conditions.js';
export { makeAlertActions, type AlertActions } from './actions.js';
export { AlertConversionError, type AlertConversion } from './conversion.js';

/** Begins an expression about a member of alerts, for the condition of a search. */
export const where: Where<ListAlertRsp> = whereField;
