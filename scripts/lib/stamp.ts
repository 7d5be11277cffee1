import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { companionFiles, translatedBundle, type Companions } from './companions.js';
import { checkDocument } from './openapi/check.js';
import { filesBelow } from './files.js';
import { projectRoot } from './process.js';

/** Files of a build that are compared and committed, one of them for each translation. */
export function committedFiles({ overlays }: Companions): string[] {
  return [
    'openapi.yaml',
    'openapi.json',
    ...overlays.map(({ language }) => translatedBundle(language)),
    'types.ts',
    'operations.ts',
    'methods.ts',
  ];
}

/** The page of the documentation, inside the output folder. */
export const docsPage = 'docs/index.html';

/** Where a build notes what it was made from, inside the output folder. */
export const stampFile = 'docs/.build';

function digest(base: string, files: readonly string[]): string {
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
  const outputs = digest(out, [
    ...committedFiles(companions).map((name) => join(out, name)),
    ...docs,
  ]);
  return `inputs ${createHash('sha256').update(inputs).digest('hex')}\noutputs ${outputs}\n`;
}

/** Whether a folder holds the result of a build of this description with these scripts. */
export function isUpToDate(spec: string, companions: Companions, out: string): boolean {
  const complete = [...committedFiles(companions), docsPage, stampFile].every((name) =>
    existsSync(join(out, name)),
  );
  return (
    complete && readFileSync(join(out, stampFile), 'utf8') === buildStamp(spec, companions, out)
  );
}
