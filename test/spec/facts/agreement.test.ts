import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { compare } from './compare.js';
import { shapeOfDescription } from './description-shape.js';
import { readDescription } from '../../../scripts/lib/description.js';
import { FILES } from './files.js';
import { countFacts, flatten } from './flatten.js';
import { stale, unexplained, type MeantDifference } from './meant-differences.js';
import { shapeOfReference } from './reference-shape.js';
import { componentsOf, readReference } from './reference.js';

const reference = readReference(FILES.reference);
const expected = flatten(shapeOfReference(reference));
const found = flatten(
  shapeOfDescription(readDescription(FILES.description), componentsOf(reference)),
);
const differences = compare(expected, found);
const meant = parse(readFileSync(FILES.differences, 'utf8')) as MeantDifference[];
const subjects = [...new Set([...expected.keys(), ...found.keys()])].map((subject) => ({
  subject,
  facts: expected.get(subject)?.size ?? 0,
}));

describe(`the description agrees with the reference in ${countFacts(expected)} facts`, () => {
  test.each(subjects)('$subject: $facts facts', ({ subject }) => {
    const here = differences.filter((difference) => difference.subject === subject);
    expect(unexplained(here, meant)).toEqual([]);
  });

  test('there are more than a thousand facts', () => {
    expect(countFacts(expected)).toBeGreaterThan(1000);
  });
});

describe('differences.yaml', () => {
  test('lists no difference that is gone', () => {
    expect(stale(differences, meant)).toEqual([]);
  });

  test('gives a decision and a reason for each difference', () => {
    expect(meant.filter((entry) => !entry.decision || !entry.reason)).toEqual([]);
  });
});
