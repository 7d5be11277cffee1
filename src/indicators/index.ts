/** The family of threat indicators: its operations, and what helps with them. */
import type { IndicatorDataObjectDetail } from '../../generated/indicators/types.js';
import { whereField, type Where } from '../conditions.js';

export * from '../../generated/indicators/index.js';
export { allOf, whereField } from '../conditions.js';

/** Begins an expression about a member of threat indicators, for the condition of a search. */
export const where: Where<IndicatorDataObjectDetail> = whereField;
