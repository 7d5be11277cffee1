import { execFile, spawn } from 'node:child_process';
import { chmod, lchown, lstat, mkdir, readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { defineCommand, UserError } from '../scripts/lib/cli.js';
import { closingLine } from '../scripts/lib/jest.js';
import { projectRoot } from '../scripts/lib/process.js';
import { stepLine } from '../scripts/lib/steps.js';
import { stopSignal } from '../scripts/lib/stop-signal.js';
import { withTemporaryFolder } from '../scripts/lib/temporary-folder.js';
import { hasNode, installRuntime } from './package/runtimes.js';
import { npmInstall } from './package/run.js';

const command = {
  usage: 'npx tsx test/fresh-machine.ts',
  summary:
    "Clones the last commit and runs the README's two commands in the clone as on a machine that has nothing but Node.js, git and a shell: an empty home, another user if this one is root, no browser, no curl.",
  options: {
    node: {
      value: 'RELEASES',
      default: '20.19.0,22,24',
      help: 'releases of Node.js, as versions or lines',
    },
    only: { value: 'COMMAND', help: 'start or test alone' },
  },
  rest: 'arguments for npm test, for example the tests to run',
  failure: 'a command failed',
} as const;

/** The npm that comes with a line of Node.js; with all others comes the latest. */
const npmOfLine: Record<string, string> = { 20: '10.8.2', 22: '10', 24: '11' };

/** What is on the machine besides Node.js: a shell, git, and the commands that every Linux has. */
const programs =
  'sh git env uname id cat cp mv rm ln ls mkdir rmdir mktemp touch chmod pwd date sleep true false test echo printf basename dirname readlink realpath head tail sort uniq cut tr wc tee seq';

/** The user `nobody`, whom root becomes. */
const nobody = { uid: 65534, gid: 65534 };

/** A name that is legal, and means something to whoever takes it for a pattern or an address. */
const projectName = 'C# project (1)';

/** How long a command may take, in milliseconds. */
const limit = 60 * 60_000;

/** A machine that has nothing. */
interface Machine {
  /** The clone. */
  project: string;
  env: NodeJS.ProcessEnv;
}

/** A command that runs on a machine. */
interface Running {
  /** What it has printed so far. */
  output: () => string;
  /** Its exit code; `null` if a signal ended it. */
  code: Promise<number | null>;
  interrupt(): void;
}

const asRoot = process.getuid?.() === 0;

async function findProgram(name: string): Promise<string> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    if ((await lstat(path).catch(() => undefined)) !== undefined) return path;
  }
  throw new UserError(`this machine has no ${name}, which the fresh one needs.`);
}

/** Gives a folder and all that it holds to the user of the machine. */
async function handOver(folder: string): Promise<void> {
  if (!asRoot) return;
  const below = await readdir(folder, { recursive: true });
  for (const path of [folder, ...below.map((name) => join(folder, name))]) {
    await lchown(path, nobody.uid, nobody.gid);
  }
}

async function makeMachine(folder: string, release: string): Promise<Machine> {
  const [tools, bin, home, temporary] = ['tools', 'bin', 'home', 'tmp'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  for (const made of [tools, bin, home, temporary]) await mkdir(made);
  const { program: node } = await installRuntime(tools, `node@${release}`);
  const line = /^\d+/.exec(release)?.[0] ?? '';
  await npmInstall(tools, `npm@${npmOfLine[line] ?? 'latest'}`);
  await symlink(node, join(bin, 'node'));
  for (const name of ['npm', 'npx']) {
    await symlink(join(tools, `node_modules/npm/bin/${name}-cli.js`), join(bin, name));
  }
  for (const name of programs.split(' ')) await symlink(await findProgram(name), join(bin, name));
  const project = join(folder, projectName);
  // Without links to the files of this repository, which must keep their owner.
  await promisify(execFile)('git', ['clone', '--quiet', '--no-hardlinks', projectRoot, project]);
  // The folder was made for its owner alone.
  await chmod(folder, 0o755);
  for (const own of [home, temporary, project]) await handOver(own);
  // Without these there is no way to the registry where there is no direct one.
  const network = /^(https?_proxy|no_proxy|all_proxy|NODE_EXTRA_CA_CERTS|npm_config_registry)$/i;
  const kept = Object.entries(process.env).filter(([name]) => network.test(name));
  return {
    project,
    env: {
      ...Object.fromEntries(kept),
      PATH: bin,
      HOME: home,
      TMPDIR: temporary,
      NO_COLOR: '1',
      // The tests would find a browser by its path.
      CHROMIUM: '',
    },
  };
}

/** Starts a command as its user types it; it and all that it starts end with the signal. */
function type(machine: Machine, line: string, signal: AbortSignal): Running {
  const child = spawn('sh', ['-c', line], {
    cwd: machine.project,
    env: machine.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(asRoot && nobody),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const send = (name: NodeJS.Signals) => {
    try {
      process.kill(-(child.pid as number), name);
    } catch {
      // It has ended.
    }
  };
  const stop = () => send('SIGTERM');
  const any = AbortSignal.any([signal, AbortSignal.timeout(limit)]);
  any.addEventListener('abort', stop, { once: true });
  const code = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      any.removeEventListener('abort', stop);
      resolve(status);
    });
  });
  return { output: () => output, code, interrupt: () => send('SIGINT') };
}

