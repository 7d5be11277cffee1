import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { caseGroups } from './contract/case.js';
import { couldNotRun, readEquivalents } from './contract/mutation/equivalents.js';
import {
  byOperation,
  byOperator,
  jsonReport,
  mutationPage,
  sentenceOf,
} from './contract/mutation/report.js';
import { runMutation, type MutationRun, type Progress } from './contract/mutation/run.js';
import { percent, scoreOf, tallyOf, type Tallies } from './contract/mutation/score.js';
import {
  parseCommandLine,
  runIfStarted,
  UserError,
  type Command,
  type CommandOption,
} from './lib/cli.js';
import { readDescription } from './lib/description.js';
import { displayPath } from './lib/openapi/source.js';
import { defaultBundle } from './lib/paths.js';
import { stopSignal } from './lib/stop-signal.js';

const command = {
  usage: 'npm run mutation --',
  summary:
    'Measures the contract tests: plays a provider for every way in which it can drift from a bundled document, and counts how many of them the tests notice.',
  options: {
    spec: { value: 'PATH', help: 'bundled OpenAPI 3.1 document (default generated/openapi.json)' },
    operation: { value: 'ID', help: 'only the mutants of this operation' },
    operator: { value: 'NAME', help: 'only the mutants of this operator, as the table names it' },
    without: {
      value: 'GROUPS',
      help: `leaves cases out of the suite, to see what they are for: ${caseGroups.join(',')}`,
    },
    equivalents: {
      value: 'FILE',
      help: 'JSON list of equivalent mutants: operation, site, operator, reason',
    },
    threshold: { value: 'PERCENT', default: '99', help: 'least score that passes' },
    workers: { value: 'N', help: 'threads (default: one per core)' },
    report: { value: 'DIR', help: 'writes mutation.html and mutation.json there' },
  },
  failure: 'the score is below the threshold, or the run was ended early',
} satisfies Command<Record<string, CommandOption>>;

/** How often progress is told without a terminal, in milliseconds. */
const progressInterval = 10_000;

runIfStarted(import.meta.url, async (args) => {
  const line = parseCommandLine(command, args);
  if (line === undefined) return;
  const { spec = defaultBundle, operation, operator, report, equivalents, without } = line.options;
  const threshold = number('threshold', line.options.threshold, 0, 100) / 100;
  const workers =
    line.options.workers === undefined
      ? availableParallelism()
      : number('workers', line.options.workers, 1, 64);
  const progress = progressLine();
  const run = await runMutation({
    description: readSpec(spec),
    ...(operation !== undefined && { operation }),
    ...(operator !== undefined && { operator }),
    workers: Math.floor(workers),
    equivalents: equivalents === undefined ? [] : readList(equivalents),
    without: without === undefined ? [] : groups(without),
    signal: stopSignal(),
    progress: progress.tell,
  }).finally(progress.end);
  print(run, threshold);
  if (report !== undefined) write(run, threshold, report);
  const score = scoreOf(tallyOf(run.results)) ?? 1;
  return !run.interrupted && score >= threshold ? 0 : 1;
});

function readSpec(spec: string) {
  try {
    return readDescription(spec);
  } catch (error) {
    if (error instanceof UserError) throw new UserError(error.message, couldNotRun);
    throw error;
  }
}

function readList(file: string) {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UserError(`${displayPath(file)} cannot be read.`, couldNotRun);
  }
  return readEquivalents(text, displayPath(file));
}

function groups(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(caseGroups as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new UserError(
      `--without ${unknown} is no group of cases; there are ${caseGroups.join(', ')}.`,
      couldNotRun,
    );
  }
  return names;
}

function number(name: string, text: string, least: number, greatest: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= greatest)) {
    throw new UserError(
      `--${name} must be a number from ${least} to ${greatest}, not "${text}".`,
      couldNotRun,
    );
  }
  return value;
}

/** A line that is written over itself on a terminal, and again now and then elsewhere. */
function progressLine(): { tell: (state: Progress) => void; end: () => void } {
  const { isTTY } = process.stderr;
  let last = performance.now();
  return {
    tell: ({ operations, done, played, survived }) => {
      const now = performance.now();
      if (now - last < (isTTY ? 100 : progressInterval)) return;
      last = now;
      const text = `${done} of ${operations} operations, ${played} mutants played, ${survived} survived`;
      process.stderr.write(isTTY ? `\r\u001b[K${text}` : `${text}\n`);
    },
    end: () => {
      if (isTTY) process.stderr.write('\r\u001b[K');
    },
  };
}

function print(run: MutationRun, threshold: number): void {
  printScores('operator', byOperator(run.results));
  printScores('operation', byOperation(run.results));
  for (const { mutant, verdict } of run.results) {
    if (verdict.state !== 'survived') continue;
    console.log(`survived  ${mutant.operationId}  ${mutant.operator}: ${mutant.what}`);
    console.log(`          at ${mutant.pointer}`);
    console.log(`          to notice it takes ${mutant.wanted}`);
  }
  console.log(`${sentenceOf(run, threshold)} (${(run.duration / 1000).toFixed(1)} s)`);
}

function printScores(head: string, tallies: Tallies): void {
  const width = Math.max(head.length, ...tallies.map(([name]) => name.length));
  const row = (cells: readonly [string, string, string, string, string]) =>
    console.log(
      cells.map((cell, index) => (index === 0 ? cell.padEnd(width) : cell.padStart(10))).join('  '),
    );
  row([head, 'noticed', 'survived', 'equivalent', 'score']);
  for (const [name, tally] of tallies) {
    const { killed, survived, equivalent } = tally;
    row([name, String(killed), String(survived), String(equivalent), percent(scoreOf(tally))]);
  }
  console.log('');
}

function write(run: MutationRun, threshold: number, folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'mutation.html'), mutationPage(run, threshold));
    writeFileSync(join(folder, 'mutation.json'), jsonReport(run, threshold));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      `the report cannot be written to ${displayPath(folder)} (${String(code)}).`,
      couldNotRun,
    );
  }
  console.log(`report  ${displayPath(join(folder, 'mutation.html'))}`);
}
