import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ContractCase } from '../../../scripts/contract/case.js';
import type { MutantResult } from '../../../scripts/contract/mutation/mutant.js';
import { suiteOf } from '../../../scripts/contract/mutation/suite.js';
import type { JsonObject } from '../../../scripts/lib/openapi/document.js';
import { things } from './document.js';

/** Runs all mutants of the small document, or those of one operator. */
async function runThings(
  keep?: (one: ContractCase) => boolean,
  operator?: string,
): Promise<MutantResult[]> {
  const suite = suiteOf(things(), keep);
  const results: MutantResult[] = [];
  for (const inlined of suite.operations) {
    const own = await suite.of(inlined);
    expect(own.falseAlarms).toEqual([]);
    for (const mutant of own.mutants) {
      if (operator !== undefined && mutant.operator !== operator) continue;
      results.push({ on: 'mock', mutant, verdict: await own.run(mutant) });
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
    expect(ids(results, 'killed').length).toBeGreaterThan(400);
    expect(ids(results, 'survived')).toEqual([]);
  });

  test('does not judge answers, defaults and bodies of null that no mock can be asked for', () => {
    const operators = ids(results, 'notJudged').map((id) => id.split(' · ')[1]!);
    expect(operators).toContain('add required (answer)');
    const [limit, schema] = [
      '/paths/~1things/get/parameters/0/schema/default',
      '/components/schemas/NewThing',
    ];
    expect(ids(results, 'notJudged').filter((id) => !id.includes('(answer)'))).toEqual([
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

test('a mutant whose document says what the original says is equivalent', async () => {
  const suite = suiteOf(things());
  const [inlined] = suite.operations;
  const own = await suite.of(inlined!);
  const [mutant] = own.mutants;
  // Not structuredClone: in Jest its objects are of another realm, and equal none of this one.
  const document = JSON.parse(JSON.stringify(inlined!.document)) as JsonObject;
  const drift = { kind: 'document', document } as const;
  expect(await own.run({ ...mutant!, drift })).toEqual({ state: 'equivalent' });
});

describe('A suite with a group of cases missing', () => {
  test.each([
    ['credentials', 'drop security'],
    ['credentials', 'drop part of alternative'],
    ['method', 'add operation'],
    ['negative', 'open object'],
    ['status', 'drop example'],
    ['boundary', 'shift limit'],
  ] as const)('without the group %s lets mutants of "%s" survive', async (group, operator) => {
    const results = await runThings((one) => one.group !== group, operator);
    expect(ids(results, 'survived')).not.toEqual([]);
  });
});
