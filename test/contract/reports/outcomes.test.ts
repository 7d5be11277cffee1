import { describe, expect, it } from '@jest/globals';
import { verdictOf, type Report } from '../../../scripts/contract/reports/outcomes.js';
import { leftOut } from '../../../scripts/contract/run/left-out.js';
import { asDescription } from '../../../scripts/lib/openapi/document.js';
import { oneCase, reportOn, result } from './results.js';

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

describe('leftOut', () => {
  const description = asDescription({ openapi: '3.1.0', paths: {} });
  const check = (operationId: string, outcome: 'kept' | 'skipped', id = operationId) =>
    result({ outcome, case: oneCase({ id, group: 'behaviour', operationId }) });
  const made = check('listThings', 'kept');
  const skippedTwice = [check('showThing', 'skipped'), check('showThing', 'skipped', 'second')];

  it('names operations none of whose checks of behaviour could be made', () => {
    expect(leftOut(description, [made, check('listThings', 'skipped'), ...skippedTwice])).toEqual([
      '1 operation (showThing): none of the checks of behaviour could be made, for the reasons of the skipped cases.',
    ]);
  });

  it('names operations of which nothing but such a check was there', () => {
    const responses = { 204: { description: 'Done.' } };
    const paths = { '/x': { get: { operationId: 'x', responses } } };
    expect(
      leftOut(asDescription({ openapi: '3.1.0', paths }), [made, check('x', 'skipped')]),
    ).toContainEqual(expect.stringMatching(/^1 operation \(x\): no valid request can be made/));
  });

  it('names none where the server keeps no state', () => {
    expect(leftOut(description, [result(), ...skippedTwice])).toEqual([]);
  });
});
