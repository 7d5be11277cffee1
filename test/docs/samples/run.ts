import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NamedSample } from '../../../scripts/docs/samples/check.js';
import { makeConsumerFolder } from '../../lib/consumer-folder.js';
import type { ModulesToRun, RunResult } from './run-modules.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Where samples are run: their working folder and the variables that they read. */
export interface Surroundings {
  cwd: string;
  env: Record<string, string>;
}

/** The variables of the samples, with an address and credentials for tests. */
export function variables(endpoint: string): Record<string, string> {
  return {
    SECMASTER_ENDPOINT: endpoint,
    SECMASTER_TOKEN: 'token-of-the-test',
    CLOUD_SDK_AK: 'access-key-of-the-test',
    CLOUD_SDK_SK: 'secret-key-of-the-test',
  };
}

/** Runs samples that are modules, one after the other in one process. */
export async function runModules(
  samples: readonly NamedSample[],
  { cwd, env }: Surroundings,
): Promise<RunResult[]> {
  const folder = await makeConsumerFolder();
  try {
    const tsx = createRequire(import.meta.url).resolve('tsx/cli');
    const runner = join(root, 'test/docs/samples/run-modules.ts');
    const sources = samples.map(({ source }) => source);
    const input: ModulesToRun = { root, folder, sources };
    const { stdout, stderr, code } = await run(
      process.execPath,
      [tsx, runner],
      { cwd, env },
      JSON.stringify(input),
    );
    if (code !== 0 || stderr !== '') throw new Error(`the runner ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as RunResult[];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs samples that are command lines, each in a shell, and reads what they print as JSON. */
export async function runCommands(
  samples: readonly NamedSample[],
  { cwd, env }: Surroundings,
): Promise<RunResult[]> {
  const results: RunResult[] = [];
  for (const { source } of samples) {
    const { code, stdout, stderr } = await run('sh', ['-c', source], { cwd, env });
    let printed: unknown;
    try {
      printed = stdout === '' ? undefined : JSON.parse(stdout);
    } catch {
      printed = stdout;
    }
    results.push({
      printed,
      ...(code !== 0 && { failure: `exit code ${code}: ${stderr.trim()}` }),
    });
  }
  return results;
}

/** Compiles samples in one process: for each null, or why it is no Python. */
export async function compilePython(samples: readonly NamedSample[]): Promise<(string | null)[]> {
  const program = `
import json, sys

def problem(source):
    try:
        compile(source, "sample.py", "exec")
    except SyntaxError as error:
        return str(error)

print(json.dumps([problem(source) for source in json.load(sys.stdin)]))
`;
  const sources = JSON.stringify(samples.map(({ source }) => source));
  const surroundings = { cwd: root, env: { PYTHONUTF8: '1' } };
  const { stdout } = await run('python3', ['-c', program], surroundings, sources);
  return JSON.parse(stdout) as (string | null)[];
}

function run(
  command: string,
  args: readonly string[],
  { cwd, env }: Surroundings,
  input = '',
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const child = execFile(
      command,
      args,
      { cwd, env: { PATH: process.env['PATH'], ...env }, maxBuffer: 1 << 26 },
      (_, stdout, stderr) => done({ code: child.exitCode, stdout, stderr }),
    );
    // A command that reads nothing may end before it is given anything.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
