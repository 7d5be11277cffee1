import { expect, test } from '@jest/globals';
import { findingsOf, resultsOf, runOn } from './run-on.js';

const only = { only: ['property' as const], operations: ['createAopWorkflow'], runs: 50 };

/** Refuses names with a Chinese character. */
const lie: NonNullable<Parameters<typeof runOn>[0]['lie']> = (
  { operationId, valid, body },
  reply,
) => {
  if (operationId !== 'createAopWorkflow' || !valid) return reply;
  const { name } = JSON.parse(body) as { name: string };
  if (!/\p{Script=Han}/u.test(name)) return reply;
  return {
    status: 400,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code: 'SecMaster.20010001', message: 'no' }),
  };
};

test('random requests find what no list of cases has, made smaller, and again by their seed', async () => {
  const { run } = await runOn({ lie }, only);
  const [result, ...others] = resultsOf(run, 'broken');
  expect(others).toEqual([]);
  expect(result).toMatchObject({
    case: { id: 'createAopWorkflow/property/valid', group: 'property' },
    findings: [
      { name: 'valid_refused', message: expect.stringMatching(/seed 7, path \d+(:\d+)*\.$/) },
    ],
    curl: expect.stringMatching(/^curl /),
  });
  const { body } = result!.case.request as { body: { value: { name: string } } };
  // What does not matter is gone: members that may be missing, and most of the name.
  expect(Object.keys(body.value)).toHaveLength(4);
  expect(body.value.name.length).toBeLessThan(100);
  const again = await runOn({ lie }, only);
  expect(findingsOf(again.run)).toEqual(findingsOf(run));
});

test('random requests that find nothing are one result', async () => {
  const { run, server } = await runOn({}, only);
  expect(run.results.map(({ outcome, case: one }) => [one.id, outcome])).toEqual([
    ['createAopWorkflow/property/valid', 'kept'],
    ['createAopWorkflow/property/invalid', 'kept'],
  ]);
  expect(server.requests.length).toBeGreaterThan(100);
});
