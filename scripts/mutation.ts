import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { caseGroups } from './contract/case.js';
import { jsonReport, mutationPage, sentenceOf } from './contract/mutation/report.js';
import { runMutation, type MutationRun, type Progress } from './contract/mutation/run.js';
import {
  operationIdOf,
  operatorOf,
  percent,
  resultsBy,
  scoreOf,
  talliesBy,
  tallyOf,
  type Tallies,
} from './contract/mutation/score.js';
import { writeFiles } from './contract/reports/index.js';
import { readList, readNumber, readSpec } from './contract/run/options.js';
import { defineCommand } from './lib/cli.js';
import { displayPath } from './lib/openapi/source.js';
import { defaultBundle } from './lib/paths.js';
import { stopSignal } from './lib/stop-signal.js';

const command = {
  usage: 'npm run mutation --',
  summary:
    'Measures the contract tests: runs them against a mock for every way in which a provider can drift from a bundled document, and counts how many of these the tests notice.',
  options: {
    spec: { value: 'PATH', help: 'bundled OpenAPI 3.1 document (default generated/openapi.json)' },
    operation: { value: 'ID', help: 'only the mutants of this operation' },
    operator: { value: 'NAME', help: 'only the mutants of this operator, as the table names it' },
    without: {
      value: 'GROUPS',
      help: `leaves cases out of the suite, to see what they are for: ${caseGroups.join(',')}`,
    },
    threshold: { value: 'PERCENT', default: '98', help: 'least score that passes' },
    workers: { value: 'N', help: 'threads (default: one per core)' },
    report: { value: 'DIR', help: 'writes mutation.html and mutation.json there' },
  },
  failure: 'the score is below the threshold, or the run was ended early',
} as const;

/** How often progress is reported without a terminal, in milliseconds. */
const progressInterval = 10_000;

defineCommand(import.meta.url, command, async (options) => {
  const { spec = defaultBundle, operation, operator, report, without } = options;
  const threshold = readNumber('threshold', options.threshold, { most: 100 }) / 100;
  const threads = options.workers ?? String(availableParallelism());
  const workers = readNumber('workers', threads, { whole: true, above: 0, most: 64 });
  const progress = progressLine();
  const run = await runMutation({
    description: readSpec(spec),
    operation,
    operator,
    workers,
    without: without === undefined ? [] : readList('--without', without, caseGroups),
    signal: stopSignal(),
    onProgress: progress.show,
  }).finally(progress.end);
  print(run, threshold);
  if (report !== undefined) {
    await writeFiles(report, {
      'mutation.html': mutationPage(run, threshold),
      'mutation.json': jsonReport(run, threshold),
    });
    console.log(`report  ${displayPath(join(report, 'mutation.html'))}`);
  }
  const score = scoreOf(tallyOf(run.results)) ?? 1;
  return !run.interrupted && score >= threshold ? 0 : 1;
});

/** A line that is written over itself on a terminal, and again now and then elsewhere. */
function progressLine(): { show: (state: Progress) => void; end: () => void } {
  const { isTTY } = process.stderr;
  let last = performance.now();
  return {
    show: ({ operations, done, mutants, survived }) => {
      const now = performance.now();
      if (now - last < (isTTY ? 100 : progressInterval)) return;
      last = now;
      const text = `${done} of ${operations} operations, ${mutants} mutants run, ${survived} survived`;
      process.stderr.write(isTTY ? `\r\u001b[K${text}` : `${text}\n`);
    },
    end: () => {
      if (isTTY) process.stderr.write('\r\u001b[K');
    },
  };
}

function print(run: MutationRun, threshold: number): void {
  printScores('operator', talliesBy(operatorOf, run.results));
  printScores('operation', talliesBy(operationIdOf, run.results));
  const survivors = run.results.filter(({ verdict }) => verdict.state === 'survived');
  for (const [operator, group] of resultsBy(operatorOf, survivors)) {
    console.log(`survived  ${operator}; to notice it takes ${group[0]?.mutant.wanted}`);
    for (const { mutant } of group) {
      console.log(`          ${mutant.operationId}  ${mutant.what}, at ${mutant.pointer}`);
    }
  }
  console.log(`${sentenceOf(run, threshold)} (${(run.duration / 1000).toFixed(1)} s)`);
}

function printScores(head: string, tallies: Tallies): void {
  const width = Math.max(head.length, ...tallies.map(([name]) => name.length));
  const row = (name: string, ...cells: readonly string[]) =>
    console.log([name.padEnd(width), ...cells.map((cell) => cell.padStart(10))].join('  '));
  row(head, 'killed', 'survived', 'equivalent', 'not judged', 'score');
  for (const [name, tally] of tallies) {
    const { killed, survived, equivalent, notJudged } = tally;
    row(name, ...[killed, survived, equivalent, notJudged].map(String), percent(scoreOf(tally)));
  }
  console.log('');
}
