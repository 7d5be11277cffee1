import { expect, test } from '@jest/globals';
import { runContract } from '../../../scripts/contract/run/run.js';
import { honestServer } from './honest-server.js';
import { description, findingsOf, resultsOf, runOn } from './run-on.js';

test('a contract run on a server that keeps the contract and no state gives no finding', async () => {
  const { run } = await runOn({});
  expect(findingsOf(run)).toEqual({});
  expect(run).toMatchObject({ stopped: undefined, worthless: undefined, interrupted: false });
  expect(run.counts.kept).toBeGreaterThan(1000);
  expect(run.counts.inconclusive).toBe(0);
});

test('a contract run on a server that keeps the contract and state gives no finding', async () => {
  const { run, server } = await runOn({ stateful: true });
  expect(findingsOf(run)).toEqual({});
  expect(run.counts.kept).toBeGreaterThan(1000);
  // What is refused since it was deleted before is no finding, but is counted.
  const inconclusive = resultsOf(run, 'inconclusive');
  expect(inconclusive.length).toBeGreaterThan(0);
  expect(inconclusive.every(({ reason }) => reason !== undefined && reason !== '')).toBe(true);
  const flows = run.results.filter(({ case: one }) => one.group === 'flow');
  expect(flows.map(({ outcome }) => outcome)).toEqual(['kept', 'kept']);
  // The flow takes away what it creates.
  const flowIds = server.requests.filter(
    ({ method, url }) => method === 'DELETE' && /[\da-f]{8}-[\da-f-]{27}$/.test(url),
  );
  expect(flowIds.length).toBeGreaterThan(0);
});

test('a second contract run on a server that keeps state gives no finding either', async () => {
  const server = await honestServer({ stateful: true });
  try {
    const options = { description, target: server.url, seed: 7, runs: 0, environment: {} };
    const operations = ['showAopWorkflow', 'updateAopWorkflow', 'deleteAopWorkflow'];
    const first = await runContract({ ...options, operations });
    const second = await runContract({ ...options, operations });
    expect([findingsOf(first), findingsOf(second)]).toEqual([{}, {}]);
    expect(second.counts.inconclusive).toBeGreaterThan(first.counts.inconclusive);
  } finally {
    await server.stop();
  }
});

test('a contract run on a server that knows none of the examples gives no finding', async () => {
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
});
