import { describe, expect, test } from '@jest/globals';
import type { RunOptions } from '../../../scripts/contract/run/run.js';
import { testAtNight } from '../../lib/at-night.js';
import { values } from './honest-state.js';
import { findingsOf, runOn } from './run-on.js';

/** What none of these servers judges. */
const ofForms =
  'It was accepted, which is wrong only if the server refuses a form with a part that its closed schema does not have (--can closed-forms).';

testAtNight(
  'a contract run on a server that keeps the contract and no state gives no finding',
  async () => {
    const { run } = await runOn({});
    expect(findingsOf(run)).toEqual({});
    expect(run).toMatchObject({ stopped: undefined, worthless: undefined, interrupted: false });
    expect(run.counts.kept).toBeGreaterThan(1000);
    expect(Object.keys(run.inconclusiveFor)).toEqual([ofForms]);
  },
);

describe('a contract run on a server that keeps the contract and state', () => {
  /** Groups that need records of all kinds. */
  const requests: RunOptions['only'] = ['example', 'behaviour', 'life-cycle'];

  test('gives no finding, with project, workspace and data class as its only values', async () => {
    const { run, server } = await runOn({ stateful: true }, { values });
    expect(findingsOf(run)).toEqual({});
    expect(run.counts.broken).toBe(0);
    expect(Object.keys(run.inconclusiveFor)).toEqual([ofForms]);
    expect(run.counts.kept).toBeGreaterThan(2000);
    expect(run.results.flatMap(({ notes = [] }) => notes)).toEqual([]);
    const behaviour = run.results.filter(
      ({ case: one, outcome }) =>
        ['behaviour', 'life-cycle'].includes(one.group) && outcome === 'kept',
    );
    expect(behaviour.length).toBeGreaterThan(80);
    // What it made is gone, and was recognisable while it was there.
    expect(server.count()).toBe(0);
    const made = server.requests.filter(({ body }) => body.includes('"contract-test-7-'));
    expect(made.length).toBeGreaterThan(20);
  });

  // That each case is the same whatever is chosen is tested where it is chosen.
  testAtNight.each<Partial<RunOptions>>([
    { operations: ['updateAopWorkflow', 'createAopWorkflowVersionApprovel'] },
    { only: ['property', 'behaviour'] },
    { shard: { index: 2, of: 3 } },
  ])('gives no finding either if only a part is chosen: %j', async (choice) => {
    const { run } = await runOn({ stateful: true }, { values, ...choice });
    expect(findingsOf(run)).toEqual({});
    expect(run.counts.inconclusive).toBe(0);
    expect(run.counts.kept).toBeGreaterThan(40);
  });

  test('leaves nothing behind when it is ended in the middle', async () => {
    const ending = new AbortController();
    const { run, server } = await runOn(
      {
        stateful: true,
        lie: ({ operationId }, reply) => {
          if (operationId === 'deleteAopWorkflowVersion') ending.abort();
          return reply;
        },
      },
      { values, signal: ending.signal, only: requests },
    );
    expect(run.interrupted).toBe(true);
    expect(server.count()).toBe(0);
  });

  test('makes nothing where nothing may be written', async () => {
    const { run, server } = await runOn(
      { stateful: true },
      { values, writes: false, only: requests },
    );
    expect(server.requests.filter(({ operationId }) => operationId?.startsWith('create'))).toEqual(
      [],
    );
    expect(run.counts.broken).toBe(0);
  });
});

testAtNight(
  'a contract run on a server that knows none of the examples gives no finding',
  async () => {
    const { run } = await runOn(
      {
        lie: ({ operationId, valid }, reply) =>
          operationId === 'showAopWorkflowInstance' && valid
            ? {
                status: 400,
                headers: { 'Content-Type': 'application/json' },
                body: JSON.stringify({ code: 'SecMaster.20040999', message: 'no such instance' }),
              }
            : reply,
      },
      { operations: ['listAopWorkflowInstance', 'showAopWorkflowInstance'] },
    );
    expect(findingsOf(run)).toEqual({});
    expect(Object.keys(run.inconclusiveFor)).toEqual([
      expect.stringMatching(/does it know the ids of the examples\?/),
    ]);
  },
);