async function requireSuccess(machine: Machine, line: string, signal: AbortSignal) {
  const running = type(machine, line, signal);
  const code = await running.code;
  signal.throwIfAborted();
  if (code !== 0) throw new UserError(`"${line}" ended with ${code}:\n${running.output().trim()}`);
  return running.output();
}

/** `npm test`, whose last line must say that nothing failed. */
async function tryTest(machine: Machine, args: string[], signal: AbortSignal): Promise<string> {
  const words = args.length === 0 ? '' : ` -- ${args.join(' ')}`;
  const output = await requireSuccess(machine, `npm test${words}`, signal);
  const last = output.trim().split('\n').at(-1) ?? '';
  if (!/^[1-9]\d* passed, 0 failed/.test(last)) throw new UserError(`npm test says "${last}".`);
  return last;
}

/** `npm start`, whose addresses must answer, until Ctrl-C. */
async function tryStart(machine: Machine, signal: AbortSignal): Promise<string> {
  const running = type(machine, 'npm start', signal);
  let ended = false;
  void running.code.finally(() => (ended = true));
  try {
    while (!running.output().includes('Ctrl-C ends both')) {
      if (ended) throw new UserError(`npm start ended early:\n${running.output().trim()}`);
      await delay(100, undefined, { signal });
    }
    const docs = /^docs +(\S+)$/m.exec(running.output())?.[1] ?? '';
    const [, options = '', address = ''] =
      /^try +curl (.*)'(http[^']+)'$/m.exec(running.output()) ?? [];
    const headers = [...options.matchAll(/-H '([^:']+): ([^']*)'/g)].map(
      ([, name = '', value = '']): [string, string] => [name, value],
    );
    await requirePage(docs, '<title>', []);
    await requirePage(address, '{', headers);
    return `${docs} and ${new URL(address).origin} answer`;
  } finally {
    running.interrupt();
    await running.code;
  }
}

async function requirePage(address: string, part: string, headers: [string, string][]) {
  const response = await fetch(address, { headers, signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  if (response.status !== 200 || !text.includes(part)) {
    throw new UserError(`${address} answers ${response.status}: ${text.slice(0, 200)}`);
  }
}

/** Neither command may change a file of the repository, or leave one there. */
async function requireClean(machine: Machine, signal: AbortSignal): Promise<void> {
  const changed = await requireSuccess(machine, 'git status --porcelain', signal);
  if (changed !== '') throw new UserError(`the clone is changed:\n${changed.trim()}`);
}

defineCommand(import.meta.url, command, async ({ only, node }, rest) => {
  if (only !== undefined && only !== 'start' && only !== 'test') {
    throw new UserError(`--only must be start or test, not "${only}".`, 2);
  }
  if (!hasNode || process.platform === 'win32') {
    throw new UserError('npm has no Node.js for this platform that could be tried like this.');
  }
  const signal = stopSignal();
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const release of node.split(',').map((one) => one.trim())) {
    await withTemporaryFolder(join(tmpdir(), 'fresh-machine-'), async (folder) => {
      const step = async (name: string, run: () => Promise<string>) => {
        const start = performance.now();
        const told = (outcome: 'ok' | 'FAIL', text: string) =>
          console.log(`${stepLine(outcome, name, performance.now() - start)}  ${text}`);
        try {
          told('ok', await run());
          total.passed += 1;
          return true;
        } catch (error) {
          signal.throwIfAborted();
          told('FAIL', error instanceof UserError ? error.message : String(error));
          total.failed += 1;
          return false;
        }
      };
      let machine: Machine | undefined;
      const ready = await step('machine', async () => {
        machine = await makeMachine(folder, release);
        const versions = await requireSuccess(machine, 'node --version && npm --version', signal);
        return `Node.js ${versions.trim().replace('\n', ', npm ')}`;
      });
      if (!ready || machine === undefined) return;
      const made = machine;
      const tried = {
        start: () => tryStart(made, signal),
        test: () => tryTest(made, rest, signal),
      };
      for (const name of ['start', 'test'] as const) {
        if (only !== undefined && only !== name) continue;
        const installed = await step('npm ci', async () => {
          await requireSuccess(made, 'npm ci', signal);
          return '';
        });
        if (!installed) continue;
        await step(`npm ${name}`, tried[name]);
        await step('git status', async () => {
          await requireClean(made, signal);
          return 'clean';
        });
      }
    });
  }
  console.log(closingLine(total));
  return total.failed === 0 ? 0 : 1;
});
