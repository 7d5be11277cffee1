import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runContract } from '../../../scripts/contract/run/run.js';
import type { RunResult } from '../../../scripts/contract/run/run-result.js';
import { startSandbox, type RunningSandbox } from '../../../src/sandbox/index.js';
import { describedPaths } from '../../lib/described-paths.js';
import { findingsOf, resultsOf } from './run-on.js';

describe('A contract run on records whose state stands in a member of a member', () => {
  let sandbox: RunningSandbox;
  let run: RunResult;

  beforeAll(async () => {
    sandbox = await startSandbox({ auth: 'presence' });
    run = await runContract({
      description: describedPaths((path) => path.includes('/alerts')),
      operations: ['createAlert', 'changeAlert', 'deleteAlert', 'deleteAlerts', 'showAlert'],
      only: ['example', 'behaviour', 'life-cycle'],
      target: sandbox.url,
      seed: 7,
      environment: {},
    });
  });
  afterAll(() => sandbox.close());

  test('finds nothing wrong with a server that keeps them', () => {
    expect(findingsOf(run)).toEqual({});
    expect(run.results.flatMap(({ notes = [] }) => notes)).toEqual([]);
  });

  test('makes the records in each state, and skips nothing for want of one', () => {
    expect(Object.keys(run.skippedFor).filter((reason) => !reason.includes('stateless'))).toEqual(
      [],
    );
    const kept = resultsOf(run, 'kept').map(({ case: one }) => one.id);
    for (const state of ['Open', 'Block', 'Closed']) {
      expect(kept).toEqual(
        expect.arrayContaining([
          `createAlert/life-cycle/begins-${state}`,
          `changeAlert/life-cycle/changeAlert-Closed-of-alert-${state}`,
          `deleteAlert/life-cycle/deleteAlert-plain-of-alert-${state}`,
          `deleteAlerts/life-cycle/deleteAlerts-plain-of-alert-${state}`,
        ]),
      );
    }
  });
});
