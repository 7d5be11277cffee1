import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { baselineText, readBaseline, withoutKnown } from '../../../scripts/contract/baseline.js';
import { jsonAnswer, oneCase, result, runOf } from './results.js';

const folder = mkdtempSync(join(tmpdir(), 'baseline-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileOf(text: string): string {
  const file = join(folder, `${(files += 1)}.yaml`);
  writeFileSync(file, text);
  return file;
}

const broken = (operationId: string, name: 'invalid_accepted' | 'missing_header') =>
  result({
    case: oneCase({
      operationId,
      rule: { keyword: 'maximum', pointer: `/${operationId}/maximum` },
    }),
    outcome: 'broken',
    findings: [{ name, message: 'No.', pointer: `/${operationId}/maximum` }],
    answer: jsonAnswer(200, {}),
  });
const entry = {
  finding: 'invalid_accepted',
  operation: 'list',
  reason: 'Issue 7.',
  expires: '2026-06-30',
} as const;

describe('withoutKnown', () => {
  const run = runOf([broken('list', 'invalid_accepted'), broken('show', 'invalid_accepted')]);

  it('a known finding judges nothing and is counted with its reason, up to its last day', () => {
    const { run: rest, faults, notes } = withoutKnown(run, [entry], true, '2026-06-30');
    expect(rest.counts).toMatchObject({ broken: 1, inconclusive: 1 });
    expect(rest.inconclusiveFor).toEqual({ 'Known until 2026-06-30: Issue 7.': 1 });
    expect([faults, notes]).toEqual([[], []]);
  });

  it('an expired entry counts again, and is named', () => {
    const { run: rest, faults, notes } = withoutKnown(run, [entry], true, '2026-07-01');
    expect(rest.counts.broken).toBe(2);
    expect(faults).toEqual([]);
    expect(notes).toEqual([
      'A known finding counts again since 2026-06-30 (invalid_accepted list).',
    ]);
  });

  it('an entry without a finding is a fault, unless not every case was chosen or sent', () => {
    const gone = { ...entry, operation: 'create' };
    const faults = [
      'The baseline knows a finding that is gone (invalid_accepted create); remove it, or run with --update-baseline.',
    ];
    expect(withoutKnown(run, [gone], true, '2026-01-01').faults).toEqual(faults);
    expect(withoutKnown(run, [gone], false, '2026-01-01').faults).toEqual([]);
    const stopped = { ...run, stopped: 'The server is gone.' };
    expect(withoutKnown(stopped, [gone], true, '2026-01-01').faults).toEqual([]);
  });

  it('every member of an entry must fit', () => {
    const isKnown = (change: object) =>
      withoutKnown(run, [{ ...entry, ...change }], false, '2026-01-01').run.counts.broken === 1;
    expect(isKnown({ status: 200, keyword: 'maximum', rule: '/list/maximum' })).toBe(true);
    expect(isKnown({ status: 201 })).toBe(false);
    expect(isKnown({ keyword: 'minimum' })).toBe(false);
    expect(isKnown({ check: 'plain' })).toBe(true);
    expect(isKnown({ check: 'other' })).toBe(false);
    expect(isKnown({ code: '7' })).toBe(false);
    expect(isKnown({ rule: '/list' })).toBe(false);
    expect(isKnown({ finding: 'missing_header' })).toBe(false);
  });

  it('a case with another finding beside a known one stays broken', () => {
    const both = broken('list', 'invalid_accepted');
    const other = { name: 'missing_header', message: 'Missing.' } as const;
    const two = runOf([{ ...both, findings: [...both.findings, other] }]);
    const { run: rest } = withoutKnown(two, [entry], true, '2026-01-01');
    expect(rest.results[0]).toMatchObject({ outcome: 'broken', findings: [other] });
  });
});

describe('baselineText', () => {
  it('a baseline that is written knows all findings, and keeps the reasons of those that are still there', () => {
    const run = runOf([broken('list', 'invalid_accepted'), broken('show', 'missing_header')]);
    const former = { ...entry, expires: '2999-12-31' };
    const gone = { ...former, operation: 'gone' };
    const entries = readBaseline(fileOf(baselineText(run, [former, gone], true)));
    expect(entries).toEqual([
      former,
      {
        finding: 'missing_header',
        rule: '/show/maximum',
        reason: 'Not looked at yet.',
        expires: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      },
    ]);
    expect(withoutKnown(run, entries, true)).toMatchObject({
      run: { counts: { broken: 0, inconclusive: 2 } },
      faults: [],
    });
  });

  it('a baseline that is written after a part of the cases keeps what other cases may need', () => {
    const run = runOf([broken('list', 'invalid_accepted')]);
    const [elsewhere, old] = [{ ...entry, operation: 'other', expires: '2999-12-31' }, entry];
    const entries = readBaseline(fileOf(baselineText(run, [elsewhere, old], false)));
    expect(entries).toEqual([elsewhere, expect.objectContaining({ rule: '/list/maximum' })]);
    const former = { ...old, operation: 'other' };
    expect(readBaseline(fileOf(baselineText(run, [former], false)))[0]).toEqual(former);
  });

  it('a baseline that is written knows what random requests found, too', () => {
    const random = broken('list', 'invalid_accepted');
    const run = runOf([
      broken('list', 'invalid_accepted'),
      {
        ...random,
        case: { ...random.case, group: 'property', rule: { keyword: 'not', pointer: '/list' } },
        findings: [{ name: 'invalid_accepted', message: 'No.', pointer: '/list' }],
      },
      ...Array.from({ length: 3 }, () => ({
        ...random,
        ...{ outcome: 'kept' as const, findings: [] },
        case: { ...random.case, expected: { kind: 'accepted' as const } },
      })),
    ]);
    const entries = readBaseline(fileOf(baselineText(run, [], true)));
    expect(withoutKnown(run, entries, true)).toMatchObject({
      run: { counts: { broken: 0 } },
      faults: [],
    });
  });
});

describe('readBaseline', () => {
  const start = 'version: 1\nfindings:\n  - finding: missing_allow\n';
  it.each([
    [
      'version: 2\nfindings: []\n',
      /is of version 2, but this program reads version 1; write it anew/,
    ],
    ['findings: []\n', /is of version none, but/],
    ['version: 1\n', /has no list "findings"\.$/],
    ['version: [\n', /is no YAML\.$/],
    ['version: 1\nfindings: [7]\n', /has something else than a finding in entry 1\.$/],
    [`${start}    expires: 2027-01-01\n`, /gives no reason in entry 1\.$/],
    [`${start}    reason: x\n    expires: tomorrow\n`, /gives no last day in entry 1, such as/],
    [`${start}    reson: x\n`, /in entry 1: "reson" is unknown; did you mean reason\?$/],
    [
      'version: 1\nfindings:\n  - finding: missing_alow\n',
      /"missing_alow" .* did you mean missing_allow\?/,
    ],
  ])('a baseline that makes no sense is refused in a sentence: %j', (text, message) => {
    const file = fileOf(text);
    const fault = expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) });
    expect(() => readBaseline(file)).toThrow(fault);
  });

  it('a baseline that does not exist is refused with what makes one', () => {
    expect(() => readBaseline(join(folder, 'none'))).toThrow(/write one with --update-baseline/);
  });
});
