import { parentPort, workerData } from 'node:worker_threads';
import { asDescription } from '../../lib/description.js';
import type { MutantResult } from './mutant.js';
import type { FromWorker, ToWorker, WorkerSetup } from './pool.js';
import { theatreOf, type Theatre } from './stage.js';

/** Plays the mutants of the operations that the pool names, one operation after the other. */
const { document, operator, without } = workerData as WorkerSetup;
/** How many results are told at once. */
const batch = 50;

let theatre: Theatre | undefined;

parentPort?.on('message', (message: ToWorker) => {
  void play(message.operation).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    send({ kind: 'failed', operation: message.operation, reason });
  });
});

async function play(operation: string): Promise<void> {
  theatre ??= theatreOf(asDescription(document), {
    keep: ({ group }) => !without.includes(group),
  });
  const inlined = theatre.operations.find((one) => one.operation.id === operation);
  if (inlined === undefined) throw new Error(`There is no operation ${operation}.`);
  const stage = await theatre.stageOf(inlined);
  const [alarm] = stage.falseAlarms;
  if (alarm !== undefined) {
    const { one, findings } = alarm;
    send({
      kind: 'failed',
      operation,
      reason: `the unchanged provider fails ${stage.falseAlarms.length} of ${stage.cases} cases, first ${one.id}: ${findings[0]?.message ?? ''}`,
    });
    return;
  }
  const mutants = stage.mutants.filter(
    (one) => operator === undefined || one.operator === operator,
  );
  send({ kind: 'staged', operation, mutants: mutants.length, cases: stage.cases });
  const results: MutantResult[] = [];
  const tell = () => send({ kind: 'played', operation, results: results.splice(0) });
  for (const mutant of mutants) {
    const start = performance.now();
    const verdict = await stage.play(mutant);
    const { play: _, ...told } = mutant;
    results.push({ mutant: told, verdict, duration: performance.now() - start });
    // One message for many, as most mutants take less time than a message.
    if (results.length === batch) tell();
  }
  tell();
  send({ kind: 'done', operation });
}

function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}
