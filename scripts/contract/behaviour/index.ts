import { listFor } from '../fixtures/lists.js';
import type { Resources } from '../fixtures/resources.js';
import type { Description } from '../../lib/openapi/document.js';
import { copyChecks } from './copies.js';
import { keepsChecks } from './keeps.js';
import { lifeCycleChecks } from './life-cycles.js';
import { listedByChecks } from './listed-by.js';
import { listedChecks } from './listed.js';
import { namedChecks } from './named.js';
import { pageChecks } from './pages.js';
import { recordChecks } from './records.js';
import { totalChecks } from './totals.js';
import { relationChecks } from './relations.js';
import { transferChecks } from './transfer.js';
import type { Check } from './check.js';

export { NoAnswer, NotChecked, type Breach, type Check } from './check.js';
export { contextOf } from './context.js';

/** Checks of how the operations of a description act together, on a server that keeps state. */
export function checksOf(description: Description, resources: Resources): Check[] {
  const lists = resources.all.flatMap((one) => listFor(description, one) ?? []);
  return [
    ...recordChecks(description, resources),
    ...copyChecks(resources),
    ...lifeCycleChecks(resources),
    ...relationChecks(description, resources),
    ...keepsChecks(description, resources),
    ...transferChecks(description, resources),
    ...listedByChecks(description, resources),
    ...totalChecks(description, resources),
    ...namedChecks(resources),
    ...lists.flatMap((list) => [...pageChecks(list), ...listedChecks(list)]),
  ];
}
