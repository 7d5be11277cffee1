import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from './cli.js';
import { runTool, toolPath } from './process.js';

/** How many findings are named: one wrong schema is in many types. */
const most = 10;

/** The options of a strict consumer, who has set nothing else; the compiler's own libraries are not checked. */
const options = [
  ...['--noEmit', '--strict', '--skipDefaultLibCheck', '--types', '', '--ignoreConfig'],
  ...['--target', 'ES2023', '--module', 'NodeNext', '--moduleResolution', 'NodeNext'],
];

/**
 * What a line of generated code is for: the member of an interface, or the declaration, that it
 * stands in.
 */
function subjectAt(lines: readonly string[], line: number): string {
  const above = lines.slice(0, line).reverse();
  const name = (pattern: RegExp) =>
    above.map((text) => pattern.exec(text)?.[1]).find((found) => found !== undefined);
  const declaration = name(/^(?:export )?(?:interface|type|const) ([\w$]+)/);
  const tables = ['components', 'operations', 'paths', 'Methods', 'PagedLists', 'ErrorCodes'];
  if (declaration === undefined) return 'the file';
  if (!tables.includes(declaration)) return declaration;
  const depth = declaration === 'components' ? 4 : 2;
  return name(new RegExp(`^ {${depth}}(?! )["']?(.+?)["']?\\??[:(]`)) ?? declaration;
}

/**
 * Compiles generated files, as a strict consumer does.
 *
 * @throws UserError that names each finding with the operation or the schema that it is about
 */
export async function compileGenerated(
  folder: string,
  files: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const result = await runTool(toolPath('typescript-7', 'tsc'), [...options, ...files], {
    cwd: folder,
    signal,
  });
  if (result.code === 0) return;
  const findings = result.output.split('\n').flatMap((text) => {
    const [, file = '', line = '', message = ''] =
      /^([^(]+)\((\d+),\d+\): error TS\d+: (.*)$/.exec(text) ?? [];
    if (file === '') return [];
    const lines = readFileSync(join(folder, file), 'utf8').split('\n');
    return [`${subjectAt(lines, Number(line))}: ${message} (${file}, line ${line})`];
  });
  const shown = findings.length === 0 ? [result.output.trim()] : findings.slice(0, most);
  const rest = findings.length - shown.length;
  throw new UserError(
    `the generated code does not compile:\n${shown.join('\n')}${rest > 0 ? `\nand ${rest} more` : ''}`,
  );
}
