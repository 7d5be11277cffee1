import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from './cli.js';
import { countJestResults, type Counts } from './jest-counts.js';
import { projectRoot, toolEnvironment, toolPath } from './process.js';

/** The line that a test run ends with. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}

/**
 * Runs Jest with its own output on the terminal, and counts what it says in its report.
 *
 * @throws UserError if Jest ends without a report
 */
export async function runJest(args: readonly string[], signal: AbortSignal): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'jest-report-'));
  const report = join(folder, 'report.json');
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(
        process.execPath,
        [toolPath('jest', 'jest'), '--json', `--outputFile=${report}`, ...args],
        {
          cwd: projectRoot,
          env: {
            ...toolEnvironment,
            NODE_OPTIONS: [process.env.NODE_OPTIONS, '--experimental-vm-modules --no-warnings']
              .filter(Boolean)
              .join(' '),
          },
          // The report goes to the file; Jest's progress goes to the standard error.
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
      signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
      child.on('error', reject);
      child.on('close', () => resolve());
    });
    signal.throwIfAborted();
    const text = await readFile(report, 'utf8').catch(() => undefined);
    if (text === undefined) throw new UserError('Jest ended without a report.');
    return countJestResults(JSON.parse(text));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
