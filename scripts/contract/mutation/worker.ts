import { parentPort, workerData } from 'node:worker_threads';
import { asDescription } from '../../lib/openapi/document.js';
import type { MutantResult } from './mutant.js';
import type { FromWorker, WorkerSetup } from './pool.js';
import { suiteOf } from './suite.js';

/** Runs the mutants of the operations that the pool names, one operation after the other. */
const { document, operator, without } = workerData as WorkerSetup;
/** How many results are reported at once, as most mutants take less time than a message. */
const batch = 50;

const suite = suiteOf(asDescription(document), ({ group }) => !without.includes(group));

parentPort?.on('message', (operation: string) => {
  run(operation).catch((error: unknown) => {
    send({ failure: error instanceof Error ? error.message : String(error) });
  });
});

async function run(operation: string): Promise<void> {
  const inlined = suite.operations.find((one) => one.operation.id === operation);
  if (inlined === undefined) throw new Error(`there is no operation ${operation}`);
  const { cases, falseAlarms, mutants, run: runMutant } = await suite.of(inlined);
  const [alarm] = falseAlarms;
  if (alarm !== undefined) {
    const { one, findings } = alarm;
    throw new Error(
      `the unchanged provider fails ${falseAlarms.length} of ${cases} cases, first ${one.id}: ${findings[0]?.message ?? ''}`,
    );
  }
  const results: MutantResult[] = [];
  const report = (done: boolean) => send({ operation, cases, results: results.splice(0), done });
  for (const mutant of mutants) {
    if (operator !== undefined && mutant.operator !== operator) continue;
    const { drift: _, places: __, ...reported } = mutant;
    results.push({ mutant: reported, verdict: await runMutant(mutant) });
    if (results.length === batch) report(false);
  }
  report(true);
}

function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}
