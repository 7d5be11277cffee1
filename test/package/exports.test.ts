import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../../scripts/lib/process.js';
import { version } from '../../src/platform-fetch.js';

const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['node'],
  paths: { '#platform': ['./src/platform-node.ts'], '#hash': ['./src/signing/hash-node.ts'] },
  noEmit: true,
};
const families = ['alerts', 'incidents', 'indicators', 'playbooks', 'vulnerabilities', 'workflows'];
const entries = ['src/index.ts', ...families.map((name) => `src/${name}/index.ts`)].map((file) =>
  join(projectRoot, file),
);
const program = ts.createProgram(entries, options);
const checker = program.getTypeChecker();
const sources = entries.map((entry) => program.getSourceFile(entry) as ts.SourceFile);
const exported = sources.flatMap((source) =>
  checker
    .getExportsOfModule(checker.getSymbolAtLocation(source) as ts.Symbol)
    .map(({ name }) => name),
);

test('No name of the package is a global one, which a program would hide by importing it', () => {
  expect(exported.length).toBeGreaterThan(100);
  const globals = checker
    .getSymbolsInScope(sources[0] as ts.SourceFile, ts.SymbolFlags.Type | ts.SymbolFlags.Value)
    .filter(({ declarations = [] }) =>
      declarations.some(
        (one) => !one.getSourceFile().fileName.startsWith(join(projectRoot, 'src')),
      ),
    )
    .map(({ name }) => name);
  expect(globals).toContain('ErrorEvent');
  expect(exported.filter((name) => globals.includes(name))).toEqual([]);
});

test('The types of all options can be named', () => {
  const types = [
    ...[
      'SecMasterClientOptions',
      'CallOptions',
      'ListOptions',
      'RetryOptions',
      'Timeouts',
      'Hooks',
    ],
    ...['AccessKeyOptions', 'PasswordOptions', 'DefaultCredentialsOptions', 'TransportOptions'],
    ...['RequestInput', 'WaitOptions', 'RunAndWaitOptions', 'Middleware', 'ErrorCodes'],
  ];
  expect(types.filter((name) => !exported.includes(name))).toEqual([]);
});

test.each([
  ['alerts', 'listAlerts'],
  ['incidents', 'listIncidents'],
  ['indicators', 'listIndicators'],
  ['playbooks', 'listPlaybooks'],
  ['vulnerabilities', 'listVulnerabilities'],
  ['workflows', 'listWorkflows'],
])(
  'A program that takes an operation from the entry of %s carries no helper',
  async (name, operation) => {
    const { metafile } = await build({
      stdin: {
        contents: `export { ${operation} } from './src/${name}/index.ts';`,
        resolveDir: projectRoot,
      },
      absWorkingDir: projectRoot,
      ...{ bundle: true, format: 'esm', metafile: true, write: false },
    });
    const [output] = Object.values(metafile.outputs);
    const carried = Object.entries(output?.inputs ?? {}).filter(([, one]) => one.bytesInOutput > 0);
    expect(carried.map(([file]) => file)).toEqual([`generated/${name}/operations.ts`]);
  },
);

test('Requests name the version of the package', () => {
  const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  expect(version).toBe(manifest.version);
});
