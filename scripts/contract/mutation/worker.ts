import { parentPort, workerData } from 'node:worker_threads';
import { asDescription } from '../../lib/openapi/document.js';
import type { CaseGroup, ContractCase } from '../case.js';
import type { Finding } from '../findings.js';
import type { Mutant, MutantResult } from './mutant.js';
import type { FromWorker, WorkerSetup } from './pool.js';
import { stateSuiteOf, type StateMutant } from './state-suite.js';
import type { ServerModule } from './stateful.js';
import { suiteOf } from './suite.js';

/** Runs the mutants of the operations that the pool names, one operation after the other. */
const { document, operator, without, sharing, on, server } = workerData as WorkerSetup;
/** How many results are reported at once, as most mutants take less time than a message. */
const batch = 50;
/** How many mutants of a server with state are run at once, since their checks wait for times to go on. */
const together = 4;

const description = asDescription(document);
const keeps = (group: CaseGroup): boolean => !without.includes(group);
const suite = on.includes('mock')
  ? suiteOf(
      description,
      ({ group }) => keeps(group),
      (id) => sharing.includes(id),
    )
  : undefined;
const stateSuite = on.includes('sandbox')
  ? stateSuiteOf(description, (await import(server)) as ServerModule, keeps)
  : undefined;

parentPort?.on('message', (operation: string) => {
  run(operation).catch((error: unknown) => {
    send({ failure: error instanceof Error ? error.message : String(error) });
  });
});

async function run(operation: string): Promise<void> {
  let cases = 0;
  const results: MutantResult[] = [];
  const report = (done: boolean) => send({ operation, cases, results: results.splice(0), done });
  const isChosen = (mutant: Mutant | StateMutant): boolean =>
    operator === undefined || mutant.operator === operator;
  if (suite !== undefined) {
    const inlined = suite.operations.find((one) => one.operation.id === operation);
    if (inlined === undefined) throw new Error(`there is no operation ${operation}`);
    const own = await suite.of(inlined);
    cases = own.cases;
    requireHonesty('provider', own.falseAlarms, cases);
    for (const mutant of own.mutants.filter(isChosen)) {
      const { drift: _, places: __, ...reported } = mutant;
      results.push({ on: 'mock', mutant: reported, verdict: await own.run(mutant) });
      if (results.length === batch) report(false);
    }
  }
  const mutants = stateSuite?.mutantsOf(operation).filter(isChosen) ?? [];
  if (stateSuite !== undefined && mutants.length > 0) {
    const { sent, falseAlarms } = await stateSuite.onHonestServer(operation);
    cases += sent;
    requireHonesty('server with state', falseAlarms, sent);
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

function requireHonesty(
  provider: string,
  alarms: readonly { readonly one: ContractCase; readonly findings: readonly Finding[] }[],
  cases: number,
): void {
  const [alarm] = alarms;
  if (alarm === undefined) return;
  const { one, findings } = alarm;
  throw new Error(
    `the unchanged ${provider} fails ${alarms.length} of ${cases} cases, first ${one.id}: ${findings[0]?.message ?? ''}`,
  );
}

function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}
