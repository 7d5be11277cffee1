import { describe, expect, test } from '@jest/globals';
import type { CaseGroup } from '../../../scripts/contract/case.js';
import { stateSuiteOf } from '../../../scripts/contract/mutation/state-suite.js';
import { sampled, testAtNight } from '../../lib/at-night.js';
import { describedPaths } from '../../lib/described-paths.js';

const description = describedPaths((path) => path.includes('/workflows'));

/** What becomes of the first mutant of each operator of some operations, by their names. */
async function firstOfEach(
  operations: Readonly<Record<string, readonly string[]>>,
  keeps?: (group: CaseGroup) => boolean,
): Promise<Record<string, string>> {
  const suite = stateSuiteOf(description, keeps);
  const states: Record<string, string> = {};
  for (const [operation, operators] of Object.entries(operations)) {
    const { mutants } = await suite(operation, ({ operator }) => operators.includes(operator));
    for (const operator of operators) {
      const mutant = mutants.find((one) => one.operator === operator);
      if (mutant === undefined) throw new Error(`${operation} has no mutant of ${operator}.`);
      states[`${operation} · ${operator}`] = (await mutant.run()).state;
    }
  }
  return states;
}

/** One operation that each operator is tried on. */
const examples = {
  listWorkflows: [
    ...['ignore parameter', 'change default in effect', 'shift offset', 'reverse order'],
    ...['lose item', 'repeat item', 'wrong total'],
  ],
  createAopWorkflow: ['lose write', 'cut write', 'repeat id', 'hide created'],
  updateAopWorkflow: ['change by refusal', 'count update'],
  deleteAopWorkflow: ['keep deleted', 'list deleted'],
  updateAopWorkflowVersion: ['refuse transition', 'redirect transition', 'allow transition'],
};

describe('The suite on a sandbox whose behaviour has drifted', () => {
  test('kills one mutant of each operator', async () => {
    const some = sampled(Object.entries(examples), 2);
    const tried = some.map(([id, operators]) => [id, sampled(operators, 6)]);
    const states = await firstOfEach(Object.fromEntries(tried) as Partial<typeof examples>);
    expect(Object.entries(states).filter(([, state]) => state !== 'killed')).toEqual([]);
  }, 300_000);

  testAtNight(
    'lets them survive without the checks of behaviour',
    async () => {
      const { listWorkflows } = examples;
      const keeps = (group: CaseGroup) => group === 'example';
      const states = await firstOfEach({ listWorkflows }, keeps);
      expect(Object.values(states)).not.toContain('killed');
    },
    300_000,
  );

  // The contract tests on the sandbox find nothing either.
  testAtNight(
    'finds nothing in the sandbox that has not drifted',
    async () => {
      const suite = stateSuiteOf(description);
      expect((await suite('updateAopWorkflow')).falseAlarms).toEqual([]);
    },
    300_000,
  );
});
