import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { guideFiles, type GuideSources } from '../../../scripts/docs/guides.js';
import type { Language } from '../../../scripts/docs/languages.js';
import { writeFiles } from '../../../scripts/docs/site.js';
import type { OpenApiDocument } from '../../../scripts/lib/openapi/document.js';
import { bundledDescription, companions } from '../../lib/files.js';

/** Folder of the description's source. */
export const specFolder = fileURLToPath(new URL('../../../spec', import.meta.url));

const chinese = fileURLToPath(new URL('../../../generated/openapi.zh-CN.json', import.meta.url));

function readDocument(file: string): OpenApiDocument {
  return JSON.parse(readFileSync(file, 'utf8')) as OpenApiDocument;
}

/** The bundled description. */
export const document: OpenApiDocument = readDocument(bundledDescription);

/** The description in Chinese; the guides take nothing but its title from it. */
const documentZh: OpenApiDocument = existsSync(chinese) ? readDocument(chinese) : document;

const documents = new Map<Language, OpenApiDocument>([
  ['en', document],
  ['zh-CN', documentZh],
]);

/** Builds the landing page and the guides in both languages into a new folder, and gives its path. */
export async function buildIntoFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'guides-'));
  await buildGuides(folder, companions);
  return folder;
}

/** Builds the landing page and the guides of the description into a folder. */
export async function buildGuides(folder: string, sources: GuideSources): Promise<void> {
  await writeFiles(folder, await guideFiles(documents, sources));
}
