import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  parseCommandLine,
  runIfStarted,
  UserError,
  type Command,
  type CommandOption,
} from './lib/cli.js';
import { readBundle } from './lib/document.js';
import { listOperations } from './lib/operation-list.js';
import { requireOutputFolder } from './lib/output-folder.js';
import { bundleOption, defaultBundle, defaultOut, outOption } from './lib/paths.js';
import { formatTypeScript, generatedHeader } from './lib/typescript-text.js';

const command = {
  usage: 'npx tsx scripts/types.ts',
  summary: 'Writes types.ts, the TypeScript types of a bundled document.',
  options: { bundle: bundleOption, out: outOption },
  failure: 'the types cannot be made',
} satisfies Command<Record<string, CommandOption>>;

/**
 * Writes `types.ts` for a bundled document.
 *
 * @throws UserError with the message of openapi-typescript
 */
export async function writeTypes(bundlePath: string, out: string): Promise<void> {
  const document = readBundle(bundlePath);
  // Refuses what openapi-typescript would print on its own account before it throws.
  listOperations(document);
  // The compiler is loaded when needed: a script that prints its help should not wait for it.
  const { typesText } = await import('./lib/types-text.js');
  let types: string;
  try {
    types = await typesText(document);
  } catch (error) {
    throw new UserError(
      `the types cannot be made: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const { title, version } = document.info;
  const header = generatedHeader(
    'Types of the API.',
    `the description "${title}", version ${version}`,
  );
  await writeFile(join(out, 'types.ts'), await formatTypeScript(`${header}\n${types}`));
}

runIfStarted(import.meta.url, async (args) => {
  const line = parseCommandLine(command, args);
  if (line === undefined) return;
  const { bundle = defaultBundle, out = defaultOut } = line.options;
  requireOutputFolder(out);
  await writeTypes(bundle, out);
});
