import { execFile, spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from './cli.js';
import { optimizeLater } from './v8-flags.js';

/** Folder of the project: the one that holds `package.json`. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

const require = createRequire(import.meta.url);

/** Environment of every tool: nothing is reported to its maker, no update is looked for, no colour. */
const toolEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
  SCARF_ANALYTICS: 'false',
  NO_COLOR: '1',
  FORCE_COLOR: '0',
};

/**
 * Finds the script behind a command of an installed package, so that it runs without a shell.
 *
 * @throws Error if the package or the command is not installed
 */
export function toolPath(packageName: string, command: string): string {
  // A package may keep its package.json to itself ("exports"), so the folders are searched.
  for (const folder of require.resolve.paths(packageName) ?? []) {
    const file = join(folder, packageName, 'package.json');
    let bin: unknown;
    try {
      bin = (JSON.parse(readFileSync(file, 'utf8')) as { bin?: unknown }).bin;
    } catch {
      continue;
    }
    const path = typeof bin === 'string' ? bin : (bin as Record<string, string>)[command];
    if (path !== undefined) return join(dirname(file), path);
  }
  throw new Error(`${packageName} is not installed; run npm ci.`);
}

/** Tools that are running; none of them outlives this process. */
const running = new Set<ChildProcess>();

/** Those of them that lead a process group. */
const leaders = new WeakSet<ChildProcess>();

// Before the other listeners, which remove what the tools write to.
process.prependListener('exit', () => {
  for (const child of running) signalTool(child, 'SIGKILL');
});

/** How a tool is started. */
export interface StartOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  stdio: StdioOptions;
  /** Puts it and all that it starts into a process group, where the system has such groups. */
  group?: boolean;
}

/** Starts Node.js with some arguments, as a tool that ends with this process at the latest. */
export function startTool(args: readonly string[], options: StartOptions): ChildProcess {
  const env = { ...toolEnvironment, ...options.env };
  return start(process.execPath, [...optimizeLater, ...args], { ...options, env });
}

/** Starts a command line of the user in a shell; it ends with this process at the latest. */
export function startCommand(line: string, options: StartOptions): ChildProcess {
  return start(line, [], { ...options, shell: true, env: process.env });
}

function start(
  file: string,
  args: readonly string[],
  { cwd = projectRoot, group = false, ...options }: StartOptions & { shell?: boolean },
): ChildProcess {
  const detached = group && process.platform !== 'win32';
  const child = spawn(file, args, { cwd, detached, ...options });
  running.add(child);
  if (detached) leaders.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/**
 * Sends a signal to a tool and to its process group; 0 sends none.
 *
 * @returns whether there was anybody to take it
 */
export function signalTool(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined || !leaders.has(child)) return child.kill(signal);
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}

/** What a finished tool left behind. */
export interface ToolResult {
  /** Exit code; `null` if a signal ended it. */
  code: number | null;
  stdout: string;
  /** Both streams in the order of arrival. */
  output: string;
}

/** How a tool is run. */
export interface ToolOptions extends Pick<StartOptions, 'cwd' | 'env'> {
  /** Prints what the tool prints as it comes. */
  echo?: boolean;
  /** Ends the tool when aborted; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Runs a Node.js script to its end and captures what it prints. It never reads the terminal. */
export async function runTool(
  script: string,
  args: readonly string[],
  { cwd, env, echo = false, signal }: ToolOptions = {},
): Promise<ToolResult> {
  signal?.throwIfAborted();
  const child = startTool([script, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const result = { stdout: '', output: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      if (stream === child.stdout) result.stdout += text;
      result.output += text;
      if (echo) process.stdout.write(text);
    });
  }
  const stop = () => signalTool(child, 'SIGTERM');
  signal?.addEventListener('abort', stop, { once: true });
  const [code] = (await once(child, 'close')) as [number | null];
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  return { code, ...result };
}

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
