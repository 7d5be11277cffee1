import type { Call } from '../../core/family.js';
import type { Json, WorldRecord } from '../../world/table.js';
import type { DataClass } from '../dataclasses/data-classes.js';
import { triggerPlaybooks, type ObjectChange } from '../playbooks/runs.js';

/** Starts the playbooks that wait for such a change; what they rest on is no part of the answer. */
export function trigger(
  { occasion }: Call,
  { id, name }: DataClass,
  change: ObjectChange['change'],
  { data }: WorldRecord,
): void {
  const object = data['data_object'] as Json;
  triggerPlaybooks({ ...occasion, restsOn: () => {} }, { change, dataclass: { id, name }, object });
}
