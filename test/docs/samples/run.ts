import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { NamedSample } from '../../../scripts/docs/samples/check.js';
import { makeConsumerFolder } from '../../lib/consumer-folder.js';
import type { ModulesToRun, RunResult } from './run-modules.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Where samples are run: their working folder and the variables that they read. */
export interface Surroundings {
  cwd: string;
  env: Record<string, string>;
}

/** The variables that samples need to run as they were copied: no token. */
export function variables(endpoint: string): Record<string, string> {
  return {
    SECMASTER_ENDPOINT: endpoint,
    CLOUD_SDK_AK: 'access-key-of-the-test',
    CLOUD_SDK_SK: 'secret-key-of-the-test',
  };
}

/** A process that runs samples which are modules, one after the other. */
export interface ModuleRunner {
  run(samples: readonly NamedSample[], surroundings: Surroundings): Promise<RunResult[]>;
  stop(): Promise<void>;
}

/** Starts a process for samples that are modules. */
export async function startModules(): Promise<ModuleRunner> {
  const folder = await makeConsumerFolder();
  const loader = pathToFileURL(join(root, 'test/lib/jest/register.js')).href;
  const child = spawn(
    process.execPath,
    ['--import', loader, join(root, 'test/docs/samples/run-modules.ts')],
    { env: { PATH: process.env['PATH'] }, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const ended = once(child, 'close');
  const errors = text(child.stderr);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  let count = 0;
  return {
    async run(samples, surroundings) {
      count += 1;
      const input: ModulesToRun = {
        ...surroundings,
        root,
        folder: join(folder, `run-${count}`),
        sources: samples.map(({ source }) => source),
      };
      child.stdin.write(`${JSON.stringify(input)}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`the runner of the samples has ended: ${await errors}`);
      return JSON.parse(value) as RunResult[];
    },
    async stop() {
      child.stdin.end();
      await ended;
      await rm(folder, { recursive: true });
      const said = await errors;
      if (said !== '') throw new Error(`the runner of the samples complained: ${said}`);
    },
  };
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
    const write = async (name: string, source: string) => {
      await writeFile(join(folder, name), source);
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
      ? parse('java', [
          // It ends before code that is compiled for speed would be worth it.
          ...['-XX:TieredStopAtLevel=1', '-Dfile.encoding=UTF-8'],
          ...[await write('Parser.java', parser), ...files],
        ])
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
