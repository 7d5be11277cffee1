import { describe, expect, it } from '@jest/globals';
import { verdictOf } from '../../../scripts/contract/reports/outcomes.js';
import type { RunResult } from '../../../scripts/contract/run/run-result.js';
import { result, runOf } from './results.js';

const kept = result();
const broken = result({ outcome: 'broken' });
const skipped = result({ outcome: 'skipped' });

describe('verdictOf', () => {
  it.each<[string, RunResult, string, string]>([
    ['all kept', runOf([kept]), 'kept', 'The contract is kept: all 1 judged cases.'],
    [
      'some left out',
      runOf([kept, skipped]),
      'kept',
      'The contract is kept: all 1 judged cases. Cases that judge nothing: 1.',
    ],
    [
      'one broken before the end',
      runOf([kept, broken, skipped], { interrupted: true }),
      'broken',
      'The contract is broken: 1 of 2 judged cases. The run was interrupted, so not every case was sent.',
    ],
    [
      'broken off',
      runOf([kept], { stopped: 'The server is gone.' }),
      'incomplete',
      'Nothing broken so far. The run broke off: The server is gone.',
    ],
    [
      'only refusals',
      runOf([kept], { worthless: 'Nothing but refusals.' }),
      'broken',
      'Nothing but refusals.',
    ],
  ])('the verdict of a run names its outcome: %s', (_, run, kind, sentence) => {
    expect(verdictOf(run)).toEqual({ kind, sentence });
  });
});
