import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../scripts/lib/cli.js';

/** What a lock file says of packages, by their folders. */
type Packages = Readonly<Record<string, { version: string; integrity: string; optional?: true }>>;

/** The lock file, and npm's copy of the one that the installed packages are of. */
const [wanted, installed] = ['package-lock.json', 'node_modules/.package-lock.json'].map(
  (name) => new URL(name, import.meta.url),
) as [URL, URL];

function packagesIn(lockFile: URL): Packages {
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8')) as { packages: Packages };
  const { '': _, ...others } = packages;
  return others;
}

/**
 * Whether two lock files name the same packages. Optional ones are those of some systems, so they may
 * be missing.
 */
function areSame(locked: Packages, there: Packages): boolean {
  return [...new Set([...Object.keys(locked), ...Object.keys(there)])].every((folder) => {
    const [one, other] = [locked[folder], there[folder]];
    if (other === undefined) return one?.optional === true;
    return one?.version === other.version && one.integrity === other.integrity;
  });
}

/** Installs what the benchmarks compare with, unless it is there as the lock file has it. */
export function installPeers(): void {
  const before = existsSync(installed) ? packagesIn(installed) : undefined;
  if (before !== undefined && areSame(packagesIn(wanted), before)) return;
  console.log(
    before === undefined
      ? 'installing the peers (once)'
      : 'the peers in test/bench/node_modules are not those of its lock file: installing them again',
  );
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: 'inherit',
  });
  if (status !== 0) throw new UserError('the peers cannot be installed; see what npm says above.');
}
