import { build } from '../build.js';
import { compilePackage } from '../package.js';
import { closingLine, runJest } from './jest.js';
import { defaultOut, defaultSpec } from './paths.js';
import { countSteps, toolCheck, waitForAll, type CountedStep } from './steps.js';
import { largeYoungGeneration } from './v8-flags.js';

/** Compares the committed files with a fresh build, whose docs the tests then look at. */
export const checkGenerated: CountedStep = (signal) =>
  build({
    spec: defaultSpec,
    out: defaultOut,
    check: true,
    docsOnly: true,
    signal,
    // Below the step that they belong to.
    print: (line) => console.log(`      ${line}`),
  });

/** Other people's generators are installed first, which takes longer than all else: tried nightly. */
const ownTests = ['/node_modules/', '/generators/'].map(
  (part) => `--testPathIgnorePatterns=${part}`,
);

/**
 * Checks everything that CI checks. The tests begin once there is what they look at; the other checks
 * go on beside them, one at a time, so that no core is idle while a test waits.
 *
 * @returns the exit code
 */
export async function runGate(signal: AbortSignal): Promise<number> {
  const [tests, checks] = await waitForAll([
    countSteps(
      [
        { generated: checkGenerated, package: compilePackage },
        { tests: (step) => runJest(ownTests, step) },
      ],
      signal,
    ),
    countSteps(
      [
        { types: toolCheck('typescript-7', 'tsc', ['--noEmit']) },
        { exports: toolCheck('knip', 'knip', []) },
        { format: toolCheck('oxfmt', 'oxfmt', ['--check']) },
        {
          eslint: toolCheck('eslint', 'eslint', ['--max-warnings=0', '.'], {
            NODE_OPTIONS: largeYoungGeneration,
          }),
        },
      ],
      signal,
    ),
  ]);
  const total = {
    passed: tests.passed + checks.passed,
    failed: tests.failed + checks.failed,
    skipped: tests.skipped + checks.skipped,
  };
  console.log(closingLine(total));
  return total.failed === 0 ? 0 : 1;
}
