import type { Json, WorldRecord } from '../../world/table.js';
import { readCondition, timeOf, type Condition } from './condition.js';

/** Which data objects are looked for: the body of every search. */
export interface DataobjectSearch {
  readonly limit?: number;
  readonly offset?: number;
  readonly sort_by?: string;
  readonly order?: 'ASC' | 'DESC';
  readonly from_date?: string;
  readonly to_date?: string;
  readonly condition?: Condition;
}

/** Whether data objects fit a search; undefined if all do. Which time the range is about no source says (O08). */
export function fitting({
  from_date,
  to_date,
  condition = {},
}: DataobjectSearch): ((record: WorldRecord) => boolean) | undefined {
  const [from, to] = [timeOf(from_date), timeOf(to_date)];
  const asks = (condition.conditions ?? []).length > 0;
  if (!asks && from === undefined && to === undefined) return undefined;
  const holds = readCondition(condition);
  return ({ createdAt, data }) =>
    createdAt >= (from ?? -Infinity) &&
    createdAt <= (to ?? Infinity) &&
    holds(data['data_object'] as Json, data);
}
