import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from './cli.js';
import { filesBelow, sha256 } from './files.js';
import { displayPath } from './openapi/source.js';
import {
  renameTemporaryFolder,
  makeTemporaryFolder,
  removeTemporaryFolder,
  withTemporaryFolder,
} from './temporary-folder.js';

/** The folder of the documentation, inside the output folder; it is not committed. */
export const docsFolder = 'docs';

/** What was built, by name and hash, in the form of the command `sha256sum`; the docs left out. */
export const sumsFile = 'SHA256SUMS';

/** What the docs were made from, and all that was built with them by name and hash. */
const stampFile = `${docsFolder}/.build`;

/** The files that a build has made in a folder, by their path inside of it; without its own notes. */
export function builtFiles(work: string): string[] {
  return filesBelow(work)
    .map((file) => relative(work, file).replaceAll(sep, '/'))
    .filter((name) => name !== sumsFile && name !== stampFile);
}

/** Whether a file is one of the documentation. */
export function isOfDocs(name: string): boolean {
  return name.startsWith(`${docsFolder}/`);
}

/**
 * Notes beside the files of a build what they are, and what they were made from.
 *
 * @param inputs - a hash of all that the build has read
 * @param sources - the files of the description, relative to its folder
 */
export function writeSums(work: string, inputs: string, sources: readonly string[]): void {
  const lines = builtFiles(work).map((name) => ({
    name,
    line: `${sha256(readFileSync(join(work, name)))}  ${name}\n`,
  }));
  const committed = lines.filter(({ name }) => !isOfDocs(name)).map(({ line }) => line);
  writeFileSync(join(work, sumsFile), committed.join(''));
  if (!existsSync(join(work, docsFolder))) return;
  const all = lines.map(({ line }) => line).join('');
  const read = sources.map((name) => `read ${name}\n`).join('');
  writeFileSync(join(work, stampFile), `inputs ${inputs}\n${read}${all}`);
}

/** The text of a file; empty if there is none. */
function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** The files of the description that the last build has read, relative to its folder, the entry first. */
export function formerSources(out: string): string[] {
  const text = textOf(join(out, stampFile));
  return [...text.matchAll(/^read (.+)$/gm)].map(([, name = '']) => name);
}

/** The hashes that a build has noted, by the names of the files. */
function sumsIn(file: string): Map<string, string> {
  const lines = textOf(file).matchAll(/^([\da-f]{64}) {2}(.+)$/gm);
  return new Map([...lines].map(([, hash = '', name = '']) => [name, hash]));
}

/** What the last build has put into a folder, as far as it has noted it. */
function formerSums(out: string): Map<string, string> {
  const docs = [...sumsIn(join(out, stampFile))].filter(([name]) => isOfDocs(name));
  return new Map([...sumsIn(join(out, sumsFile)), ...docs]);
}

/** Names of files that the last build has put into a folder. */
export function formerFiles(out: string): string[] {
  return [...formerSums(out).keys()].filter((name) => existsSync(join(out, name)));
}

function hasSum(file: string, hash: string): boolean {
  return existsSync(file) && statSync(file).isFile() && sha256(readFileSync(file)) === hash;
}

/** Whether a folder holds the whole result of a build from these inputs. */
export function isUpToDate(inputs: string, out: string): boolean {
  const stamp = join(out, stampFile);
  return (
    textOf(stamp).startsWith(`inputs ${inputs}\n`) &&
    [...sumsIn(stamp)].every(([name, hash]) => hasSum(join(out, name), hash))
  );
}

/**
 * Makes sure that nobody's work would be lost with the files of the last build.
 *
 * @throws UserError that names the files that are no longer what that build has written
 */
export function requireUnedited(out: string): void {
  const edited = [...formerSums(out)]
    .filter(([name, hash]) => existsSync(join(out, name)) && !hasSum(join(out, name), hash))
    .map(([name]) => displayPath(join(out, name)));
  if (edited.length > 0) {
    throw new UserError(
      `not what the last build has written: ${edited.join(', ')}; a build would replace what was edited there, so change the description instead, or build with --force.`,
    );
  }
}

/** What a build has to know of the folder for its result. */
export interface OutputOptions {
  /** Replaces files that were edited since the last build, too. */
  force: boolean;
  /** Leaves all but the docs as it is. */
  docsOnly: boolean;
}

/**
 * Moves the files of a build that differ from those of the last to the folder for the result, and takes away those of the last build
 * that it has not made.
 *
 * @throws UserError before anything is moved, if something stands in the way
 */
export function publish(work: string, out: string, { force, docsOnly }: OutputOptions): void {
  requireOutputFolder(out);
  if (!force) requireUnedited(out);
  const isMeant = (name: string) => !docsOnly || isOfDocs(name);
  const fresh = builtFiles(work).filter(isMeant);
  for (const name of fresh) requirePlace(out, name);
  const former = formerFiles(out).filter((name) => isMeant(name) && !fresh.includes(name));
  const notes = [sumsFile, stampFile].filter(
    (name) => isMeant(name) && existsSync(join(work, name)),
  );
  // Whatever ends the process from here on: without notes, the next build replaces what it finds.
  for (const name of notes) rmSync(join(out, name), { force: true });
  for (const name of [...fresh, ...notes]) {
    // Whoever copies or serves the folder sees by the time of a file whether it has changed.
    if (haveSameContent(join(work, name), join(out, name))) continue;
    mkdirSync(dirname(join(out, name)), { recursive: true });
    renameSync(join(work, name), join(out, name));
  }
  for (const name of former) {
    rmSync(join(out, name));
    const folder = dirname(join(out, name));
    if (folder !== out && readdirSync(folder).length === 0) rmdirSync(folder);
  }
}

