import { described, validators } from '../../../../generated/alerts/sandbox.js';
import type { Described } from '../../core/described.js';
import type { SandboxFamily, Seeding } from '../../core/family.js';
import { seedObject, withData } from '../dataobjects/own-paths.js';
import { seedAlerts } from '../dataobjects/soc.js';
import { alertHandlers, alertPaths } from './alerts.js';

/** The alert of the description's examples. */
function example(seeding: Seeding): void {
  seedObject(seeding, alertPaths, '909494e3-558e-46b6-a9eb-07a8e18ca62f', {
    title: 'demo_title',
    severity: 'Medium',
    handle_status: 'Open',
    verification_state: 'Unknown',
  });
}

/** The alert family, as the sandbox plays it: a view of the store of data objects. */
export const alerts: SandboxFamily = {
  described: described as Described,
  validators,
  handlers: alertHandlers,
  roles: {
    createAlert: 'author',
    changeAlert: 'author',
    changeAlerts: 'author',
    deleteAlert: 'author',
    deleteAlerts: 'author',
    createBatchOrderAlerts: 'author',
    importAlerts: 'author',
  },
  walks: {},
  shown: { alerts: { operation: 'showAlert', body: withData } },
  seeds: {
    empty: () => {},
    examples: example,
    soc(seeding) {
      example(seeding);
      seedAlerts(seeding);
    },
  },
};
