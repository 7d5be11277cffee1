import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { UserError } from '../lib/cli.js';
import { displayPath } from '../lib/openapi/source.js';

/**
 * Reads a file in YAML.
 *
 * @throws UserError that names the file, and the line if it cannot be understood
 */
export function readYamlFile(file: string): unknown {
  const shown = displayPath(file);
  if (!existsSync(file)) throw new UserError(`there is no file ${shown}.`);
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError(`${shown}: invalid YAML: ${(error as Error).message.split('\n', 1)[0]}`);
  }
}
