import { basename, dirname, resolve } from 'node:path';
import { UserError } from './cli.js';
import { runTool, toolPath, type ToolOptions, type ToolResult } from './process.js';
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

/** Runs a linter or bundler, which then takes a reference to a file for what it is: an address. */
export function runReader(
  packageName: string,
  command: string,
  args: readonly string[],
  options: ToolOptions,
): Promise<ToolResult> {
  const { href } = new URL('encoded-files.js', import.meta.url);
  return runTool(`--import=${href}`, [toolPath(packageName, command), ...args], options);
}

/**
 * What Redocly says of the description: not that it bundles, not the framed notices (end of support of
 * a Node.js version, news of a release).
 */
export function readableRedoclyOutput(output: string): string {
  return output
    .split(/\r?\n/)
    .filter(
      (line) => !/^\s*[╔║╚]|^bundling |^📦 Created a bundle|^Warning was generated/.test(line),
    )
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
