import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { caseGroups } from './contract/case.js';
import { groupedBy } from './contract/findings.js';
import { providers } from './contract/mutation/mutant.js';
import {
  jsonReport,
  mutationPage,
  passes,
  scoreText,
  sentencesOf,
  talliesBy,
  type Thresholds,
} from './contract/mutation/report.js';
import { runMutation, type MutationRun, type Progress } from './contract/mutation/run.js';
import { writeFiles } from './contract/reports/index.js';
import { progressLine } from './contract/reports/terminal.js';
import { readList, readNumber, readSpec } from './contract/run/options.js';
import { defineCommand } from './lib/cli.js';
import { displayPath } from './lib/openapi/source.js';
import { defaultBundle } from './lib/paths.js';
import { stopSignal } from './lib/stop-signal.js';

const command = {
  usage: 'npm run mutation --',
  summary:
    'Measures the contract tests: runs them against providers that have drifted in one place each, and counts how many of these the tests notice: on the mock, that follows a changed document or damages its answers, and on the sandbox, that keeps state and breaks one rule of behaviour or of a life cycle. A mutant that the provider never came to show is not judged, and counts in neither score.',
  options: {
    spec: {
      value: 'PATH',
      help: 'bundled OpenAPI document, 3.1 or 3.0 (default generated/openapi.json)',
    },
    operation: { value: 'IDS', help: 'only the mutants of these operations' },
    operator: { value: 'NAME', help: 'only the mutants of this operator, as the table names it' },
    without: {
      value: 'GROUPS',
      help: `leaves cases out of the suite, to see what they are for: ${caseGroups.join(',')}`,
    },
    on: {
      value: 'PROVIDER',
      help: 'mock or sandbox (default: both; the mock alone for a document that the sandbox does not play)',
    },
    threshold: { value: 'PERCENT', default: '99', help: 'least score on the mock that passes' },
    'sandbox-threshold': {
      value: 'PERCENT',
      default: '95',
      help: 'least score on the sandbox that passes',
    },
    exhaustive: {
      help: 'lets what several operations refer to drift in each of them, and not in the first alone',
    },
    workers: { value: 'N', help: 'threads (default: one per core)' },
    report: { value: 'DIR', help: 'writes mutation.html and mutation.json there' },
  },
  failure: 'a score is below its threshold, or the run was ended early',
} as const;

/** How often progress is reported without a terminal, in milliseconds. */
const progressInterval = 10_000;

defineCommand(import.meta.url, command, async (options) => {
  const { spec = defaultBundle, operator, report, without } = options;
  const share = (name: 'threshold' | 'sandbox-threshold'): number =>
    readNumber(name, options[name], { most: 100 }) / 100;
  const thresholds = { mock: share('threshold'), sandbox: share('sandbox-threshold') };
  const threads = options.workers ?? String(availableParallelism());
  const workers = readNumber('workers', threads, { whole: true, above: 0, most: 64 });
  const progress = progressLine(process.stderr, progressText, progressInterval);
  const run = await runMutation({
    description: readSpec(spec),
    chosen: options.operation?.split(','),
    operator,
    exhaustive: options.exhaustive,
    workers,
    on: options.on === undefined ? undefined : readList('--on', options.on, providers)[0],
    without: without === undefined ? [] : readList('--without', without, caseGroups),
    signal: stopSignal(),
    onProgress: progress.show,
  }).finally(progress.end);
  print(run, thresholds);
  if (report !== undefined) {
    await writeFiles(report, {
      'mutation.html': mutationPage(run, thresholds),
      'mutation.json': jsonReport(run, thresholds),
    });
    console.log(`report  ${displayPath(join(report, 'mutation.html'))}`);
  }
  return passes(run, thresholds) ? 0 : 1;
});

function progressText({ operations, done, mutants, survived }: Progress): string {
  return `${done} of ${operations} operations, ${mutants} mutants run, ${survived} survived`;
}

function print(run: MutationRun, thresholds: Thresholds): void {
  printScores('operator', talliesBy('operator', run.results));
  printScores('operation', talliesBy('operationId', run.results));
  const survivors = run.results.filter(({ verdict }) => verdict.state === 'survived');
  for (const [operator, group] of groupedBy(survivors, ({ mutant }) => mutant.operator)) {
    console.log(`survived  ${operator}; to notice it takes ${group[0]?.mutant.wanted}`);
    for (const { mutant } of group) {
      console.log(`          ${mutant.operationId}  ${mutant.what}, at ${mutant.pointer}`);
    }
  }
  for (const { on, mutant, verdict } of run.results) {
    if (on === 'mock' || verdict.state !== 'notJudged') continue;
    console.log(`not judged  ${mutant.operationId}  ${mutant.operator}: ${mutant.what}`);
  }
  for (const sentence of sentencesOf(run, thresholds)) {
    console.log(`${sentence} (${(run.duration / 1000).toFixed(1)} s)`);
  }
}

function printScores(head: string, tallies: ReturnType<typeof talliesBy>): void {
  const width = Math.max(head.length, ...tallies.map(([name]) => name.length));
  const row = (name: string, ...cells: readonly (string | number)[]) =>
    console.log([name.padEnd(width), ...cells.map((cell) => `${cell}`.padStart(10))].join('  '));
  row(head, 'killed', 'survived', 'not judged', 'score');
  for (const [name, { killed, survived, notJudged }] of tallies) {
    row(name, killed, survived, notJudged, scoreText({ killed, survived }));
  }
  console.log('');
}
