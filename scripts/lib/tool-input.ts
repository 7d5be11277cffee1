import { basename, dirname, resolve } from 'node:path';
import { UserError } from './cli.js';
import { displayPath } from './openapi/source.js';

/** The last character of a path that linters or bundlers take for a part of a pattern or of an address. */
export const lastSpecialCharacter = /[*?()[\]{}#](?=[^*?()[\]{}#]*$)/;

/** How a file is named to a tool. */
export interface ToolInput {
  /** The folder that the tool is run in. */
  cwd: string;
  name: string;
}

/**
 * How to name a file to tools that take what they are given for a pattern: by its name alone, so that
 * a folder may be called `project (1)`.
 *
 * @throws UserError if the file's own name is a pattern
 */
export function toolInput(path: string): ToolInput {
  const name = basename(path);
  const [special] = lastSpecialCharacter.exec(name) ?? [];
  if (special !== undefined) {
    throw new UserError(
      `${displayPath(path)}: linters and bundlers take "${special}" in the name of a file for a part of a pattern or of an address; rename it.`,
    );
  }
  return { cwd: dirname(resolve(path)), name };
}
