import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { familiesText, familyText } from './families.js';
import { methodsText } from './methods.js';
import { operationsText } from './operations.js';
import { sharedText } from './shared.js';
import { formatTypeScript } from './typescript-text.js';
import type { Companions } from '../lib/companions.js';
import { readBundle, type OpenApiDocument } from '../lib/openapi/document.js';
import { familiesOf } from '../lib/families.js';
import { readLifeCycles, type LifeCycleFile } from '../lib/life-cycles.js';
import { listOperations } from '../lib/operation-list.js';

/**
 * Writes the TypeScript of a bundled document: what all families share, and for each of them the
 * types, the table of its operations and the methods; if life cycles are known, what the sandbox needs
 * of each family as well.
 *
 * @param sandbox - what else the sandbox is made from
 * @throws UserError if the document cannot be written as code
 */
export async function writeCode(
  bundlePath: string,
  out: string,
  sandbox: Pick<Companions, 'lifeCycles' | 'control'> = { lifeCycles: [], control: undefined },
): Promise<void> {
  const document = readBundle(bundlePath);
  // An id that is used twice is a fault, in whichever families.
  listOperations(document);
  const families = familiesOf(document);
  const write = async (path: string, text: string): Promise<void> => {
    const file = join(out, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await formatTypeScript(text));
  };
  await write('shared.ts', sharedText(document));
  await write('families.ts', familiesText(document, families));
  // The compiler is loaded when needed: a script that prints its help should not wait for it.
  const { typesText } = await import('./types.js');
  for (const family of families) {
    const { folder } = family;
    await write(`${folder}/types.ts`, await typesText(family));
    await write(`${folder}/operations.ts`, operationsText(family));
    await write(`${folder}/methods.ts`, methodsText(family));
    await write(`${folder}/index.ts`, familyText(family));
  }
  const { lifeCycles, control } = sandbox;
  if (lifeCycles.length === 0 && control === undefined) return;
  const { isAbout, sandboxCode } = await import('./sandbox.js');
  const cycles = readLifeCycles(lifeCycles);
  const controlDocument = control === undefined ? undefined : readBundle(control);
  const writeSandbox = async (folder: string, about: OpenApiDocument, files: LifeCycleFile[]) => {
    const { table, validators } = await sandboxCode(about, files, about === controlDocument);
    await write(`${folder}/sandbox.ts`, table);
    // Nobody reads it, and laying it out takes longer than all else.
    await writeFile(join(out, folder, 'validators.ts'), validators);
  };
  for (const { folder, document: about } of families) {
    const own = cycles.filter((file) => isAbout(about, file));
    if (cycles.length > 0) await writeSandbox(folder, about, own);
  }
  if (controlDocument !== undefined) await writeSandbox('sandbox', controlDocument, []);
}
