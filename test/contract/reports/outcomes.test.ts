import { describe, expect, it } from '@jest/globals';
import { verdictOf, type Report } from '../../../scripts/contract/reports/outcomes.js';

import { reportOn, result } from './results.js';

const kept = result();
const broken = result({
  outcome: 'broken',
  findings: [{ name: 'valid_refused', message: 'Refused.' }],
});
const skipped = result({ outcome: 'skipped' });

describe('verdictOf', () => {
  it.each<[string, Report, string, string]>([
    ['all kept', reportOn([kept]), 'kept', 'The contract is kept: all 1 judged cases.'],
    [
      'some left out',
      reportOn([kept, skipped]),
      'kept',
      'The contract is kept: all 1 judged cases. Cases that judge nothing: 1.',
    ],
    [
      'one broken before the end',
      reportOn([kept, broken, skipped], { interrupted: true }),
      'broken',
      'The contract is broken: 1 finding in 1 of 2 judged cases. The run was interrupted, so not every case was sent.',
    ],
    [
      'broken off',
      reportOn([kept], { stopped: 'The server is gone.' }),
      'incomplete',
      'Nothing broken so far. The run broke off: The server is gone.',
    ],
    [
      'only refusals',
      reportOn([kept], { worthless: 'Nothing but refusals.' }),
      'incomplete',
      'Nothing but refusals.',
    ],
  ])('the verdict of a run names its outcome: %s', (_, run, kind, sentence) => {
    expect(verdictOf(run)).toEqual({ kind, sentence });
  });
});
