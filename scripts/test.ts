import { performance } from 'node:perf_hooks';
import { build, buildIfStale } from './build.js';
import { runContract } from './contract/run/run.js';
import { findingsText } from './contract/run/run-text.js';
import {
  parseCommandLine,
  runIfStarted,
  UserError,
  type Command,
  type CommandOption,
} from './lib/cli.js';
import { readDescription } from './lib/description.js';
import type { Counts } from './lib/jest-counts.js';
import { closingLine, runJest } from './lib/jest.js';
import { defaultBundle, defaultOut, defaultSpec } from './lib/paths.js';
import { runTool, toolPath } from './lib/process.js';
import { stepLine } from './lib/steps.js';
import { chromiumPath, hasCurl, skippedForWantOf } from './lib/test-programs.js';
import { startMock } from './mock.js';
import { compilePackage } from './package.js';
import { stopSignal } from './lib/stop-signal.js';

const command = {
  usage: 'npm test --',
  summary: 'Checks everything that CI checks: format, types, generated files, tests.',
  options: {},
  rest: 'arguments for Jest',
  failure: 'something failed',
} satisfies Command<Record<string, CommandOption>>;

/** A step that is one check; what it throws is its failure. */
type Check = (signal: AbortSignal) => Promise<void>;

/** Runs a tool whose exit code is its verdict. */
function toolCheck(packageName: string, name: string, args: string[]): Check {
  return async (signal) => {
    const result = await runTool(toolPath(packageName, name), args, { signal });
    if (result.code !== 0) throw new UserError(`${name} says:\n${result.output.trim()}`);
  };
}

/** Prints the lines of a build below the step that they belong to. */
const printIndented = (line: string) => console.log(`      ${line}`);

const target = { spec: defaultSpec, out: defaultOut };

const checks: Record<string, Check> = {
  format: toolCheck('prettier', 'prettier', ['--check', '--log-level=warn', '.']),
  types: toolCheck('typescript', 'tsc', ['--noEmit']),
  generated: (signal) => build({ ...target, check: true, signal, print: printIndented }),
  package: compilePackage,
  // The step above has judged the committed files; a test run must not mend them on the way.
  docs: (signal) =>
    buildIfStale({ ...target, docsOnly: true, skipLint: true, signal, print: printIndented }),
};

/** The contract tests on the mock. */
async function testContract(signal: AbortSignal): Promise<Counts> {
  const mock = await startMock({ document: defaultBundle, port: 0, signal });
  try {
    const description = readDescription(defaultBundle);
    const result = await runContract({ description, target: mock.url, signal });
    const { kept, broken, inconclusive, skipped } = result.counts;
    for (const problem of [findingsText(result.results, false), result.stopped, result.worthless]) {
      if (problem) console.log(problem);
    }
    const cutShort = result.stopped === undefined && result.worthless === undefined ? 0 : 1;
    return { passed: kept, failed: broken + cutShort, skipped: skipped + inconclusive };
  } finally {
    await mock.stop();
  }
}

runIfStarted(import.meta.url, async (args) => {
  const line = parseCommandLine(command, args);
  if (line === undefined) return;
  const signal = stopSignal();
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const step = async (name: string, run: () => Promise<Counts>) => {
    const start = performance.now();
    let counts: Counts;
    try {
      counts = await run();
    } catch (error) {
      signal.throwIfAborted();
      console.log(error instanceof UserError ? error.message : error);
      counts = { passed: 0, failed: 1, skipped: 0 };
    }
    console.log(stepLine(counts.failed === 0 ? 'ok' : 'FAIL', name, performance.now() - start));
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key];
  };
  for (const [name, check] of Object.entries(checks)) {
    await step(name, async () => {
      await check(signal);
      return { passed: 1, failed: 0, skipped: 0 };
    });
  }
  await step('contract', () => testContract(signal));
  // Other people's generators are installed first, which takes longer than all else: tried nightly.
  const usual = [
    '--testPathIgnorePatterns=/node_modules/',
    '--testPathIgnorePatterns=/generators/',
  ];
  await step('tests', () => runJest(line.rest.length > 0 ? line.rest : usual, signal));
  const programs = { chromium: chromiumPath() !== undefined, curl: hasCurl() };
  for (const reason of skippedForWantOf(programs)) console.log(reason);
  console.log(closingLine(total));
  return total.failed === 0 ? 0 : 1;
});
