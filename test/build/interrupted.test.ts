import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { atNight, testAtNight } from '../lib/at-night.js';
import { describeWith } from '../lib/describe-with.js';
import { chromium } from '../lib/programs.js';
import { shellEnvironment } from '../package/run.js';
import { copyOfProject, fixtures, root, temporaryFolder } from './run-script.js';
import { withTypeScript } from '../lib/typescript.js';

/** What can be seen of a running command. */
interface Running {
  readonly output: string;
  /** What is in its folder for temporary files. */
  readonly files: string[];
  /** Command lines of its processes. */
  readonly processes: string[];
}

/** Between two looks, in milliseconds: to look at all processes takes some itself. */
const pause = 100;

/** Processes that have this folder for temporary files, or one below it: id and command line. */
function processesWith(folder: string): [pid: number, line: string][] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      if (!environment.includes(`TMPDIR=${folder}`)) return [];
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return [[Number(pid), line]];
    } catch {
      // No process, or one that has just ended.
      return [];
    }
  });
}

/** Files and folders below a folder that changes in the meantime. */
function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? [path, ...filesBelow(path)] : [path];
    });
  } catch {
    return [];
  }
}

/** Folders that commands were given for temporary files. */
const used: string[] = [];

afterEach(() => {
  // A command that a failed test has left running would disturb the others.
  for (const [pid] of used.splice(0).flatMap(processesWith)) process.kill(pid, 'SIGKILL');
});

/**
 * Runs a command as a terminal does, in a process group of its own, sends Ctrl-C to the group once
 * the command has come to a point, and waits for its end.
 */
async function interrupt(
  cwd: string,
  [program, ...args]: readonly [string, ...string[]],
  reached: (running: Running) => boolean,
): Promise<Running> {
  const folder = temporaryFolder();
  used.push(folder);
  const child = spawn(program, args, {
    cwd,
    // tsx and Node.js would keep what they have compiled there.
    env: {
      ...shellEnvironment(),
      TMPDIR: folder,
      TSX_DISABLE_CACHE: '1',
      NODE_DISABLE_COMPILE_CACHE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  let ended = false;
  // npm itself may end before its command; what both print ends with the last process that prints.
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => {
      ended = true;
      resolve();
    });
  });
  // Looking at files and processes takes time: only where it is asked for.
  const running: Running = {
    get output() {
      return output;
    },
    get files() {
      return filesBelow(folder);
    },
    get processes() {
      return processesWith(folder).map(([, line]) => line);
    },
  };
  while (!reached(running)) {
    if (ended) throw new Error(`it ended before it was interrupted: ${output}`);
    await delay(pause);
  }
  process.kill(-(child.pid as number), 'SIGINT');
  await closed;
  // A browser is in no process group of ours: it ends once nobody steers it.
  while (running.processes.some((line) => line.includes('--headless'))) await delay(pause);
  return running;
}

// Elsewhere the processes of a command cannot be listed.
const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('Ctrl-C', () => {
  const project = copyOfProject('project');
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  /** How npm starts its script: it hands the signal on, which is tried with some commands. */
  const withNpm = (name: string) => ['npm', 'run', name, '--'] as const;
  /** The line of npm's script alone, which starts faster. */
  const alone = (name: string) => ['sh', '-c', `exec ${scripts[name]} "$@"`, name] as const;
  const minimal = ['--spec', join(fixtures, 'minimal/openapi.yaml'), '--out', 'out/generated'];
  const unlinted = [...minimal, '--skip-lint'];
  const before = readdirSync(project);
  const made = (name: string) => (running: Running) =>
    running.files.some((file) => file.includes(name));
  const said = (text: string) => (running: Running) => running.output.includes(text);
  const runs = (text: string) => (running: Running) =>
    running.processes.some((line) => line.includes(text));
  const begun = (line: RegExp) => (running: Running) =>
    running.processes.some((one) => line.test(one));
  const stands = (prefix: string, folder = project) => {
    return () => existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(prefix));
  };

  const one = ['--operation', 'listWorkflows'];
  type Case = [string, string, typeof withNpm | typeof alone, string[], (seen: Running) => boolean];
  test.each<Case>([
    ['build', 'while the edition by Redoc is built', withNpm, unlinted, made('redoc-')],
    ...atNight<Case>(
      ['lint', 'while the linters run', alone, [], runs('spectral')],
      ['package', 'at its beginning', alone, [], stands('.dist-')],
      ['test', 'in its first step', withNpm, [], runs('typescript-7')],
      ['build', 'after its first step', alone, minimal, said('ok    bundle')],
      ['start', 'while it builds', withNpm, minimal, said('ok    bundle')],
      ['mock', 'while it serves', withNpm, ['--port', '0'], said('Ctrl-C ends it')],
      ['contract', 'while it asks', alone, one, said('seed ')],
      ['mock', 'while Prism starts', alone, ['--port', '0'], made('mock-')],
      ['mutation', 'at its beginning', alone, [], begun(/^node .*mutation\.ts/)],
    ),
  ])('in npm run %s %s leaves nothing behind', async (name, _, start, args, reached) => {
    const ended = await interrupt(project, [...start(name), ...args], reached);
    expect(ended).toMatchObject({ files: [], processes: [] });
    expect(readdirSync(project).filter((entry) => entry !== 'out')).toEqual(before);
    expect(stands('.', join(project, 'out'))()).toBe(false);
  });

  const jest = [process.execPath, ...withTypeScript, 'test/build/run-jest.ts'] as const;
  testAtNight('in the tests leaves nothing behind while the mock starts', async () => {
    const ended = await interrupt(
      root,
      [...jest, 'test/build/mock-document.test.ts'],
      made('mock-'),
    );
    expect(ended).toMatchObject({ files: [], processes: [] });
  });

  describeWith(chromium, 'in the tests of a browser', () => {
    testAtNight('leaves nothing behind while it runs', async () => {
      // Two files: the browser, and a folder of its own.
      const tests = ['test/docs/site.test.ts', 'test/docs/samples/settings.test.ts'];
      const ended = await interrupt(root, [...jest, ...tests], runs('--headless'));
      expect(ended).toMatchObject({ files: [], processes: [] });
    });
  });
});
