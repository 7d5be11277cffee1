import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docsFiles } from '../../scripts/docs/site.js';
import { findCompanions } from '../../scripts/lib/companions.js';

/** The files of the docs of a description that has nothing but what is given. */
export async function filesOfDescription(
  description: object,
): Promise<Map<string, string | Uint8Array>> {
  const folder = await mkdtemp(join(tmpdir(), 'odd-'));
  try {
    const bundled = join(folder, 'openapi.json');
    const head = { openapi: '3.1.1', info: { title: 'Odd', version: '1' } };
    await writeFile(bundled, JSON.stringify({ ...head, ...description }));
    return await docsFiles({ companions: findCompanions(bundled), bundled, published: folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}
