import { closingLine, runJest } from '../../scripts/lib/jest.js';
import { runIfStarted } from '../../scripts/lib/cli.js';
import { stopSignal } from '../../scripts/lib/stop-signal.js';

// The last step of `npm test` alone.
runIfStarted(import.meta.url, async (args) => {
  console.log(closingLine(await runJest(args, stopSignal())));
});
