import { Pool } from 'undici';
import { defineCommand } from '../../scripts/lib/cli.js';
import { casesOf } from '../../scripts/contract/cases/index.js';
import { oracleOf } from '../../scripts/contract/oracle/oracle.js';
import { openSession } from '../../scripts/contract/run/session.js';
import { signsIn } from '../../scripts/contract/http/sign-in.js';
import { readTarget } from '../../scripts/contract/http/target.js';
import { wireRequest } from '../../scripts/contract/http/wire.js';
import { readDescription } from '../../scripts/lib/openapi/document.js';
import { defaultBundle } from '../../scripts/lib/paths.js';
import { stopSignal } from '../../scripts/lib/stop-signal.js';
import { startMock } from '../../scripts/mock.js';

const command = {
  usage: 'npx tsx test/bench/contract.ts',
  summary:
    'Compares what a contract case costs on the mock, sent and judged, with its bare request.',
  options: {
    rounds: { value: 'N', default: '5', help: 'rounds; the best of each kind counts' },
  },
  failure: 'the mock cannot be started',
} as const;

/** Requests under way at once. */
const inFlight = 16;

/** Does a work for each item, so many at a time, and tells how long one took, in microseconds. */
async function timeEach<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<number> {
  const start = performance.now();
  const rest = items.values();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (const item of rest) await work(item);
    }),
  );
  return ((performance.now() - start) * 1000) / items.length;
}

defineCommand(import.meta.url, command, async (options) => {
  const signal = stopSignal();
  const mock = await startMock({ document: defaultBundle, port: 0, signal });
  const target = readTarget(mock.url);
  const description = readDescription(defaultBundle);
  // Those without credentials are refused early by the mock, and prove nothing of the cost. A form that is
  // none ends Prism, which is then started again. One of ten stands for the others.
  const cases = casesOf(description)
    .filter(({ needs, group }) => needs.length === 0 && group !== 'credentials')
    .filter(({ request: { body } }, index) => index % 10 === 0 && body?.kind !== 'form');
  const oracle = oracleOf(description, { 'allow-header': false });
  const session = openSession({
    target,
    concurrency: inFlight,
    timeout: 10_000,
    signsIn: signsIn({ description, origin: target.origin, loopback: true, environment: {} }),
    oracle: () => oracle,
    signal,
  });
  const messages = cases.map(({ request }) => {
    const { method, path, headers, body } = wireRequest(request, target.basePath);
    return { method, path, headers: { ...headers, 'x-auth-token': 'token' }, body };
  });
  const pool = new Pool(target.origin, { connections: inFlight });
  const best = { bare: Infinity, judged: Infinity };
  try {
    for (let round = 1; round <= Number(options.rounds); round += 1) {
      const bare = await timeEach(messages, async (message) => {
        const { body } = await pool.request(message);
        await body.text();
      });
      const judged = await timeEach(cases, (one) => session.send(one));
      console.log(
        `round ${round}  bare request ${bare.toFixed(0)} µs, case ${judged.toFixed(0)} µs`,
      );
      best.bare = Math.min(best.bare, bare);
      best.judged = Math.min(best.judged, judged);
    }
    const ratio = (best.judged / best.bare).toFixed(2);
    console.log(`${cases.length} cases; a case costs ${ratio} x its bare request`);
  } finally {
    await pool.close();
    await session.close();
    await mock.stop();
  }
});
