import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { paragraphsOf } from './decisions.js';
import { FILES } from './files.js';
import type { MeantDifference } from './meant-differences.js';
import { readReference } from './reference.js';

const reference = readReference(FILES.reference);
const paragraphs = existsSync(FILES.decisions)
  ? paragraphsOf(readFileSync(FILES.decisions, 'utf8'))
  : [];
const textOf = (id: string) => paragraphs.find((paragraph) => paragraph.id === id)?.text ?? '';

describe('spec/decisions.md', () => {
  test.each(Object.entries(reference.discrepancies))('decides %s: %s', (id) => {
    expect(textOf(id)).toMatch(/\w+ \w+/);
  });

  test.each(Object.keys(reference.readings))('explains our own reading %s', (id) => {
    expect(textOf(id)).toMatch(/\w+ \w+/);
  });

  test('explains every difference that differences.yaml lists', () => {
    const meant = parse(readFileSync(FILES.differences, 'utf8')) as MeantDifference[];
    expect(meant.map(({ decision }) => decision).filter((id) => textOf(id) === '')).toEqual([]);
  });

  test('uses no number twice', () => {
    const ids = paragraphs.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('knows no discrepancy that the reference does not', () => {
    const ids = paragraphs.map(({ id }) => id).filter((id) => /^D\d+$/.test(id));
    expect(ids.filter((id) => !(id in reference.discrepancies))).toEqual([]);
  });
});

test('a paragraph belongs to the first word of the heading above it', () => {
  const markdown =
    '# Log\n\nIntro.\n\n## D01 Case\n\nUpper case.\n\n## S01: Headers\n\n## D02\nTwo.\n';
  expect(paragraphsOf(markdown)).toEqual([
    { id: 'D01', text: 'Upper case.' },
    { id: 'S01', text: '' },
    { id: 'D02', text: 'Two.' },
  ]);
});
