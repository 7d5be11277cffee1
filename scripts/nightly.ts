import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineCommand, UserError } from './lib/cli.js';
import { checkGenerated } from './lib/gate.js';
import { closingLine, runJest } from './lib/jest.js';
import { npm } from './lib/process.js';
import { countSteps, scriptCheck, toolCheck, type CountedStep } from './lib/steps.js';
import { stopSignal } from './lib/stop-signal.js';
import { withTemporaryFolder } from './lib/temporary-folder.js';

/** What publint and Are the Types Wrong say of the packed package. */
async function checkPackage(signal: AbortSignal): Promise<void> {
  await withTemporaryFolder('package-', async (folder) => {
    await npm(signal, 'pack', '--pack-destination', folder);
    const tarball = join(folder, readdirSync(folder)[0] ?? '');
    await toolCheck('publint', 'publint', ['run', '--strict', tarball])(signal);
    // YAML is no module, so it has no types to be wrong.
    const options = ['--profile', 'esm-only', '--exclude-entrypoints', 'openapi.yaml'];
    await toolCheck('@arethetypeswrong/cli', 'attw', [tarball, ...options])(signal);
  });
}

const steps: Record<string, (signal: AbortSignal, runtimes: string) => ReturnType<CountedStep>> = {
  // The contract tests send as many random requests of each kind, to all operations.
  properties: (signal) =>
    runJest(['test/client', 'test/contract', 'test/sandbox/contract'], signal, {
      PROPERTY_RUNS: '1000',
      EXHAUSTIVE: '1',
    }),
  // The rows of tables that others stand for in the gate; every kind of page in both colours, in other
  // fonts, and in windows that were resized.
  tables: (signal) =>
    runJest(['test/build', 'test/docs', 'test/draft', 'test/spec'], signal, { EXHAUSTIVE: '1' }),
  runtimes: (signal, runtimes) =>
    runJest(['test/package'], signal, { EXHAUSTIVE: '1', RUNTIMES: runtimes }),
  // The same seed and requests give the same bytes on every Node.js.
  bytes: (signal, runtimes) => runJest(['test/sandbox/same-bytes'], signal, { RUNTIMES: runtimes }),
  // Fails if the contract tests notice less than 99 % of the drifted mocks, or 95 % of the drifted sandboxes.
  mutation: scriptCheck('scripts/mutation.ts'),
  // Fails if a page of the docs is hard to read for somebody, or slow on a phone.
  lighthouse: async (signal) => {
    await checkGenerated(signal);
    await scriptCheck('test/bench/lighthouse.ts')(signal);
  },
  generators: (signal) => runJest(['test/generators'], signal),
  package: checkPackage,
  // What is deprecated in the packages that are used.
  deprecated: toolCheck('eslint', 'eslint', ['--max-warnings=0', '.'], { LINT_DEPRECATED: '1' }),
  bench: scriptCheck('test/bench/calls.ts'),
  // Fails if the sandbox is slower, larger or hungrier than it may be.
  sandbox: scriptCheck('test/bench/sandbox.ts'),
  // Fails if a program that uses one family pays for the others.
  scale: scriptCheck('test/bench/scale.ts', ['--families', '1,2', '--rounds', '3']),
};

const command = {
  usage: 'npm run nightly --',
  summary:
    'Checks what takes too long for npm test: properties with 1,000 inputs, every row of the longest tables, the docs in every look and as Lighthouse rates them, the package on all runtimes, the bytes of the sandbox on all versions of Node.js, every mutant, four generators of clients, publint and Are the Types Wrong, uses of what is deprecated, the benches of the client and of the sandbox, and what a larger description costs.',
  options: {
    only: {
      value: 'STEPS',
      default: Object.keys(steps).join(','),
      help: 'steps that are taken',
    },
    runtimes: {
      value: 'LIST',
      default: 'node@20.19.0,node@20,node@22.12.0,node@22,node@24,bun,deno',
      help: 'runtimes that the package is tried on',
    },
  },
  failure: 'something failed',
} as const;

defineCommand(import.meta.url, command, async ({ only, runtimes }) => {
  // One after the other: each of them uses all cores.
  const chosen = only.split(',').map((name): Record<string, CountedStep> => {
    const step = steps[name];
    if (step === undefined) {
      throw new UserError(
        `--only ${name} is no step; there are ${Object.keys(steps).join(', ')}.`,
        2,
      );
    }
    return { [name]: (signal) => step(signal, runtimes) };
  });
  const total = await countSteps(chosen, stopSignal());
  console.log(closingLine(total));
  return total.failed === 0 ? 0 : 1;
});
