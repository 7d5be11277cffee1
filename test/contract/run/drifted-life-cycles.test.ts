import { describe, expect, test } from '@jest/globals';
import { startServer } from '../../../scripts/contract/mutation/sandbox.js';
import { listening } from '../../../scripts/contract/mutation/stateful.js';
import { runContract } from '../../../scripts/contract/run/run.js';
import { asDescription, readDescription } from '../../../scripts/lib/openapi/document.js';
import type { TransitionRule } from '../../../src/sandbox/life-cycle/rules.js';
import { families } from '../../../src/sandbox/sandbox.js';
import { bundledDescription } from '../../lib/files.js';
import { resultsOf } from './run-on.js';

/** The bundled description with some of its paths alone. */
function descriptionOf(isKept: (path: string) => boolean) {
  const { document } = readDescription(bundledDescription);
  const paths = Object.entries(document['paths'] as object).filter(([path]) => isKept(path));
  return asDescription({ ...document, paths: Object.fromEntries(paths) });
}

/** The checks of life cycles that fail on a sandbox whose records obey other rules. */
async function brokenBy(
  collection: string,
  operation: string,
  isKept: (path: string) => boolean,
  change: (rule: TransitionRule) => Partial<TransitionRule>,
): Promise<string[]> {
  const cycles = families.flatMap(({ described }) => described.lifeCycles);
  const cycle = cycles.find((one) => one.collection === collection)!;
  const transitions = cycle.transitions.map((rule) => ({ ...rule, ...change(rule) }));
  const { answer } = startServer([{ ...cycle, transitions }]);
  const run = await listening(answer, (target) =>
    runContract({
      ...{ description: descriptionOf(isKept), target, environment: {} },
      ...{ operations: [operation], only: ['life-cycle'] },
    }),
  );
  return resultsOf(run, 'broken').map(({ case: one }) => one.name);
}

describe('A contract run on a server with other life cycles than the description', () => {
  test('notices that each alert begins as open, whatever its creator asks for', async () => {
    const names = await brokenBy(
      ...(['alerts', 'createAlert', (path: string) => path.includes('/alerts')] as const),
      ({ from }) => (from.includes('start') ? { to: 'Open' } : {}),
    );
    expect(names).toEqual(['begins Block', 'begins Closed']);
  });

  test.each([
    ['the version is not in force afterwards', 'set'],
    ['its playbook does not name the version afterwards', 'parent'],
  ] as const)('notices of an activation that %s', async (_, effect) => {
    const names = await brokenBy(
      ...([
        'playbook-versions',
        'updatePlaybookVersion',
        (path: string) => path.includes('/playbooks') || path.includes('/dataclasses'),
      ] as const),
      ({ operations, effects }) =>
        operations.includes('updatePlaybookVersion')
          ? { effects: effects.filter((one) => one[effect] === undefined) }
          : {},
    );
    expect(names).toContain(
      'updatePlaybookVersion true of playbook-version PUBLISHED beside another',
    );
  });
});
