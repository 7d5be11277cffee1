import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../scripts/lib/cli.js';

/** Installs what the benchmarks compare with, unless it is there. */
export function installPeers(): void {
  if (existsSync(new URL('node_modules', import.meta.url))) return;
  console.log('installing the peers (once)');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: 'inherit',
  });
  if (status !== 0) throw new UserError('the peers cannot be installed; see what npm says above.');
}
