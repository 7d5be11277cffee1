import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../lib/cli.js';
import type { OpenApiDocument } from '../lib/openapi/document.js';
import { visitObjects } from '../lib/openapi/members.js';
import { redoclyConfig } from '../lib/paths.js';
import { runTool, toolPath } from '../lib/process.js';
import { readableRedoclyOutput } from '../lib/redocly.js';
import { withTemporaryFolder } from '../lib/temporary-folder.js';
import type { Language } from './languages.js';

const template = fileURLToPath(new URL('redoc.html', import.meta.url));

/** Scripts of the page: one sets the colours at once, the other is the renderer with the description. */
const expectedScripts = 2;

/** Members whose texts the renderer reads as Markdown, or puts into a heading. */
const textMembers = ['title', 'summary', 'description', 'x-displayName'];

/**
 * A copy in whose texts nothing begins an element, or a tag of the renderer's own: what no policy can
 * stop is an element that leads the reader elsewhere.
 */
function withInertTexts(document: OpenApiDocument): OpenApiDocument {
  const copy = structuredClone(document);
  visitObjects(copy, (object) => {
    for (const name of textMembers) {
      const text = object[name];
      if (typeof text !== 'string') continue;
      object[name] = text.replaceAll(/<(?=[a-z/!?])|\{(?=%)/gi, '$&\u200b');
    }
  });
  return copy;
}

/**
 * Writes the single-file edition: the page of `redocly build-docs` as it is, for those who like it. The
 * template gives it a policy under which it runs nothing but its own scripts and asks no other host for
 * anything, such as the wordmark that the page would load.
 *
 * @throws UserError with Redocly's own message, or if a text of the description has brought a script
 */
export async function writeSingleFile(
  lang: Language,
  document: OpenApiDocument,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await withTemporaryFolder(join(tmpdir(), 'redoc-'), async (work) => {
    const source = 'openapi.json';
    const page = join(work, 'page.html');
    await writeFile(join(work, source), JSON.stringify(withInertTexts(document)));
    const result = await runTool(
      toolPath('@redocly/cli', 'redocly'),
      [
        ...['build-docs', source, '--inlineBundle', '--template', template],
        ...['--output', page, '--config', redoclyConfig],
      ],
      { cwd: work, signal },
    );
    if (result.code !== 0) {
      throw new UserError(`redocly build-docs failed:\n${readableRedoclyOutput(result.output)}`);
    }
    const built = await readFile(page, 'utf8');
    // As a browser delimits them.
    const scripts = [...built.matchAll(/<script\b[^>]*>(.*?)<\/script\b/gis)];
    if (scripts.length !== expectedScripts) {
      throw new UserError(
        `the page of redocly build-docs has ${scripts.length} scripts instead of ${expectedScripts}: take <script> elements out of the description's texts.`,
      );
    }
    const hashes = scripts.map(
      ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
    );
    const policy = `default-src 'none'; script-src ${hashes.join(' ')}; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'`;
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'redoc.html'),
      built.replace('policy-of-the-page', policy).replace('<html>', `<html lang="${lang}">`),
    );
  });
}
