import { symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findCompanions } from '../../../scripts/lib/companions.js';
import { checkDocument, readSources } from '../../../scripts/lib/openapi/check.js';
import { lint, unusedFiles } from '../../../scripts/lint.js';
import { copyOfMinimal, runScript } from '../run-script.js';
import { testAtNight } from '../../lib/at-night.js';
import { answering, head, write } from './described.js';

test('a file that nothing refers to is found, one that stands by itself is none', () => {
  const spec = write({
    'openapi.yaml': answering('{ $ref: schemas/S.yaml }'),
    'schemas/S.yaml': 'type: string',
    'schemas/Orphan.yaml': 'type: string',
    'guides/order.yaml': '[]',
    'other.yaml': head,
    'node_modules/x.yaml': 'a: 1',
    'redocly.yaml': '',
  });
  const folder = dirname(spec);
  symlinkSync('gone', join(folder, 'schemas/Gone.yaml'));
  expect(unusedFiles(checkDocument(spec), [join(folder, 'guides')])).toEqual([
    join(folder, 'schemas/Orphan.yaml'),
  ]);
  // A description of one file may lie among anything.
  const single = write({ 'openapi.yaml': answering('{}'), 'data.json': '{}' });
  expect(unusedFiles(checkDocument(single), [])).toEqual([]);
});

describe('a file that an example names by externalValue', () => {
  const example = (address: string) =>
    answering('{}').replace(
      'schema: {}',
      `schema: {}, examples: { a: { externalValue: ${address} } }`,
    );

  test('is a part of the description', () => {
    const spec = write({
      'openapi.yaml': example('examples/a.json'),
      'examples/a.json': '{"$ref": 1}',
    });
    const file = join(dirname(spec), 'examples/a.json');
    expect(checkDocument(spec)).toEqual([spec, file]);
    expect(unusedFiles([spec, file], [])).toEqual([]);
  });

  test('is named with its place if it holds no text, which the bundler would damage', () => {
    const spec = write({
      'openapi.yaml': example('a.png'),
      'a.png': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0),
    });
    expect(() => checkDocument(spec)).toThrow(
      /openapi\.yaml:8:\d+: "a\.png": .*a\.png is a binary file, but a text is needed\.$/,
    );
  });

  test('is left to the bundler if it is missing', () => {
    const spec = write({ 'openapi.yaml': example('gone.json') });
    expect(checkDocument(spec)).toEqual([spec]);
  });
});

test('findings up to the severity that is tolerated are printed, the others stop', async () => {
  const spec = write({
    'openapi.yaml': answering(
      '{ type: integer, nullable: true, minimum: -9223372036854775808, maximum: 9223372036854775807 }',
    ),
    'redocly.yaml': 'extends: [minimal]\nx-build: { ruleset: ruleset.yaml }\n',
    'ruleset.yaml':
      'rules: { contact: { given: $.info, severity: info, then: { field: contact, function: truthy } } }',
  });
  const printed: string[] = [];
  const check = lint(
    spec,
    readSources(spec),
    findCompanions(spec, { maxSeverity: 'info' }),
    (line) => printed.push(line),
  );
  await expect(check).rejects.toThrow(
    new RegExp(
      [
        '^6 findings in the description:',
        '(.*\n)*\\S+:8:\\d+  warn  struct  Property `nullable` .*',
        '\\S+:8:\\d+  warn  inexact-number  .* as -9223372036854776000\\.',
        '\\S+:8:\\d+  warn  inexact-number  .* as 9223372036854776000\\.$',
      ].join('\n'),
    ),
  );
  expect(printed).toEqual([expect.stringMatching(/:2:\d+ {2}info {2}contact {2}/)]);
});

test('null beside a combination of schemas stops nobody who writes OpenAPI 3.0', async () => {
  const spec = write({
    'openapi.yaml': answering(
      '{ nullable: true, allOf: [{ type: object }] }, example: null',
    ).replace('openapi: 3.1.0', 'openapi: 3.0.3'),
  });
  const printed: string[] = [];
  await lint(spec, readSources(spec), findCompanions(spec, { maxSeverity: 'warn' }), (line) =>
    printed.push(line),
  );
  expect(printed.join('\n')).toMatch(
    /warn {2}oas3-valid-media-example {2}"nullable" cannot be used/,
  );
});

test('a file that refers back to what refers to it is checked to an end, beside a schema that is true', async () => {
  const spec = write({
    'openapi.yaml': answering('{ $ref: s/Folder.yaml }').replace(
      'content: {',
      'content: { text/plain: { schema: true },',
    ),
    's/Folder.yaml':
      'type: object\nproperties: { files: { $ref: File.yaml }, up: { $ref: Folder.yaml } }',
    's/File.yaml':
      "type: object\nproperties: { folder: { $ref: Folder.yaml }, first: { $ref: '../openapi.yaml#/paths/~1x/get/responses/200/content/application~1json/schema' } }",
  });
  const check = lint(
    spec,
    readSources(spec),
    findCompanions(spec, { maxSeverity: 'warn' }),
    () => {},
  );
  await expect(check).resolves.toBeUndefined();
});

test('a finding names the file, and not the address by which it is referred to, whether rules are configured or not', async () => {
  const spec = write({
    'openapi.yaml': answering("{ $ref: 'my%20schemas/A.yaml' }"),
    'my schemas/A.yaml': 'type: strange',
    'redocly.yaml': 'x-build: {}\n',
  });
  const check = lint(spec, readSources(spec), findCompanions(spec), () => {});
  await expect(check).rejects.toThrow(
    /^2 findings in the description:\n.*my schemas\/A\.yaml:1:\d+ .*\n.*my schemas\/A\.yaml:1:/,
  );
});

test('a name beyond ASCII is found in the path', async () => {
  const parameter =
    '[{ name: 编号, in: path, required: true, schema: {} }, { name: 名, in: path, required: true, schema: {} }]';
  const spec = write({
    'openapi.yaml': answering('{}')
      .replace('/x:', "'/用户/{编号}':")
      .replace('responses:', `parameters: ${parameter}\n      responses:`),
  });
  const check = lint(spec, readSources(spec), findCompanions(spec), () => {});
  await expect(check).rejects.toThrow(
    /^1 finding in the description:\n.*:7:\d+ {2}error {2}path-parameters-defined .*`名`/,
  );
});

testAtNight('two parameters of one name and place are an error', async () => {
  const parameter = '{ name: q, in: query, schema: {} }';
  const spec = write({
    'openapi.yaml': answering('{}').replace(
      'responses:',
      `parameters: [${parameter}, ${parameter}]\n      responses:`,
    ),
  });
  const check = lint(spec, readSources(spec), findCompanions(spec), () => {});
  await expect(check).rejects.toThrow(
    /^1 finding in the description:\n.*:7:\d+ {2}error {2}operation-parameters-unique /,
  );
});

test('--max-severity takes nothing but a severity', async () => {
  const { status, stderr } = await runScript(
    'lint.ts',
    '--spec',
    copyOfMinimal(),
    '--max-severity',
    'all',
  );
  expect(stderr).toBe(
    'error: --max-severity must be one of none, hint, info, warn, error, not "all".\n',
  );
  expect(status).toBe(1);
});
