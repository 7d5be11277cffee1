import { expect, test } from '@jest/globals';
import { SecMasterError } from '../../../src/index.js';
import type { ScriptedAnswer } from '../loopback-server.js';
import { useLoopback, success } from './client-on-loopback.js';

const loopback = useLoopback();

/** What goes wrong on the way, one request in three. */
const faults: ScriptedAnswer[] = [
  { hangUp: true },
  { ...success, breakOff: true },
  { ...success, body: success.body.slice(0, 40) },
  { status: 429, headers: { 'Retry-After': '0' } },
  { status: 502, body: '<html><title>Bad gateway</title></html>' },
  { status: 503 },
];

test('Under parallel load on a faulty server nothing is lost and nothing is sent twice', async () => {
  let count = 0;
  /** Names of the workflows whose creation got as far as the service. */
  const arrived: string[] = [];
  loopback.server.answer = ({ method, body }) => {
    count += 1;
    const fault = count % 3 === 0 ? faults[(count / 3) % faults.length] : undefined;
    // What the gateway throttles, the service never sees.
    if (method === 'POST' && fault?.status !== 429) arrived.push(JSON.parse(String(body)).name);
    return fault ?? success;
  };
  const client = loopback.client({ retry: { baseDelay: 1, maxAttempts: 10 } });
  const body = { engine_type: 'public_engine', aop_type: 'NORMAL', dataclass_id: 'd' } as const;
  const reads = Array.from({ length: 300 }, (_, index) =>
    client.workflows.showAopWorkflow({ workflow_id: `w-${index}` }).then(
      ({ data }) => data.id,
      (error: unknown) => error,
    ),
  );
  const names = Array.from({ length: 300 }, (_, index) => `n-${index}`);
  const writes = names.map((name) =>
    client.workflows.createAopWorkflow({ body: { ...body, name } }).then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
  const readResults = await Promise.all(reads);
  const writeFailures = (await Promise.all(writes)).filter((error) => error !== undefined);

  expect(new Set(readResults)).toEqual(new Set(['w']));
  expect(arrived.sort()).toEqual([...names].sort());
  const sent = loopback.server.seen.filter(({ method }) => method === 'POST');
  expect(sent.length).toBeGreaterThan(names.length);
  expect(writeFailures).not.toEqual([]);
  for (const error of writeFailures) {
    expect(error).toBeInstanceOf(SecMasterError);
    expect(error).toMatchObject({ outcome: 'unknown', operationId: 'createAopWorkflow' });
  }
});
