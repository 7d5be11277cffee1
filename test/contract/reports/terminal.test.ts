import { describe, expect, it } from '@jest/globals';
import type { Coverage } from '../../../scripts/contract/coverage/index.js';
import {
  findingsText,
  notesText,
  summaryTable,
} from '../../../scripts/contract/reports/terminal.js';
import { nastyResult } from './nasty.js';
import { jsonAnswer, oneCase, reportOn, result, runOf } from './results.js';

const coverage: Coverage = {
  operations: [],
  levels: [
    { level: 1, name: 'paths', covered: 2, total: 2, missing: [] },
    {
      level: 6,
      name: 'response properties',
      covered: 9994,
      total: 10000,
      missing: ['a', 'b', 'c', 'd', 'e', 'f'],
    },
    { level: 7, name: 'operation flows', covered: 0, total: 0, missing: [] },
  ],
};

describe('summaryTable', () => {
  it('the summary has a row per operation, and a line per level that names what is missing', () => {
    const run = runOf([
      result({ answer: jsonAnswer(404, {}) }),
      result({ answer: jsonAnswer(200, {}) }),
      result({ answer: jsonAnswer(404, {}), outcome: 'broken' }),
      result({ outcome: 'skipped' }),
      result({ case: oneCase({ operationId: 'get' }), outcome: 'inconclusive' }),
    ]);
    expect(summaryTable({ run, coverage, causes: [], notes: [], leftOut: [] }).split('\n')).toEqual(
      [
        'operation   cases  kept  broken  inconclusive  skipped  statuses',
        'listThings      4     2       1             0        1  200 404',
        'get             1     0       0             1        0',
        'all             5     2       1             1        1',
        '',
        'Reached at least once, by test coverage level (TCL):',
        'TCL 1   100 %  paths (2 of 2)',
        // Not 100 %: what is missing must not be rounded away.
        'TCL 6  99.9 %  response properties (9994 of 10000)',
        '         missing: a',
        '         missing: b',
        '         missing: c',
        '         missing: d',
        '         missing: e',
        '         and 1 more',
        'TCL 7    none  operation flows (0 of 0)',
      ],
    );
  });

  it('the summary lets no text of a description steer the terminal', () => {
    const table = summaryTable({
      run: runOf([nastyResult]),
      coverage: { ...coverage, levels: [] },
      causes: [],
      notes: [],
      leftOut: [],
    });

    expect(table).not.toMatch(/[\u0000-\u0009\u001b\u009b]/);
    expect(table.trim().split('\n')).toHaveLength(5);
  });
});

describe('findingsText', () => {
  it('the terminal shows a finding with what was expected, what was answered, the rule and a curl line', () => {
    const { causes } = reportOn([
      result({
        case: oneCase({
          name: 'limit is 0',
          rule: { keyword: 'minimum', pointer: '/x/minimum' },
          expected: { kind: 'refused', statuses: [400, 422] },
        }),
        outcome: 'broken',
        findings: [{ name: 'invalid_accepted', message: 'It was answered with 200.' }],
        answer: jsonAnswer(200, { text: 'x'.repeat(500) }),
        curl: 'curl http://127.0.0.1/things?limit=0',
      }),
    ]);
    expect(findingsText(causes, false).split('\n')).toEqual([
      'invalid_accepted (F206): listThings: 1 request',
      '  an invalid request was accepted: limit is 0',
      '  It was answered with 200.',
      '  expected  refused with 400 or 422',
      expect.stringMatching(/^ {2}answered {2}200 application\/json: \{"text":"x{50,}…$/),
      '  rule      api/a,b: c.yaml:7 (minimum)',
      '  curl http://127.0.0.1/things?limit=0',
    ]);
  });

  it('the terminal shows twenty findings, and says where the others are', () => {
    const { causes } = reportOn(
      Array.from({ length: 23 }, (_, index) =>
        result({
          case: oneCase({ operationId: `operation${index}` }),
          outcome: 'broken',
          findings: [{ name: 'invalid_body', message: 'No.', pointer: `/${index}` }],
          answer: jsonAnswer(200, {}),
        }),
      ).flatMap((broken) => [broken, result({ case: broken.case, answer: jsonAnswer(200, {}) })]),
    );
    expect(findingsText(causes, false)).toMatch(
      /\n\n… and 3 more findings, see them all with --report DIR$/,
    );
    expect(findingsText(causes, true)).toMatch(/ see the report$/);
  });

  it('the terminal says how to leave out operations that a server does not have', () => {
    const broken = ['listThings', 'showThing'].map((operationId) =>
      result({
        case: oneCase({ operationId }),
        outcome: 'broken',
        findings: [{ name: 'undocumented_status', message: 'No.' }],
        answer: jsonAnswer(404, {}),
      }),
    );
    expect(findingsText(reportOn(broken).causes, false)).toMatch(/\n {2}hint .*--tag/);
    expect(findingsText(reportOn(broken.slice(1)).causes, false)).not.toContain('hint');
  });

  it('the terminal says how to test a mock that checks no request', () => {
    const negative = ['listThings', 'showThing'].map((operationId) =>
      oneCase({ operationId, group: 'negative', expected: { kind: 'refused', statuses: [400] } }),
    );
    const broken = negative.map((one) =>
      result({
        case: one,
        outcome: 'broken',
        findings: [{ name: 'invalid_accepted', message: 'No.' }],
        answer: jsonAnswer(200, {}),
      }),
    );
    const hint = /\n {2}hint {6}The server checks no request, .* --only example,/;
    expect(findingsText(reportOn(broken).causes, false)).toMatch(hint);
    const kept = negative.slice(1).map((one) => result({ case: one, answer: jsonAnswer(400, {}) }));
    expect(findingsText(reportOn([...broken, ...kept]).causes, false)).not.toContain('hint');
  });

  it('the terminal shows what differs from a reading as a note, in one line', () => {
    const note = { name: 'wrong_order', message: 'Newest\nfirst.' } as const;
    expect(notesText(reportOn([result(), result({ notes: [note] })]))).toBe(
      'note: wrong_order: listThings: 1 request: Newest\\nfirst.',
    );
    expect(notesText(reportOn([result()]))).toBe('');
  });

  it('the terminal lets no text of a server steer it', () => {
    const text = findingsText(reportOn([nastyResult]).causes, true);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u009b\u202e]/);
    expect(text.split('\n').every((line) => /^( {2}|\w+( \(F\d+\))?: |$)/.test(line))).toBe(true);
  });
});
