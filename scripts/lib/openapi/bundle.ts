import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../cli.js';
import type { Companions } from '../companions.js';
import { checkBundle } from './check-bundle.js';
import { compareBundle } from './compare-bundle.js';
import { readSources, type Sources } from './check.js';
import { dereference, type OpenApiDocument, type PathItemObject } from './document.js';
import { lift } from './lift.js';
import { unheeded } from './unheeded.js';
import { displayPath } from './source.js';
import { readableRedoclyOutput, runReader, toolInput } from '../redocly.js';

/** How a description is bundled. */
export interface BundleOptions {
  /** The files of the description, if they have been read. */
  sources?: Sources;
  /** Takes what Redocly warns of, and what nobody heeds. */
  print?: (line: string) => void;
  signal?: AbortSignal;
}

/** Parts of a configuration by which Redocly changes what it bundles. */
const changes = /^\s*["']?(decorators|preprocessors|plugins)["']?\s*:/m;

/**
 * Puts what a path item refers to beside its other members: the programs behind see either the reference
 * or these.
 *
 * @returns whether there was such a path item
 */
function joinPathItems(document: OpenApiDocument): boolean {
  const items = [document.paths, document.webhooks].flatMap((some) => Object.values(some ?? {}));
  const joined = items
    .filter((item) => item !== undefined)
    .filter((item) => '$ref' in item && Object.keys(item).length > 1);
  for (const item of joined) {
    const target = dereference<PathItemObject>(document, { $ref: String(item.$ref) });
    delete item.$ref;
    Object.assign(item, { ...target, ...item });
  }
  return joined.length > 0;
}

/**
 * Bundles a description with Redocly, keeping its order, makes 3.1 of OpenAPI 3.0, and prints what Redocly warns of and nobody heeds.
 *
 * @returns the path of the bundle, in JSON
 * @throws UserError with Redocly's own message
 */
export async function bundle(
  spec: string,
  { config }: Pick<Companions, 'config'>,
  out: string,
  { sources = readSources(spec), print = () => {}, signal }: BundleOptions = {},
): Promise<string> {
  const { cwd, name } = toolInput(spec);
  await mkdir(out, { recursive: true });
  const target = join(out, 'openapi.json');
  // Redocly may write a file and fail afterwards, so the result gets its name at the end.
  const unfinished = resolve(out, 'openapi.unfinished.json');
  try {
    const { code, output } = await runReader(
      '@redocly/cli',
      'redocly',
      [
        'bundle',
        name,
        `--output=${unfinished}`,
        `--config=${config}`,
        // Otherwise the names of two components depend on the order of the references.
        '--component-renaming-conflicts-severity=error',
      ],
      { cwd, signal },
    );
    const words = readableRedoclyOutput(output);
    if (code !== 0) throw new UserError(`the description cannot be bundled:\n${words}`);
    if (words !== '') print(words);
    const document = JSON.parse(await readFile(unfinished, 'utf8')) as OpenApiDocument;
    checkBundle(document);
    const hasJoined = joinPathItems(document);
    if (!changes.test(await readFile(config, 'utf8'))) compareBundle(sources, document);
    for (const sentence of unheeded(sources, document)) print(sentence);
    const lifted = lift(document, displayPath(spec), print);
    if (hasJoined || lifted !== document)
      await writeFile(unfinished, JSON.stringify(lifted, null, 2));
    await rename(unfinished, target);
    return target;
  } finally {
    await rm(unfinished, { force: true });
  }
}
