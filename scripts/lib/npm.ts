import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from './cli.js';
import { projectRoot, toolEnvironment } from './process.js';

/**
 * Runs npm in the folder of the project.
 *
 * @returns what it prints on the standard output
 * @throws UserError with what it prints on the standard error
 */
export async function npm(signal: AbortSignal, ...args: string[]): Promise<string> {
  try {
    const options = { cwd: projectRoot, env: toolEnvironment, signal, maxBuffer: 2 ** 26 };
    return (await promisify(execFile)('npm', args, options)).stdout;
  } catch (error) {
    signal.throwIfAborted();
    const { stderr } = error as { stderr?: string };
    throw new UserError(`npm ${args[0]} says:\n${(stderr ?? String(error)).trim()}`);
  }
}
