import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';

const inUse = new Set<string>();

process.on('exit', () => {
  for (const folder of inUse) removeTemporaryFolder(folder);
});

/**
 * Makes an empty folder whose path is `prefix`, below the system's folder for such unless it is
 * absolute, and six random characters. It is removed when the process ends, also when a signal ends it
 * (see `stopSignal`), unless it was removed before.
 */
export function makeTemporaryFolder(prefix: string): string {
  // In one step: a signal between making and noting the folder would leave it behind.
  const folder = mkdtempSync(resolve(tmpdir(), prefix));
  inUse.add(folder);
  return folder;
}

/** Gives a temporary folder another name, under which it remains one. */
export function renameTemporaryFolder(folder: string, name: string): void {
  renameSync(folder, name);
  inUse.add(name);
  inUse.delete(folder);
}

/** Removes a temporary folder with all that it holds, if it is still there. */
export function removeTemporaryFolder(folder: string): void {
  // What was ended a moment ago may still be writing to it.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  inUse.delete(folder);
}

/** Runs `use` with a temporary folder and removes it afterwards. */
export async function withTemporaryFolder<T>(
  prefix: string,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = makeTemporaryFolder(prefix);
  try {
    return await use(folder);
  } finally {
    removeTemporaryFolder(folder);
  }
}
