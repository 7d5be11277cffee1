import { cp, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { UserError } from '../../lib/cli.js';
import { docsFolder } from '../../lib/output.js';
import { projectRoot, runTool, toolPath } from '../../lib/process.js';
import { withTemporaryFolder } from '../../lib/temporary-folder.js';
import type { Site } from '../model/site.js';
import type { CodeSample } from './samples.js';

/** A sample with the name that its findings are reported under. */
export interface NamedSample extends CodeSample {
  operationId: string;
  /** Place among the samples of the operation with the same label, from 1. */
  number: number;
}

/** The samples of all operations. */
export function samplesIn(site: Site): NamedSample[] {
  return [...site.operations.values()].flatMap(({ id, samples }) =>
    samples.map((sample, index) => {
      const before = samples.slice(0, index).filter(({ label }) => label === sample.label);
      return { ...sample, operationId: id, number: before.length + 1 };
    }),
  );
}

/** How many findings are reported: one wrong example is in many samples. */
const most = 10;

/** Languages of code that the TypeScript compiler reads. */
const compiled = new Set(['ts', 'js']);

/** The options of the compiler for the samples. */
const samplesConfig = 'samples.json';

/** What the compiler says of a sample: its number, line, column, and the finding with its details. */
const sampleFinding = /^sample-(\d+)\.mts\((\d+),(\d+)\): error TS\d+: (.*(?:\n .*)*)/gm;

/** What it says of any code. */
const codeFinding = /^\S+\.m?ts\(\d+,\d+\): error TS\d+: /m;

/** Copies the files of TypeScript below a folder, but for those of the docs. */
function copyCode(from: string, to: string): Promise<void> {
  const docs = join(from, docsFolder);
  return cp(from, to, {
    recursive: true,
    filter: async (path) =>
      path !== docs && (path.endsWith('.ts') || (await stat(path)).isDirectory()),
  });
}

/**
 * Copies the sources of the package into a folder, so that the samples there import it by its name as
 * its users do.
 *
 * @param generated - what stands for the generated part of the project, as far as it is there
 */
async function copyPackage(folder: string, generated: string | undefined): Promise<void> {
  await copyCode(join(projectRoot, 'src'), join(folder, 'src'));
  for (const part of [join(projectRoot, 'generated'), generated]) {
    if (part !== undefined) await copyCode(part, join(folder, 'generated'));
  }
  for (const file of ['package.json', 'tsconfig.json']) {
    await cp(join(projectRoot, file), join(folder, file));
  }
  // A junction needs no privileges on Windows; elsewhere it is a link like any other.
  await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const include = ['*.mts', 'src/*.d.ts'];
  await writeFile(
    join(folder, samplesConfig),
    JSON.stringify({ extends: './tsconfig.json', include }),
  );
}

/**
 * Compiles the samples of all operations, in each language of the docs, in one program, against the
 * sources of the package.
 *
 * @param generated - folder of the generated part of the package, if it is not the project's own
 * @throws UserError that names each sample which does not type-check, with the place in it
 */
export async function checkSamples(
  sites: readonly Site[],
  generated?: string,
  signal?: AbortSignal,
): Promise<void> {
  // The languages of the docs differ in comments only, yet each is text that somebody copies.
  const samples = sites.flatMap(samplesIn).filter(({ language }) => compiled.has(language));
  if (samples.length === 0) return;
  const output = await withTemporaryFolder(join(tmpdir(), 'samples-'), async (folder) => {
    await copyPackage(folder, generated);
    await Promise.all(
      samples.map(({ source }, index) => writeFile(join(folder, `sample-${index}.mts`), source)),
    );
    const options = ['--project', samplesConfig, '--pretty', 'false'];
    const result = await runTool(toolPath('typescript-7', 'tsc'), options, { cwd: folder, signal });
    // What it finds in the sources is for the checks of these: ours may not fit another description.
    if (result.code !== 0 && !codeFinding.test(result.output)) throw new Error(result.output);
    return result.output;
  });
  const findings = [...output.matchAll(sampleFinding)].map(
    ([, index, line, column, message = '']) => {
      const { operationId, label, number, source } = samples[Number(index)]!;
      const name = `${operationId}, ${label} ${number}`;
      const code = source.split('\n')[Number(line) - 1]?.trim();
      return `${name}, line ${line}, column ${column}: ${message}\n  ${code}`;
    },
  );
  if (findings.length === 0) return;
  const different = [...new Set(findings)];
  const more = different.length - most;
  throw new UserError(
    [
      `code samples do not type-check: correct the examples that they are made from, or ${relative(projectRoot, import.meta.dirname)}.`,
      ...different.slice(0, most),
      ...(more > 0 ? [`and ${more} more`] : []),
    ].join('\n'),
  );
}
