import { writeFile } from 'node:fs/promises';
import { UserError } from '../../scripts/lib/cli.js';
import { runTool, toolPath } from '../../scripts/lib/process.js';

/** What the compiler needs for a program. */
export interface CompilerFigures {
  /** Seconds in all, and of them those for the check of the types. */
  readonly totalTime: number;
  readonly checkTime: number;
  readonly instantiations: number;
}

const compilerOptions = {
  strict: true,
  noEmit: true,
  // The program alone is measured, not the declarations that it shares with others.
  skipLibCheck: true,
  target: 'ES2023',
  module: 'NodeNext',
  lib: ['ES2023', 'DOM'],
  types: [],
};

/**
 * Compiles a program, and gives what the compiler says of itself.
 *
 * @param file - path of the program, which ends in `.mts`
 * @param compiler - package of the compiler
 * @throws UserError if the program does not compile
 */
export async function compilerFigures(
  file: string,
  compiler: string,
  signal: AbortSignal,
): Promise<CompilerFigures> {
  const project = file.replace(/\.mts$/, '.json');
  await writeFile(project, JSON.stringify({ compilerOptions, files: [file] }));
  const args = ['-p', project, '--extendedDiagnostics'];
  const { code, output } = await runTool(toolPath(compiler, 'tsc'), args, { signal });
  if (code !== 0) throw new UserError(`${file} does not compile:\n${output.trim()}`);
  const figure = (name: string) => {
    const value = new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(output)?.[1];
    if (value === undefined) throw new UserError(`the compiler gives no "${name}".`);
    return Number(value);
  };
  return {
    totalTime: figure('Total time'),
    checkTime: figure('Check time'),
    instantiations: figure('Instantiations'),
  };
}
