import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SandboxServer } from '../sandbox.js';

/** How often a data file is written while the sandbox runs, in milliseconds. */
const interval = 60_000;

/**
 * Keeps the state of a sandbox in a file: reads it if it is there, and writes it on demand, every minute
 * and at the end. What is there before stays whole until the new one is.
 *
 * @returns writes it for the last time
 * @throws TypeError in one sentence if the file cannot be used; it is then left alone
 */
export async function useDataFile(
  sandbox: SandboxServer,
  path: string,
): Promise<() => Promise<void>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) load(sandbox, path, text);
  let last = text && withoutTime(text);
  let writing = Promise.resolve();
  const save = (): Promise<void> => {
    // One after the other, or a slow one would undo a later one.
    writing = writing
      .catch(() => {})
      .then(async () => {
        const current = JSON.stringify(sandbox.control.state());
        if (withoutTime(current) === last) return;
        await replaceFile(path, current);
        last = withoutTime(current);
      });
    return writing;
  };
  // Whether the file can be written is found out now, and not after an hour of work.
  await save();
  const timer = setInterval(() => void save().catch(() => {}), interval).unref();
  sandbox.save = save;
  return () => {
    clearInterval(timer);
    return save();
  };
}

/** A state without the time at which it was looked at: that it is later is no change. */
function withoutTime(text: string): string {
  return text.replace(/"now":\d+,/, '');
}

function load(sandbox: SandboxServer, path: string, text: string): void {
  try {
    sandbox.control.replaceState(JSON.parse(text));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'It is no JSON.' : (error as Error).message;
    throw new TypeError(`The data file ${path} cannot be used. ${why}`);
  }
}

/** Writes a file beside the other one and puts it in its place once it is on the disk. */
async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(beside, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  const folder = await open(dirname(path)).catch(() => undefined);
  // Not every system can bring a folder to the disk.
  await folder?.sync().catch(() => {});
  await folder?.close();
}
