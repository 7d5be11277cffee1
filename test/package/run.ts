import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { patience } from '../lib/patience.js';

/** What a program printed that ended well. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** Environment of a shell of its own: without the settings of the npm and the Jest that run the tests. */
export function shellEnvironment(): NodeJS.ProcessEnv {
  const own = /^(npm_(?!config_(registry|cache|userconfig)$)|NODE_OPTIONS$|INIT_CWD$)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
  return { ...env, NO_COLOR: '1' };
}

/**
 * Runs a program to its end, as from a shell of its own.
 *
 * @throws Error with what it printed, if its exit code is not 0
 */
export function run(cwd: string, program: string, ...args: string[]): Promise<Printed> {
  return runWith({}, cwd, program, ...args);
}

/** The same with variables of the environment; undefined ones are taken away. */
export async function runWith(
  more: Readonly<Record<string, string | undefined>>,
  cwd: string,
  program: string,
  ...args: string[]
): Promise<Printed> {
  try {
    return await promisify(execFile)(program, args, {
      cwd,
      env: { ...shellEnvironment(), ...more },
      timeout: patience,
      shell: process.platform === 'win32' && program === 'npm',
    });
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error as Error & Partial<Printed>;
    throw new Error([message, stdout, stderr].join('\n').trim());
  }
}

/** Installs packages into a folder as its user would, but without asking about each again. */
export async function npmInstall(folder: string, ...packages: string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];
  await run(folder, 'npm', 'install', ...quiet, ...packages);
}
