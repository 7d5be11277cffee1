import { join } from 'node:path';
import type { CommandOption } from './cli.js';
import { projectRoot } from './process.js';

/** Configuration of Redocly for what has none of its own, whatever folder a command is typed in. */
export const redoclyConfig = join(projectRoot, 'scripts/lib/redocly.yaml');

/** Description that is built when none is named. */
export const defaultSpec = join(projectRoot, 'spec/openapi.yaml');

/** Folder for everything generated when none is named. */
export const defaultOut = join(projectRoot, 'generated');

/** The option that names the description. */
export const specOption = {
  value: 'PATH',
  help: 'OpenAPI document, 3.1 or 3.0 (default spec/openapi.yaml)',
} as const satisfies CommandOption;

/** The option that names the configuration of a description. */
export const configOption = {
  value: 'PATH',
  help: 'redocly.yaml of the description (default: the nearest one upward from it)',
} as const satisfies CommandOption;

/** The option that names rules. */
export const rulesetOption = {
  value: 'PATH',
  help: 'ruleset of Spectral (default: x-build.ruleset of redocly.yaml); JavaScript is executed',
} as const satisfies CommandOption;

/** The option that says which findings stop nothing. */
export const maxSeverityOption = {
  value: 'LEVEL',
  help: 'gravest finding that is only printed: none, hint, info, warn or error (default: x-build.maxSeverity of redocly.yaml, else warn)',
} as const satisfies CommandOption;

/** The option that names the folder for the result. */
export const outOption = {
  value: 'DIR',
  help: 'folder for the result (default generated)',
} as const satisfies CommandOption;

/** Bundle that is read when none is named. */
export const defaultBundle = join(defaultOut, 'openapi.json');
