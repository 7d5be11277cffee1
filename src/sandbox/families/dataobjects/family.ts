import * as generated from '../../../../generated/dataobjects/sandbox.js';
import { familyOf, type Seeding } from '../../core/family.js';
import { dataClasses, knownDataClass } from '../dataclasses/data-classes.js';
import { dataObjectHandlers } from './dataobjects.js';
import { createObject } from './store.js';

/** The department of the description's examples. */
function exampleObject(place: Seeding): void {
  createObject(place, knownDataClass('plural', 'departments'), {
    ...{ id: 'c17d411f-a0c0-4645-a90e-7f133aaee10c', name: 'demo_name', parent_id: '0' },
    ...{ create_by: 'demo_user', order_weight: 0 },
  });
}

/** The data objects of every class, as the sandbox has them. */
export const dataobjects = familyOf(generated, {
  handlers: dataObjectHandlers,
  // Every class is shown alike; a family of one class may say more of its objects.
  shown: Object.fromEntries(
    dataClasses.map(({ plural }) => [
      plural,
      { operation: 'showDataobject', body: (data) => ({ code: '', message: '', data }) },
    ]),
  ),
  seeds: { examples: exampleObject, soc: exampleObject },
});
