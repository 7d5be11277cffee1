import { performance } from 'node:perf_hooks';
import type { Figures } from './calls.js';
import { makeContestant, type Contestant } from './contestants.js';

/** Requests under way at once. */
const inFlight = 16;

/** Sent before the measurement, so that it sees compiled code as a service that runs for hours has it. */
const warmUp = 10_000;

const [, , name, url = '', count = '1000'] = process.argv;
const send = await makeContestant(name as Contestant, url);

async function run(requests: number): Promise<void> {
  let left = requests;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left > 0) {
        left -= 1;
        await send();
      }
    }),
  );
}

const requests = Number(count);
await run(warmUp);
const cpuBefore = process.cpuUsage();
const before = performance.now();
await run(requests);
const { user, system } = process.cpuUsage(cpuBefore);
const figures: Figures = {
  cpu: (user + system) / requests,
  wall: ((performance.now() - before) * 1000) / requests,
};
process.send?.(figures, () => process.exit(0));
