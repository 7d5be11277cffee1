import { join } from 'node:path';
import type { CommandOption } from './cli.js';
import { projectRoot } from './process.js';

/** Configuration of every Redocly command, whatever folder the command is typed in. */
export const redoclyConfig = join(projectRoot, 'redocly.yaml');

/** Description that is built when none is named. */
export const defaultSpec = join(projectRoot, 'spec/openapi.yaml');

/** Folder for everything generated when none is named. */
export const defaultOut = join(projectRoot, 'generated');

/** The option that names the description. */
export const specOption = {
  value: 'PATH',
  help: 'OpenAPI 3.1 document (default spec/openapi.yaml)',
} as const satisfies CommandOption;

/** The option that names the folder for the result. */
export const outOption = {
  value: 'DIR',
  help: 'folder for the result (default generated)',
} as const satisfies CommandOption;

/** The option of a generator that reads the bundle. */
export const bundleOption = {
  value: 'PATH',
  help: 'bundled document (default generated/openapi.json)',
} as const satisfies CommandOption;

/** Bundle that is read when none is named. */
export const defaultBundle = join(defaultOut, 'openapi.json');
