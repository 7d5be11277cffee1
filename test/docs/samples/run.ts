import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
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

/** A program in Python that compiles what it reads, a list of texts in JSON. */
const compiler = `
import json, sys

for number, source in enumerate(json.load(sys.stdin)):
    try:
        compile(source, f"sample-{number}", "exec")
    except SyntaxError as error:
        print(f"sample-{number}: {error}")
`;

/** A program in Java that parses the files that it is given. */
const parser = `
import com.sun.source.util.JavacTask;
import javax.tools.*;

public class Parser {
    public static void main(String[] args) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        StandardJavaFileManager manager = compiler.getStandardFileManager(found, null, null);
        Iterable<? extends JavaFileObject> files = manager.getJavaFileObjects(args);
        ((JavacTask) compiler.getTask(null, manager, found, null, null, files)).parse();
        found.getDiagnostics().forEach(one -> System.out.println(one));
    }
}
`;

/** Parses samples in one process, and returns what it says of those that are no code. */
export async function parseSamples(samples: readonly NamedSample[]): Promise<string> {
  const language = samples[0]?.language;
  const sources = samples.map(({ source }) => source);
  const folder = await mkdtemp(join(tmpdir(), 'parsed-'));
  try {
    const write = async (name: string, text: string) => {
      await writeFile(join(folder, name), text);
      return name;
    };
    const surroundings = { cwd: folder, env: { PYTHONUTF8: '1', LC_ALL: 'C.UTF-8' } };
    const parse = (command: string, args: string[], input?: string) =>
      run(command, args, surroundings, input);
    if (language === 'python') {
      const { stdout, stderr } = await parse('python3', ['-c', compiler], JSON.stringify(sources));
      return stdout + stderr;
    }
    const files = await Promise.all(
      sources.map((source, index) => write(`sample-${index}.${language}`, source)),
    );
    const { stdout, stderr } = await (language === 'java'
      ? parse('java', ['-Dfile.encoding=UTF-8', await write('Parser.java', parser), ...files])
      : // Without an option it would print all code.
        parse('gofmt', ['-e', '-l', ...files]).then((result) => ({ ...result, stdout: '' })));
    return stdout + stderr;
  } finally {
    await rm(folder, { recursive: true });
  }
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
