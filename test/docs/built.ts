import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { docsFiles, writeFiles } from '../../scripts/docs/site.js';
import type { Companions } from '../../scripts/lib/companions.js';
import { writePublished } from '../../scripts/lib/published.js';
import { companions } from '../lib/files.js';
import { wholeBundle } from '../lib/whole-bundle.js';

const published = mkdtempSync(join(tmpdir(), 'published-'));
afterAll(() => rmSync(published, { recursive: true }));
await writePublished(join(wholeBundle(), '..'), published);

/** The files of the docs of our description, or of it with other companions. */
export function filesOf(
  others: Partial<Companions> = {},
): Promise<Map<string, string | Uint8Array>> {
  return docsFiles({
    companions: { ...companions, ...others },
    bundled: wholeBundle(),
    published,
  });
}

/** Writes files of the docs into a new folder, with something in place of the edition by Redoc. */
export async function writtenInto(
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  await writeFiles(
    folder,
    new Map([...files, ['redoc.html', ''] as const, ['zh-CN/redoc.html', ''] as const]),
  );
  return folder;
}

/** The texts of the files with an ending, by their paths. */
export function textsOf(
  files: ReadonlyMap<string, string | Uint8Array>,
  ending: string,
): Map<string, string> {
  return new Map(
    [...files].flatMap(([path, text]) =>
      path.endsWith(ending) && typeof text === 'string' ? [[path, text] as const] : [],
    ),
  );
}
