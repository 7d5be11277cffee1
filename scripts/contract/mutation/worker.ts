import { parentPort, workerData } from 'node:worker_threads';
import { asDescription } from '../../lib/openapi/document.js';
import type { CaseGroup } from '../case.js';
import type { Mutant, MutantResult } from './mutant.js';
import type { Report, WorkerSetup } from './pool.js';
import { suiteOf, type HonestRun } from './suite.js';

/** Runs the mutants of the operations that the pool names, one operation after the other. */
const { document, operator, without, sharing, on } = workerData as WorkerSetup;
/** How many results are reported at once, as most mutants take less time than a message. */
const batch = 50;
/** How many mutants of a server with state are run at once, since their checks wait for times to go on. */
const together = 4;

const description = asDescription(document);
const keeps = (group: CaseGroup): boolean => !without.includes(group);
const isChosen = (mutant: Mutant): boolean =>
  operator === undefined || mutant.operator === operator;
const suite = on.includes('mock') ? suiteOf(description, keeps, sharing) : undefined;
// A run on the mock alone needs no sandbox.
const stateSuite = on.includes('sandbox')
  ? (await import('./state-suite.js')).stateSuiteOf(description, keeps)
  : undefined;

// What fails ends the thread, and reaches the pool so.
parentPort?.on('message', (operation: string) => void run(operation));

async function run(operation: string): Promise<void> {
  let cases = 0;
  const results: MutantResult[] = [];
  const report = (done: boolean) => {
    const message: Report = { operation, cases, results: results.splice(0), done };
    parentPort?.postMessage(message);
  };
  const inlined = suite?.operations.find((one) => one.operation.id === operation);
  if (suite !== undefined && inlined !== undefined) {
    const own = await suite.of(inlined);
    cases = own.cases;
    requireHonesty('provider', own);
    for (const mutant of own.mutants.filter(isChosen)) {
      const { drift: _, places: __, ...reported } = mutant;
      results.push({ on: 'mock', mutant: reported, verdict: await own.run(mutant) });
      if (results.length === batch) report(false);
    }
  }
  const mutants = stateSuite?.mutantsOf(operation).filter(isChosen) ?? [];
  if (stateSuite !== undefined && mutants.length > 0) {
    const honest = await stateSuite.onHonestServer(operation);
    cases += honest.cases;
    requireHonesty('server with state', honest);
    for (let first = 0; first < mutants.length; first += together) {
      const some = mutants.slice(first, first + together).map(async (mutant) => {
        const { start: _, related: __, ...reported } = mutant;
        const verdict = await stateSuite.run(mutant);
        return { on: 'sandbox', mutant: reported, verdict } as const;
      });
      results.push(...(await Promise.all(some)));
      report(false);
    }
  }
  report(true);
}

function requireHonesty(provider: string, { cases, falseAlarms }: HonestRun): void {
  const [alarm] = falseAlarms;
  if (alarm === undefined) return;
  throw new Error(
    `the unchanged ${provider} fails ${falseAlarms.length} of ${cases} cases, first ${alarm.case.id}: ${alarm.findings[0]?.message ?? ''}`,
  );
}
