import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../lib/cli.js';
import type { JsonObject } from '../lib/description.js';
import type { OpenApiDocument } from '../lib/document.js';
import { redoclyConfig } from '../lib/paths.js';
import { runTool, toolPath } from '../lib/process.js';
import { readableRedoclyOutput } from '../lib/redocly.js';
import { withTemporaryFolder } from '../lib/temporary-folder.js';
import type { Language } from './languages.js';
import { referenceDocument } from './reference/document.js';
import { finishReferencePage } from './reference/page.js';

/** What a reference is built from. */
export interface ReferenceOptions {
  lang: Language;
  /** The description in the language, with what the docs add to it. */
  document: JsonObject;
  /** The description in the first language. */
  first: JsonObject;
  /** The description in the other language, for the names of its operations. */
  other?: JsonObject | undefined;
  /** Path of the page. */
  file: string;
  /** Where the description to download lies, from the root of the docs. */
  download: string;
  signal?: AbortSignal | undefined;
}

/**
 * Builds the reference of a description in one language as one page that needs no network.
 *
 * @throws UserError with Redocly's own message, or if its page cannot be mended
 */
export async function buildReference(options: ReferenceOptions): Promise<void> {
  const { lang, file, other, download, signal } = options;
  const document = referenceDocument(options.document, options.first, lang);
  await withTemporaryFolder(join(tmpdir(), 'reference-'), async (folder) => {
    const source = 'openapi.json';
    const page = join(folder, 'page.html');
    await writeFile(join(folder, source), JSON.stringify(document));
    const result = await runTool(
      toolPath('@redocly/cli', 'redocly'),
      [
        'build-docs',
        source,
        '--inlineBundle',
        '--template',
        fileURLToPath(new URL('reference/template.html', import.meta.url)),
        '--output',
        page,
        '--config',
        redoclyConfig,
      ],
      { cwd: folder, signal },
    );
    if (result.code !== 0) {
      throw new UserError(`redocly build-docs failed:\n${readableRedoclyOutput(result.output)}`);
    }
    const built = await readFile(page, 'utf8');
    const finished = finishReferencePage({
      built,
      lang,
      document: document as unknown as OpenApiDocument,
      other: other as unknown as OpenApiDocument | undefined,
      download,
    });
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, finished);
  });
}
