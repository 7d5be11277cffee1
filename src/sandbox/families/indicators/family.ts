import { described, validators } from '../../../../generated/indicators/sandbox.js';
import type { Described } from '../../core/described.js';
import type { SandboxFamily, Seeding } from '../../core/family.js';
import { seedObject, withData } from '../dataobjects/own-paths.js';
import { seedIndicators } from '../dataobjects/soc.js';
import { indicatorHandlers, indicatorPaths } from './indicators.js';

/** The indicator of the description's examples. */
function example(seeding: Seeding): void {
  seedObject(seeding, indicatorPaths, '28f61af50fc9452aa0ed5ea25c3cc3d3', {
    name: 'demo_indicator_name',
    value: '203.0.113.10',
    verdict: 'Black',
    status: 'Open',
  });
}

/** The indicator family, as the sandbox plays it: a view of the store of data objects. */
export const indicators: SandboxFamily = {
  described: described as Described,
  validators,
  handlers: indicatorHandlers,
  roles: {
    createIndicator: 'author',
    updateIndicator: 'author',
    deleteIndicator: 'author',
    importIndicators: 'author',
  },
  walks: {},
  shown: { indicators: { operation: 'showIndicatorDetail', body: withData } },
  seeds: {
    empty: () => {},
    examples: example,
    soc(seeding) {
      example(seeding);
      seedIndicators(seeding);
    },
  },
};
