import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeCode } from '../../../scripts/code/code.js';
import { findCompanions } from '../../../scripts/lib/companions.js';
import { bundle } from '../../../scripts/lib/openapi/bundle.js';
import { checkDocument } from '../../../scripts/lib/openapi/check.js';
import { temporaryFolder } from '../run-script.js';

/** A folder with files; gives the path of `openapi.yaml` in it. */
export function write(files: Record<string, string | Uint8Array>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return join(folder, 'openapi.yaml');
}

/** How each description begins. */
export const head = "openapi: 3.1.0\ninfo: { title: Case, version: '1' }\n";

/** A description whose one operation answers with a schema. */
export function answering(schema: string, components = ''): string {
  return `${head}paths:
  /x:
    get:
      operationId: getX
      responses:
        '200': { description: Done., content: { application/json: { schema: ${schema} } } }
${components === '' ? '' : `components:\n${components}`}`;
}

/** Bundles a description and writes its code; gives the folder of both. */
export async function generate(spec: string): Promise<string> {
  const out = temporaryFolder();
  checkDocument(spec);
  await bundle(spec, findCompanions(spec), out);
  await writeCode(join(out, 'openapi.json'), out);
  return out;
}
