import { describe, expect, test } from '@jest/globals';
import { workflows } from '../../src/sandbox/families/workflows/family.js';
import type { SandboxFamily } from '../../src/sandbox/core/family.js';
import type { LifeCycleRules, TransitionRule } from '../../src/sandbox/life-cycle/rules.js';
import { claimsOf } from './play.js';

describe('The sandbox obeys the life-cycle files', () => {
  test.each(claimsOf())('$name', async ({ check }) => {
    expect(await check()).toBeUndefined();
  });
});

describe('A sandbox that obeys other rules than the files is noticed', () => {
  const changes: [name: string, cycle: string, family: SandboxFamily][] =
    workflows.described.lifeCycles.flatMap((cycle) =>
      cycle.transitions.flatMap((transition, index): [string, string, SandboxFamily][] => {
        const name = `${cycle.name} ${index + 1}`;
        const rest = cycle.transitions.filter((one) => one !== transition);
        const target = cycle.states.find(
          (state) => state !== transition.to && !transition.from.includes(state),
        );
        const redirected = { ...transition, to: target ?? 'end' };
        return [
          [`${name} is gone`, cycle.name, changed(cycle, rest)],
          [
            `${name} leads to ${redirected.to}`,
            cycle.name,
            changed(cycle, with_(cycle, index, redirected)),
          ],
        ];
      }),
    );

  test.each(changes)('%s', async (_, name, family) => {
    const claims = claimsOf([family]).filter(({ cycle }) => cycle === name);
    for (const { check } of claims) {
      const fault = await check().catch((error: unknown) => String(error));
      if (fault !== undefined) return;
    }
    throw new Error('All claims hold.');
  });
});

function with_(cycle: LifeCycleRules, index: number, transition: TransitionRule): TransitionRule[] {
  return cycle.transitions.map((one, place) => (place === index ? transition : one));
}

function changed(cycle: LifeCycleRules, transitions: readonly TransitionRule[]): SandboxFamily {
  const { described } = workflows;
  const lifeCycles = described.lifeCycles.map((one) =>
    one === cycle ? { ...one, transitions } : one,
  );
  return { ...workflows, described: { ...described, lifeCycles } };
}
