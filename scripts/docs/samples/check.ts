import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { UserError } from '../../lib/cli.js';
import { projectRoot } from '../../lib/process.js';
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
  return [...site.operations.values()].flatMap(({ id, samples }) => {
    const count = new Map<string, number>();
    return samples.map((sample) => {
      const number = (count.get(sample.label) ?? 0) + 1;
      count.set(sample.label, number);
      return { ...sample, operationId: id, number };
    });
  });
}

/** How many findings are reported: one wrong example is in many samples. */
const most = 10;

/** Languages of code that the TypeScript compiler reads. */
const compiled = new Set(['ts', 'js']);

/**
 * Compiles the samples of all operations, in each language of the docs, in one program, against the sources of the package.
 *
 * @param generated - folder of the generated part of the package, if it is not the project's own
 * @throws UserError that names each sample which does not type-check, with the place in it
 */
export async function checkSamples(sites: readonly Site[], generated?: string): Promise<void> {
  const samples = sites
    .flatMap(samplesIn)
    .filter(({ language }) => compiled.has(language))
    // The languages of the docs differ in comments only, yet each is text that somebody copies.
    .map((sample, index) => [join(projectRoot, `sample-${index}.mts`), sample] as const);
  if (samples.length === 0) return;
  const byFile = new Map(samples);
  // Loaded when needed: the compiler is the largest module of all.
  const { default: ts } = await import('typescript');
  const config = ts.getParsedCommandLineOfConfigFile(
    join(projectRoot, 'tsconfig.json'),
    { noEmit: true, incremental: false },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  );
  if (config === undefined) throw new Error('tsconfig.json cannot be read.');
  const host = ts.createCompilerHost(config.options);
  const own = join(projectRoot, 'generated') + sep;
  const place = (file: string) =>
    generated !== undefined &&
    file.startsWith(own) &&
    existsSync(join(generated, file.slice(own.length)))
      ? join(generated, file.slice(own.length))
      : file;
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (file) => byFile.has(file) || fileExists.call(host, place(file));
  host.readFile = (file) => byFile.get(file)?.source ?? readFile.call(host, place(file));
  host.getSourceFile = (file, options, ...rest) => {
    const text = host.readFile(file);
    return text === undefined
      ? getSourceFile.call(host, file, options, ...rest)
      : ts.createSourceFile(file, text, options);
  };
  const program = ts.createProgram([...byFile.keys()], config.options, host);
  const findings = samples.flatMap(([file, sample]) => {
    const source = program.getSourceFile(file);
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(({ start = 0, messageText }) => {
      const { line, character } = ts.getLineAndCharacterOfPosition(source!, start);
      const name = `${sample.operationId}, ${sample.label} ${sample.number}`;
      const text = ts.flattenDiagnosticMessageText(messageText, '\n  ');
      return `${name}, line ${line + 1}, column ${character + 1}: ${text}\n  ${sample.source.split('\n')[line]?.trim()}`;
    });
  });
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
