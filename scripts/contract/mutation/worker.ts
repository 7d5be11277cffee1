import { parentPort, workerData } from 'node:worker_threads';
import { asDescription } from '../../lib/openapi/document.js';
import type { CaseGroup } from '../case.js';
import type { Mutant, MutantResult, ProviderName, Suite } from './mutant.js';
import type { Report, WorkerSetup } from './run.js';
import { suiteOf } from './suite.js';

/** Runs the mutants of the operations that it is told, one operation after the other. */
const { document, operator, without, sharing, on } = workerData as WorkerSetup;
/** How many mutants are run at once: the checks on a server with state wait for times to go on. */
const together: Readonly<Record<ProviderName, number>> = { mock: 1, sandbox: 4 };

const description = asDescription(document);
const keeps = (group: CaseGroup): boolean => !without.includes(group);
const isChosen = (mutant: Mutant): boolean =>
  operator === undefined || mutant.operator === operator;
const makers: Readonly<Record<ProviderName, () => Suite | Promise<Suite>>> = {
  mock: () => suiteOf(description, keeps, sharing),
  // A run on the mock alone needs no sandbox.
  sandbox: async () => (await import('./state-suite.js')).stateSuiteOf(description, keeps),
};
const suites = await Promise.all(on.map(async (name) => [name, await makers[name]()] as const));

// What fails ends the thread, and reaches the run so.
parentPort?.on('message', (operation: string) => void run(operation));

async function run(operation: string): Promise<void> {
  let cases = 0;
  const report = (results: MutantResult[], done: boolean) => {
    const message: Report = { operation, cases, results, done };
    parentPort?.postMessage(message);
  };
  for (const [name, suite] of suites) {
    const { mutants, falseAlarms, ...own } = await suite(operation, isChosen);
    cases += own.cases;
    const [alarm] = falseAlarms;
    if (alarm !== undefined) {
      throw new Error(
        `the unchanged ${name} fails ${falseAlarms.length} of ${own.cases} cases, first ${alarm.case.id}: ${alarm.findings[0]?.message ?? ''}`,
      );
    }
    for (let first = 0; first < mutants.length; first += together[name]) {
      const some = mutants
        .slice(first, first + together[name])
        .map(async ({ run: judge, ...mutant }) => ({ on: name, mutant, verdict: await judge() }));
      report(await Promise.all(some), false);
    }
  }
  report([], true);
}
