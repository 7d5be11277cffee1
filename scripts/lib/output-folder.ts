import { statSync } from 'node:fs';
import { UserError } from './cli.js';
import { displayPath } from './openapi/source.js';

/**
 * Makes sure that a folder can be written to under this name.
 *
 * @throws UserError if something other than a folder stands there
 */
export function requireOutputFolder(path: string): void {
  let found;
  try {
    found = statSync(path, { throwIfNoEntry: false });
  } catch {
    throw new UserError(`--out ${displayPath(path)} cannot be a folder: part of it is a file.`);
  }
  if (found !== undefined && !found.isDirectory()) {
    throw new UserError(`--out ${displayPath(path)} is a file; name a folder.`);
  }
}
