import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { checkDocument } from './document.js';
import { languageOverlays, translatedBundle } from './overlays.js';
import { projectRoot } from './process.js';

/** Files of a build that are compared and committed, one of them for each translation. */
export function committedFiles(spec: string): string[] {
  return [
    'openapi.yaml',
    'openapi.json',
    ...languageOverlays(spec).map(({ language }) => translatedBundle(language)),
    'types.ts',
    'operations.ts',
    'methods.ts',
  ];
}

/** The page of the documentation, inside the output folder. */
export const docsPage = 'docs/index.html';

/** Where a build notes what it was made from, inside the output folder. */
export const stampFile = 'docs/.build';

/** Every file below a folder, in the order of their paths. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** What the docs are made from beside the description and its translations. */
function docsInputs(spec: string): string[] {
  const beside = dirname(spec);
  const files = ['samples.yaml', 'decisions.md'].map((name) => join(beside, name));
  const folders = ['guides', 'life-cycles', 'workflows'].map((name) => join(beside, name));
  return [
    ...files.filter((file) => existsSync(file)),
    ...folders.filter((folder) => existsSync(folder)).flatMap(filesBelow),
  ];
}

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
 * translations and guides, scripts and versions of the tools; and every file of the result.
 */
export function buildStamp(spec: string, out: string): string {
  const tools = ['package-lock.json', 'redocly.yaml'].map((name) => join(projectRoot, name));
  const scripts = filesBelow(join(projectRoot, 'scripts'));
  const inputs = [
    digest(dirname(spec), [
      ...checkDocument(spec),
      ...languageOverlays(spec).map(({ path }) => path),
      ...docsInputs(spec),
    ]),
    digest(projectRoot, [...tools, ...scripts]),
  ].join('');
  const docs = filesBelow(join(out, dirname(docsPage))).filter(
    (file) => relative(out, file) !== stampFile,
  );
  const outputs = digest(out, [...committedFiles(spec).map((name) => join(out, name)), ...docs]);
  return `inputs ${createHash('sha256').update(inputs).digest('hex')}\noutputs ${outputs}\n`;
}

/** Whether a folder holds the result of a build of this description with these scripts. */
export function isUpToDate(spec: string, out: string): boolean {
  const complete = [...committedFiles(spec), docsPage, stampFile].every((name) =>
    existsSync(join(out, name)),
  );
  return complete && readFileSync(join(out, stampFile), 'utf8') === buildStamp(spec, out);
}
