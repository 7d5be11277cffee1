import {
  parseCommandLine,
  runIfStarted,
  UserError,
  type Command,
  type CommandOption,
} from './lib/cli.js';
import { closingLine, runJest } from './lib/jest.js';
import { stopSignal } from './lib/stop-signal.js';

const command = {
  usage: 'npm run contract --',
  summary: 'Runs the contract tests on the mock, or on a server of this machine.',
  options: {
    target: {
      value: 'URL',
      help: 'address of the server (default: the mock, started for the run)',
    },
  },
  failure: 'the server breaks the contract',
} satisfies Command<Record<string, CommandOption>>;

/** Exit code for a run that could not take place. */
const couldNotRun = 2;

/**
 * Checks the address of a server that the tests may create, change and delete on.
 *
 * @throws UserError if it is no address, is not on this machine, or does not answer
 */
async function requireTarget(target: string): Promise<string> {
  let url: URL;
  try {
    url = new URL(target);
  } catch {
    throw new UserError(
      `--target ${target} is no address: expected one such as http://127.0.0.1:3000.`,
      couldNotRun,
    );
  }
  if (!/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)) {
    throw new UserError(
      `--target ${url.origin} is not on this machine: the tests create, change and delete, so they run on a server of this machine only.`,
      couldNotRun,
    );
  }
  try {
    await fetch(url, { signal: AbortSignal.timeout(10_000) });
  } catch {
    throw new UserError(
      `--target ${url.origin} does not answer; is the server running?`,
      couldNotRun,
    );
  }
  return url.href;
}

runIfStarted(import.meta.url, async (args) => {
  const line = parseCommandLine(command, args);
  if (line === undefined) return;
  const { target } = line.options;
  const environment: Record<string, string> =
    target === undefined ? {} : { CONTRACT_TARGET: await requireTarget(target) };
  const counts = await runJest(['test/contract'], stopSignal(), environment);
  console.log(closingLine(counts));
  return counts.failed === 0 ? 0 : 1;
});
