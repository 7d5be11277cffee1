import { readFile } from 'node:fs/promises';
import { Document, Spectral, type RulesetDefinition } from '@stoplight/spectral-core';
import { parse } from 'yaml';
import { ownRules } from '../../../spec/rules/own-rules.js';
import ruleset from '../../../spec/rules/ruleset.js';

/** What a test asserts of a finding; `source` is the file name, without its folders. */
export interface Finding {
  code: string | number;
  severity: number;
  message: string;
  path: (string | number)[];
  source?: string;
}

/** A reader for Spectral; findings are asserted by path, so that it need not know lines. */
const readerOf = (read: (text: string) => unknown) => ({
  parse: (text: string) => ({ data: read(text), diagnostics: [], ast: {}, lineMap: [] }),
  getLocationForJsonPath: () => undefined,
  trapAccess: <T>(object: T) => object,
});

const yamlReader = readerOf((text) => parse(text));
const jsonReader = readerOf((text) => JSON.parse(text));

/** A document in memory, named so that Spectral can say where a finding behind a reference stands. */
function inMemory(document: unknown) {
  return new Document(JSON.stringify(document), jsonReader, '/in-memory.json');
}

function linterOf(rules: RulesetDefinition) {
  const spectral = new Spectral();
  spectral.setRuleset(rules);
  return async (document: unknown): Promise<Finding[]> => {
    const results = await spectral.run(inMemory(document));
    return results.map(({ code, severity, message, path }) => ({ code, severity, message, path }));
  };
}

/** Lints an OpenAPI document that stands in memory; its references must be local. */
export const lintDocument = linterOf(ruleset);

/** The rules of ours alone: some of others compile a schema anew for each document. */
export const own: RulesetDefinition = { rules: ownRules };

/** Lints a document in memory with the rules of ours alone. */
export const lintWithOwnRules = linterOf(own);

/**
 * Lints a file together with the files that it refers to.
 * @param file absolute path of the index
 */
export async function lintFile(
  file: string,
  rules: RulesetDefinition = ruleset,
): Promise<Finding[]> {
  // Spectral keeps the files that it has read, so that a changed file needs a new one.
  const spectral = new Spectral();
  spectral.setRuleset(rules);
  const results = await spectral.run(new Document(await readFile(file, 'utf8'), yamlReader, file));
  return results.map(({ code, severity, message, path, source }) => ({
    code,
    severity,
    message,
    path,
    source: source?.slice(source.lastIndexOf('/') + 1),
  }));
}
