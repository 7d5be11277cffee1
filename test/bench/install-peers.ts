import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../scripts/lib/cli.js';

/** When a file was written, in milliseconds since 1970; 0 if it is not there. */
function writtenAt(name: string): number {
  return statSync(new URL(name, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Installs what the benchmarks compare with, unless it is there as the lock file has it. */
export function installPeers(): void {
  // npm writes its own copy of the lock file at the end of an installation.
  if (writtenAt('node_modules/.package-lock.json') >= writtenAt('package-lock.json')) return;
  console.log('installing the peers (once)');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: 'inherit',
  });
  if (status !== 0) throw new UserError('the peers cannot be installed; see what npm says above.');
}
