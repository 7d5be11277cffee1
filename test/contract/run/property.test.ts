import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ContractCase } from '../../../scripts/contract/case.js';
import { tryProperty } from '../../../scripts/contract/run/property.js';
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

test('makes no more smaller requests than it sends', async () => {
  let made = 0;
  let sent = 0;
  const names = fc.array(fc.string(), { minLength: 30, maxLength: 60 }).map((list) => {
    made += 1;
    return { name: list.join() } as ContractCase;
  });
  const planned = { id: 'planned' } as ContractCase;
  const result = await tryProperty(
    planned,
    names,
    { seed: 1, runs: 5 },
    (one) => {
      sent += 1;
      const outcome = sent === 1 ? 'broken' : 'kept';
      const findings = sent === 1 ? [{ name: 'server_error', message: 'It failed.' } as const] : [];
      const answer = { status: 500 } as never;
      return Promise.resolve({ case: one, outcome, findings, answer, duration: 0 });
    },
    () => false,
  );
  expect(result).toMatchObject({ outcome: 'broken', case: { id: 'planned' } });
  expect(result.findings[0]?.message).toMatch(/seed 1, path \d+(:\d+)*\.$/);
  expect(sent).toBeGreaterThan(100);
  expect(made).toBeLessThan(sent + 20);
});
