import { described, validators } from '../../../../generated/vulnerabilities/sandbox.js';
import type { Described } from '../../core/described.js';
import type { SandboxFamily, Seeding } from '../../core/family.js';
import { seedObject, withData } from '../dataobjects/own-paths.js';
import { seedVulnerabilities } from '../dataobjects/soc.js';
import { vulnerabilityHandlers, vulnerabilityPaths } from './vulnerabilities.js';

/** The vulnerability of the description's examples. */
function example(seeding: Seeding): void {
  seedObject(seeding, vulnerabilityPaths, '8f0c2a31-5b7e-4c1d-9a46-2d1f6a0b7c54', {
    vul_name: 'demo_vulnerability_name',
    resource_num: 1,
  });
}

/** The vulnerability family, as the sandbox plays it: a view of the store of data objects. */
export const vulnerabilities: SandboxFamily = {
  described: described as Described,
  validators,
  handlers: vulnerabilityHandlers,
  roles: { importVulnerabilities: 'author' },
  walks: {},
  shown: { vulnerabilities: { operation: 'showVulnerability', body: withData } },
  seeds: {
    empty: () => {},
    examples: example,
    soc(seeding) {
      example(seeding);
      seedVulnerabilities(seeding);
    },
  },
};
