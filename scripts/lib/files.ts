import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, parse, relative } from 'node:path';

/** The SHA-256 of some bytes or text, in hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** One hash of the names and contents of files. */
export function digest(base: string, files: readonly string[]): string {
  return sha256(
    files.map((file) => `${relative(base, file)}\0${sha256(readFileSync(file))}`).join('\n'),
  );
}

/** Every file below a folder, by path; none if there is no such folder. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/**
 * The files and folders that a path means, by name, links to nowhere among them. A `*` in it stands for
 * any part of one name; no other character is special.
 */
export function matchingPaths(folder: string, path: string): string[] {
  const { root } = parse(path);
  if (isAbsolute(path)) return matchingPaths(root, path.slice(root.length));
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const [name = '', ...rest] = path.split('/');
  const names = name.includes('*') ? namesLike(folder, name) : [name];
  const found = names
    .map((one) => join(folder, one))
    .filter((one) => lstatSync(one, { throwIfNoEntry: false }) !== undefined);
  return rest.length === 0 ? found : found.flatMap((one) => matchingPaths(one, rest.join('/')));
}

function namesLike(folder: string, pattern: string): string[] {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('.*')}$`, 's');
  return readdirSync(folder)
    .filter((name) => expression.test(name) && !name.startsWith('.'))
    .sort();
}
