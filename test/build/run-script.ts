import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { Console } from 'node:console';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, jest } from '@jest/globals';
import { runCommand } from '../../scripts/lib/cli.js';
import { patience } from '../lib/patience.js';
import { withTypeScript } from '../lib/typescript.js';

/** Folder of the project. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Folder of the fixtures. */
export const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url));

/** A script of `scripts/` run to its end. */
export interface ScriptResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Arguments for Node.js that run a script of `scripts/` in one process: without tsx's own between,
 * which takes time to start and would answer signals.
 */
export function lightScriptArguments(script: string, args: readonly string[]): string[] {
  return [...withTypeScript, join(root, 'scripts', script), ...args];
}

/** Runs a script of `scripts/` in the folder of the project, in a process of its own. */
export function runProcess(script: string, ...args: string[]): ScriptResult {
  return spawnSync(process.execPath, lightScriptArguments(script, args), {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
    timeout: patience,
  });
}

/**
 * Runs the command of a script of `scripts/` in this process, which has loaded most of it: a process of
 * its own takes a second to do so. That each script starts as a process is a test of its own.
 */
export async function runScript(script: string, ...args: string[]): Promise<ScriptResult> {
  const path = join(root, 'scripts', script);
  await import(pathToFileURL(path).href);
  const result = { stdout: '', stderr: '' };
  const listeners = stopSignals.map((signal) => process.listeners(signal));
  const { console: usual } = globalThis;
  const written = (stream: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk, _, done) {
        result[stream] += String(chunk);
        done();
      },
    });
  const [stdout, stderr] = [written('stdout'), written('stderr')];
  const progress = jest.spyOn(process.stderr, 'write');
  progress.mockImplementation((chunk) => stderr.write(chunk));
  globalThis.console = new Console({ stdout, stderr });
  try {
    const status = await runCommand(path, args);
    return { status, ...result };
  } finally {
    globalThis.console = usual;
    progress.mockRestore();
    // A signal ends the tests again.
    stopSignals.forEach((signal, index) => {
      for (const listener of process.listeners(signal)) {
        if (!listeners[index]?.includes(listener)) process.off(signal, listener);
      }
    });
  }
}

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const made: string[] = [];

/** An empty folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'build-test-')));
  made.push(folder);
  return folder;
}

/** A copy of the small description of several files, to be damaged. */
export function copyOfMinimal(): string {
  const folder = temporaryFolder();
  cpSync(join(fixtures, 'minimal'), folder, { recursive: true });
  return join(folder, 'openapi.yaml');
}

/** What a copy of the project does without. */
const leftOut = ['.git', 'dist', 'generated/docs', 'node_modules', 'test'].map((path) =>
  join(root, path),
);

/** A copy of the project, without its tests, in a folder with a name. */
export function copyOfProject(name: string): string {
  const folder = join(temporaryFolder(), name);
  cpSync(root, folder, { recursive: true, filter: (source) => !leftOut.includes(source) });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}

/** Every file below a folder with its content. */
export function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(folder.length + 1), readFileSync(file, 'utf8')]),
  );
}

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});
