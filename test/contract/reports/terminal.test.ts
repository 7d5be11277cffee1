import { describe, expect, it } from '@jest/globals';
import type { Coverage } from '../../../scripts/contract/coverage/index.js';
import { summaryTable } from '../../../scripts/contract/reports/terminal.js';
import { nastyResult } from './nasty.js';
import { jsonAnswer, oneCase, result, runOf } from './results.js';

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
    expect(summaryTable(run, coverage).split('\n')).toEqual([
      'operation   cases  kept  broken  inconclusive  skipped  statuses',
      'listThings      4     2       1             0        1  200 404',
      'get             1     0       0             1        0',
      'all             5     2       1             1        1',
      '',
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
    ]);
  });

  it('the summary lets no text of a description steer the terminal', () => {
    const table = summaryTable(runOf([nastyResult]), { ...coverage, levels: [] });

    expect(table).not.toMatch(/[\u0000-\u0009\u001b\u009b]/);
    expect(table.trim().split('\n')).toHaveLength(3);
  });
});
