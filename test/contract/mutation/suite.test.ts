import { beforeAll, describe, expect, test } from '@jest/globals';
import type { CaseGroup } from '../../../scripts/contract/case.js';
import type { MutantResult } from '../../../scripts/contract/mutation/mutant.js';
import { suiteOf } from '../../../scripts/contract/mutation/suite.js';
import { atNight } from '../../lib/at-night.js';
import { things } from './document.js';

/** Runs all mutants of the small document, or those of one operator. */
async function runThings(
  keeps?: (group: CaseGroup) => boolean,
  operator?: string,
): Promise<MutantResult[]> {
  const suite = suiteOf(things(), keeps);
  const results: MutantResult[] = [];
  for (const operation of ['listThings', 'createThing']) {
    const own = await suite(
      operation,
      (mutant) => mutant.operator === (operator ?? mutant.operator),
    );
    expect(own.falseAlarms).toEqual([]);
    for (const mutant of own.mutants) {
      const verdict = await mutant.run();
      results.push({ on: 'mock', mutant, verdict });
      // Of one operator a single survivor is looked for.
      if (operator !== undefined && verdict.state === 'survived') return results;
    }
  }
  return results;
}

const ids = (results: readonly MutantResult[], state: string): string[] =>
  results.filter(({ verdict }) => verdict.state === state).map(({ mutant }) => mutant.id);

describe('The suite of a small document', () => {
  let results: MutantResult[];
  beforeAll(async () => {
    results = await runThings();
  });

  test('kills every mutant that is judged', () => {
    expect(ids(results, 'killed').length).toBeGreaterThan(200);
    expect(ids(results, 'survived')).toEqual([]);
  });

  test('does not judge defaults and bodies of null, which no mock shows', () => {
    const [limit, schema] = [
      '/paths/~1things/get/parameters/0/schema/default',
      '/components/schemas/NewThing',
    ];
    expect(ids(results, 'notJudged')).toEqual([
      `listThings · change default · ${limit} · the default 2 becomes another`,
      `listThings · drop default · ${limit} · the default 2 is dropped`,
      `createThing · add null · ${schema}/type · null is allowed as well`,
    ]);
  });

  test('notices a damaged answer by what breaks the contract, not as another example', () => {
    const findings = results
      .filter(({ mutant }) => mutant.operator.startsWith('answer '))
      .flatMap(({ verdict }) => (verdict.state === 'killed' ? [verdict.finding] : []));
    expect(findings.length).toBeGreaterThan(50);
    expect(findings).not.toContain('wrong_example');
  });
});

describe('A suite with a group of cases missing', () => {
  test.each([
    ['credentials', 'drop security'],
    ['negative', 'open object'],
    ['boundary', 'shift limit'],
    ...atNight(
      ['credentials', 'drop part of alternative'] as const,
      ['method', 'add operation'] as const,
      ['status', 'drop example'] as const,
    ),
  ] as const)('without the group %s lets mutants of "%s" survive', async (group, operator) => {
    const results = await runThings((one) => one !== group, operator);
    expect(ids(results, 'survived')).not.toEqual([]);
  });
});
