import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtDocs } from '../lib/shared/shared.js';

/** Folder of the docs of our description, as the build has made them; nobody writes into it. */
export const docsFolder = await builtDocs();

const names = (readdirSync(docsFolder, { recursive: true }) as string[]).map((name) =>
  name.replaceAll('\\', '/'),
);

/** The paths of the files with an ending, but for the page of Redoc, which is another's. */
export function pathsOf(ending: string): string[] {
  return names.filter((name) => name.endsWith(ending) && !name.endsWith('redoc.html')).sort();
}

/** A file of the docs as a text; empty if there is none. */
export function textAt(path: string): string {
  return names.includes(path) ? readFileSync(join(docsFolder, path), 'utf8') : '';
}

/** The texts of the files with an ending, by their paths. */
export function textsOf(ending: string): Map<string, string> {
  return new Map(pathsOf(ending).map((path) => [path, textAt(path)]));
}

/** A copy of the docs, to be changed. */
export async function copyOfDocs(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'docs-'));
  await cp(docsFolder, folder, { recursive: true });
  return folder;
}
