import { docsFiles } from '../../scripts/docs/site.js';
import type { Companions } from '../../scripts/lib/companions.js';
import { defaultOut } from '../../scripts/lib/paths.js';
import { companions } from '../lib/files.js';
import { wholeBundle } from '../lib/whole-bundle.js';

/** The files of the docs of our description, or of it with other companions, made anew. */
export function filesOf(
  others: Partial<Companions> = {},
): Promise<Map<string, string | Uint8Array>> {
  return docsFiles({
    companions: { ...companions, ...others },
    bundled: wholeBundle(),
    published: defaultOut,
  });
}
