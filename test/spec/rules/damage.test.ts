import { describe, expect, test } from '@jest/globals';
import { ownRules } from '../../../spec/rules/own-rules.js';
import { isNight } from '../../lib/at-night.js';
import { damageCases } from './cases/index.js';
import { cleanDocument } from './clean-document.js';
import { lintDocument, lintWithOwnRules, type Finding } from './lint.js';

// What the rules of others do with damage takes most of the time, and is not ours to test.
const lint = isNight ? lintDocument : lintWithOwnRules;
const isAsked = ({ code }: Finding) => isNight || code in ownRules;

describe.each(Object.entries(damageCases))('%s', (_rule, cases) => {
  test.each(cases)('$name', async ({ damage, expected }) => {
    const document = cleanDocument();
    damage(document);
    expect(await lint(document)).toEqual(expected.filter(isAsked));
  });
});

test('every rule of ours is among them, or has a test of its own', () => {
  const tested = [...Object.keys(damageCases), 'file-named-after-content'];
  expect(tested.sort()).toEqual(Object.keys(ownRules).sort());
});

test.each(Object.entries(damageCases))('a damage makes %s speak', (rule, cases) => {
  const found = cases.flatMap(({ expected }) => expected.map(({ code }) => code));
  expect(found).toContain(rule);
});
