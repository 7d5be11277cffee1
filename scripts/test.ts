import { defineCommand } from './lib/cli.js';
import { closingLine, runJest } from './lib/jest.js';
import { stopSignal } from './lib/stop-signal.js';

const command = {
  usage: 'npm test --',
  summary:
    'Checks everything that CI checks: format, types, generated files, tests; or runs only the tests that are named.',
  options: {},
  rest: 'FILE or other arguments for Jest …',
  failure: 'something failed',
} as const;

defineCommand(import.meta.url, command, async (_, rest) => {
  const signal = stopSignal();
  if (rest.length > 0) {
    const counts = await runJest(rest, signal);
    console.log(closingLine(counts));
    return counts.failed === 0 ? 0 : 1;
  }
  // Its parts take a second to load: not every run needs them.
  const { runGate } = await import('./lib/gate.js');
  return runGate(signal);
});
