import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Mutant, Verdict } from '../../../scripts/contract/mutation/mutant.js';
import { theatreOf, type TheatreOptions } from '../../../scripts/contract/mutation/stage.js';
import { things } from './document.js';

interface Played {
  readonly mutant: Mutant;
  readonly verdict: Verdict;
}

/** Plays all mutants of the small document, or those of one operator. */
async function playThings(options?: TheatreOptions, operator?: string): Promise<Played[]> {
  const theatre = theatreOf(things(), options);
  const played: Played[] = [];
  for (const inlined of theatre.operations) {
    const stage = await theatre.stageOf(inlined);
    expect(stage.falseAlarms).toEqual([]);
    const mutants = stage.mutants.filter(
      (one) => operator === undefined || one.operator === operator,
    );
    for (const mutant of mutants) played.push({ mutant, verdict: await stage.play(mutant) });
  }
  return played;
}

const survivors = (played: readonly Played[]): string[] =>
  played.filter(({ verdict }) => verdict.state === 'survived').map(({ mutant }) => mutant.id);

describe('The whole suite', () => {
  let played: Played[];
  beforeAll(async () => {
    played = await playThings();
  });

  test('notices every mutant of a small document that makes a difference', () => {
    expect(survivors(played)).toEqual([]);
    expect(played.filter(({ verdict }) => verdict.state === 'killed').length).toBeGreaterThan(400);
  });

  test('every equivalent mutant has a reason', () => {
    const reasons = played.flatMap(({ verdict }) =>
      verdict.state === 'equivalent' ? [verdict.reason] : [],
    );
    expect(reasons.length).toBeGreaterThan(10);
    expect(reasons.every((reason) => reason.length > 10)).toBe(true);
  });

  test('damaged answers are noticed as what breaks the contract, not as other examples', () => {
    const names = played
      .filter(({ mutant }) => mutant.operator.startsWith('answer '))
      .flatMap(({ verdict }) => (verdict.state === 'killed' ? [verdict.finding] : []));
    expect(names.length).toBeGreaterThan(50);
    expect(names).not.toContain('wrong_example');
  });
});

describe('A crippled suite', () => {
  test.each([
    ['credentials', 'drop security'],
    ['credentials', 'drop part of alternative'],
    ['method', 'add operation'],
    ['negative', 'open object'],
    ['status', 'drop example'],
    ['boundary', 'shift limit'],
  ] as const)('without the group %s it lets "%s" pass', async (group, operator) => {
    const played = await playThings({ keep: (one) => one.group !== group }, operator);
    expect(survivors(played)).not.toEqual([]);
  });
});
