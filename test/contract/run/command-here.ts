import { runScript } from '../../build/run-script.js';

/** A run of the contract command to its end. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the contract command in this process, which has compiled what it needs long since. That it runs
 * as a process, and with which exit code, are tests of their own.
 *
 * @param more - variables of the environment
 */
export async function commandHere(
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const former = { ...process.env };
  Object.assign(process.env, { GITHUB_ACTIONS: '', ...more });
  try {
    const { status, ...texts } = await runScript('contract.ts', ...args);
    return { code: status, ...texts };
  } finally {
    for (const name of ['GITHUB_ACTIONS', ...Object.keys(more)]) {
      const value = former[name];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}
