import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { companionFiles, type Companions } from './companions.js';
import { checkDocument } from './openapi/check.js';
import { filesBelow } from './files.js';
import { projectRoot } from './process.js';

/** Names of files that a build makes beside the docs; those in a folder are the code of a family. */
const builtFile =
  /^(openapi(\.[\w-]+)?\.(json|yaml)|(shared|families)\.ts|[^/]+\/(index|types|operations|methods)\.ts)$/;

/** The files of a build in a folder that are compared and committed, sorted. */
export function committedFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() && entry.name !== dirname(docsPage)
        ? readdirSync(join(folder, entry.name)).map((name) => `${entry.name}/${name}`)
        : [entry.name],
    )
    .filter((name) => builtFile.test(name))
    .sort();
}

/** The page of the documentation, inside the output folder. */
const docsPage = 'docs/index.html';

/** Where a build notes what it was made from, inside the output folder. */
export const stampFile = 'docs/.build';

/** One hash of the names and contents of files. */
export function digest(base: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${relative(base, file)}\0`);
    hash.update(createHash('sha256').update(readFileSync(file)).digest());
  }
  return hash.digest('hex');
}

/**
 * Says what a build is made from and what came of it, as two hashes: description with its
 * companions, scripts and versions of the tools; and every file of the result.
 */
export function buildStamp(spec: string, companions: Companions, out: string): string {
  const tools = [join(projectRoot, 'package-lock.json')];
  const scripts = filesBelow(join(projectRoot, 'scripts'));
  const inputs = [
    digest(dirname(spec), [...checkDocument(spec), ...companionFiles(companions)]),
    digest(projectRoot, [...tools, ...scripts]),
  ].join('');
  const docs = filesBelow(join(out, dirname(docsPage))).filter(
    (file) => relative(out, file) !== stampFile,
  );
  const outputs = digest(out, [...committedFiles(out).map((name) => join(out, name)), ...docs]);
  return `inputs ${createHash('sha256').update(inputs).digest('hex')}\noutputs ${outputs}\n`;
}

/** Whether a folder holds the result of a build of this description with these scripts. */
export function isUpToDate(spec: string, companions: Companions, out: string): boolean {
  const complete = [docsPage, stampFile].every((name) => existsSync(join(out, name)));
  return (
    complete && readFileSync(join(out, stampFile), 'utf8') === buildStamp(spec, companions, out)
  );
}
