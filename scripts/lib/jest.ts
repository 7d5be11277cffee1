import { once } from 'node:events';
import { chmodSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from './cli.js';
import {
  countJestResults,
  skippedForPrograms,
  type Counts,
  type JestReport,
} from './jest-counts.js';
import { signalTool, startTool, toolPath } from './process.js';
import { withTemporaryFolder } from './temporary-folder.js';
import { largeYoungGeneration } from './v8-flags.js';

/**
 * How long what the tests started may take to end once it is asked to, in milliseconds: some tenths of a
 * second, but on a busy machine many times as long.
 */
const stopTimeout = 60_000;

/** The line that a test run ends with. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}

/**
 * Runs Jest with its own output on the terminal, says what was skipped because a program is missing,
 * and counts what Jest says in its report. When the signal aborts, nothing that the tests started is left, neither a process nor a temporary folder.
 *
 * @throws UserError if Jest ends without a report
 */
export function runJest(
  args: readonly string[],
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = {},
): Promise<Counts> {
  signal.throwIfAborted();
  return withTemporaryFolder('jest-', async (folder) => {
    const report = join(folder, 'report.json');
    // A test that a signal ends does not clean up, so all of them share one folder.
    const temporary = join(folder, 'tests');
    mkdirSync(temporary);
    // Like the system's own: some tests run a program as another user.
    chmodSync(folder, 0o711);
    chmodSync(temporary, 0o1777);
    const jest = startTool(
      [largeYoungGeneration, toolPath('jest', 'jest'), '--json', `--outputFile=${report}`, ...args],
      {
        env: { ...env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
        // The report goes to the file; Jest's progress goes to the standard error.
        stdio: ['ignore', 'ignore', 'inherit'],
        // So that its workers and what their tests started can be told to end, too.
        group: true,
      },
    );
    signal.addEventListener('abort', () => signalTool(jest, 'SIGTERM'), { once: true });
    await once(jest, 'close');
    if (signal.aborted) {
      const deadline = performance.now() + stopTimeout;
      while (performance.now() < deadline && signalTool(jest, 0)) await delay(50);
      signalTool(jest, 'SIGKILL');
      throw signal.reason;
    }
    const text = await readFile(report, 'utf8').catch(() => undefined);
    if (text === undefined) throw new UserError('Jest ended without a report.');
    const results = JSON.parse(text) as JestReport;
    for (const line of skippedForPrograms(results)) console.log(line);
    return countJestResults(results);
  });
}
