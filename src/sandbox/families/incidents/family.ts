import { described, validators } from '../../../../generated/incidents/sandbox.js';
import type { Described } from '../../core/described.js';
import type { SandboxFamily, Seeding } from '../../core/family.js';
import { seedObject, withData } from '../dataobjects/own-paths.js';
import { seedIncidents } from '../dataobjects/soc.js';
import { incidentHandlers, incidentPaths } from './incidents.js';

/** The incident of the description's examples. */
function example(seeding: Seeding): void {
  seedObject(seeding, incidentPaths, '909494e3-558e-46b6-a9eb-07a8e18ca62f', {
    title: 'demo_title',
    severity: 'Medium',
    handle_status: 'Open',
    verification_state: 'Unknown',
  });
}

/** The incident family, as the sandbox plays it: a view of the store of data objects. */
export const incidents: SandboxFamily = {
  described: described as Described,
  validators,
  handlers: incidentHandlers,
  roles: {
    createIncident: 'author',
    changeIncident: 'author',
    changeIncidents: 'author',
    deleteIncident: 'author',
    deleteIncidents: 'author',
    importIncidents: 'author',
  },
  walks: {},
  shown: { incidents: { operation: 'showIncident', body: withData } },
  seeds: {
    empty: () => {},
    examples: example,
    soc(seeding) {
      example(seeding);
      seedIncidents(seeding);
    },
  },
};