function haveSameContent(file: string, other: string): boolean {
  return (
    existsSync(other) &&
    statSync(file).size === statSync(other).size &&
    readFileSync(file).equals(readFileSync(other))
  );
}

/** Makes sure that a file can be put where a build wants it. */
function requirePlace(out: string, name: string): void {
  let folder = out;
  for (const part of dirname(name).split('/')) {
    const next = join(folder, part);
    if (lstatSync(next, { throwIfNoEntry: false }) === undefined) break;
    if (statSync(next, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new UserError(
        `${displayPath(next)} is no folder, but the build makes one of this name; remove it.`,
      );
    }
    folder = next;
  }
  if (existsSync(folder)) requireWritable(folder);
  const path = join(out, name);
  if (existsSync(path) && statSync(path).isDirectory()) {
    throw new UserError(
      `${displayPath(path)} is a folder, but the build makes a file of this name; remove it.`,
    );
  }
}

/**
 * Makes sure that a folder can be written to, with those inside of it that the last build has used.
 *
 * @throws UserError if something else stands there, or it is not to be written to
 */
export function requireOutputFolder(path: string): void {
  const shown = displayPath(path);
  let found;
  try {
    found = statSync(path, { throwIfNoEntry: false });
  } catch {
    throw new UserError(`--out ${shown} cannot be a folder: part of it is a file.`);
  }
  if (found === undefined && lstatSync(path, { throwIfNoEntry: false }) !== undefined) {
    throw new UserError(`--out ${shown} is a link that leads nowhere.`);
  }
  if (found === undefined) return;
  if (!found.isDirectory()) throw new UserError(`--out ${shown} is a file; name a folder.`);
  const inside = formerFiles(path).map((name) => dirname(join(path, name)));
  for (const folder of new Set([path, ...inside])) requireWritable(folder);
}

function requireWritable(folder: string): void {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    throw new UserError(
      `${displayPath(folder)} is read-only; make it writable, or name another folder with --out.`,
    );
  }
}

/**
 * Works in a folder beside the one for the result, while no other build works for the same.
 *
 * @param use - what is done there; it gets both folders
 * @throws UserError if another build is at work, or the folder cannot take a result
 */
export async function withOutputFolder<T>(
  path: string,
  use: (work: string, out: string) => Promise<T>,
): Promise<T> {
  requireOutputFolder(path);
  // What is beside a link may be on another disk, from which nothing can be moved at once.
  const out = existsSync(path) ? realpathSync(path) : resolve(path);
  mkdirSync(dirname(out), { recursive: true });
  requireWritable(dirname(out));
  const beside = join(dirname(out), `.${basename(out)}-`);
  const lock = `${beside}lock`;
  takeLock(lock, path);
  try {
    removeAbandoned(beside);
    return await withTemporaryFolder(`${beside}${process.pid}-`, (work) => use(work, out));
  } finally {
    removeTemporaryFolder(lock);
  }
}

/** The file inside a lock that says whose it is. */
const ownerFile = 'owner';

/** A process by its number, which the system gives out again, and the time at which it started. */
function identityOf(pid: number): string {
  // The name of the process, in parentheses, may have spaces.
  const fields = textOf(`/proc/${pid}/stat`).replace(/^.*\) /s, '');
  return `${pid} ${fields.split(' ')[19] ?? ''}`;
}

function isRunning(identity: string): boolean {
  const pid = Number.parseInt(identity, 10);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return identityOf(pid) === identity;
}

/** Takes a lock, which is a folder: it gets its name with its content, and only if nobody has it. */
function takeLock(lock: string, path: string): void {
  const owner = (folder: string) => textOf(join(folder, ownerFile));
  for (let attempt = 1; ; attempt += 1) {
    const own = makeTemporaryFolder(`${lock}-`);
    writeFileSync(join(own, ownerFile), identityOf(process.pid));
    try {
      renameTemporaryFolder(own, lock);
      return;
    } catch (error) {
      removeTemporaryFolder(own);
      if (attempt === 10) throw error;
    }
    const holder = owner(lock);
    if (isRunning(holder)) {
      throw new UserError(
        `another build is writing to ${displayPath(path)} (process ${Number.parseInt(holder, 10)}); wait for its end.`,
      );
    }
    // A build that was killed has left it. Of several that find it, one takes it away.
    const abandoned = `${own}-abandoned`;
    try {
      renameSync(lock, abandoned);
    } catch {
      continue;
    }
    if (owner(abandoned) === holder) rmSync(abandoned, { recursive: true, force: true });
    else renameSync(abandoned, lock);
  }
}

/** Removes the folders in which builds have worked that were killed. */
function removeAbandoned(beside: string): void {
  for (const name of readdirSync(dirname(beside))) {
    const [, pid] = /^-?(\d+)-\w{6}$/.exec(name.slice(basename(beside).length)) ?? [];
    if (!name.startsWith(basename(beside)) || pid === undefined) continue;
    if (isRunning(identityOf(Number(pid)))) continue;
    rmSync(join(dirname(beside), name), { recursive: true, force: true });
  }
}
