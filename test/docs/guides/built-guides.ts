import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { OpenApiDocument } from '../../../scripts/lib/openapi/document.js';
import { bundledDescription } from '../../lib/files.js';

/** Folder of the description's source. */
export const specFolder = fileURLToPath(new URL('../../../spec', import.meta.url));

/** The bundled description. */
export const document = JSON.parse(readFileSync(bundledDescription, 'utf8')) as OpenApiDocument;
