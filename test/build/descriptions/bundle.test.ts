import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { bundle } from '../../../scripts/lib/openapi/bundle.js';
import { checkBundle } from '../../../scripts/lib/openapi/check-bundle.js';
import { readSources } from '../../../scripts/lib/openapi/check.js';
import { asDescription, readBundle } from '../../../scripts/lib/openapi/document.js';
import { compareBundle } from '../../../scripts/lib/openapi/compare-bundle.js';
import { valueAt } from '../../../scripts/lib/openapi/pointer.js';
import { findCompanions } from '../../../scripts/lib/companions.js';
import { temporaryFolder } from '../run-script.js';
import { answering, write } from './described.js';

describe('a bundle', () => {
  const document = (schema: object, name = 'A') => ({
    components: { schemas: { [name]: schema } },
  });

  test.each([
    [{ $ref: 'other.yaml' }, 'other.yaml at #/components/schemas/A'],
    [
      { items: { $ref: '#/components/schemas/B' } },
      '#/components/schemas/B at #/components/schemas/A/items',
    ],
    [{ properties: { example: { $ref: 'x' } } }, 'x at #/components/schemas/A/properties/example'],
  ])('with %j leads out of itself', (schema, place) => {
    expect(() => checkBundle(document(schema))).toThrow(
      `the bundle has references that lead out of it:\n${place}`,
    );
  });

  test.each([
    { $ref: '#/components/schemas/A' },
    { example: { $ref: 'x' }, 'x-note': { $ref: 'y' }, properties: { $ref: { type: 'string' } } },
  ])('with %j does not', (schema) => {
    expect(() => checkBundle(document(schema))).not.toThrow();
  });

  test('names a component that has a name from a file', () => {
    expect(() => checkBundle(document({}, 'Café'))).toThrow(
      'the bundle has a component "Café", named after a file;',
    );
  });
});

describe('what a bundler has lost', () => {
  const files = {
    'openapi.yaml': answering(
      '{ $ref: S.yaml, required: [a] }',
      '  schemas: { Kinds: { discriminator: { propertyName: kind, mapping: { s: S.yaml } } } }',
    ),
    'S.yaml': 'type: object\nproperties:\n  a: { enum: [1, 2] }\n',
  };
  const bundled = (
    schema: object,
    component: object = { type: 'object', properties: { a: { enum: [1, 2] } } },
  ) => ({
    openapi: '3.1.0',
    info: { title: 'Case', version: '1' },
    paths: {
      '/x': {
        get: {
          operationId: 'getX',
          responses: {
            200: { description: 'Done.', content: { 'application/json': { schema } } },
          },
        },
      },
    },
    components: {
      schemas: {
        S: component,
        Kinds: {
          discriminator: { propertyName: 'kind', mapping: { s: '#/components/schemas/S' } },
        },
      },
    },
  });
  const $ref = '#/components/schemas/S';
  const compare = (bundle: unknown) => {
    const spec = write(files);
    compareBundle(readSources(spec), bundle);
  };

  test('is nothing in a whole bundle, whatever is put in the place of a reference', () => {
    expect(() => compare(bundled({ $ref, required: ['a'] }))).not.toThrow();
    const inPlace = { type: 'object', required: ['a'], properties: { a: { enum: [1, 2] } } };
    expect(() => compare(bundled(inPlace))).not.toThrow();
  });

  test.each([
    [bundled({ $ref }), /openapi\.yaml:8:\d+: .*\/schema\/required\); write it in another way/],
    [bundled({ $ref, required: [] }), /openapi\.yaml:8:\d+: .*\/required\)/],
    [bundled({ $ref, required: ['a'] }, { type: 'object' }), /S\.yaml:2:1: .*\(\/properties\)/],
    [
      bundled({ $ref, required: ['a'] }, { type: 'object', properties: { a: { enum: [1, 3] } } }),
      /S\.yaml:3:18: .*\(\/properties\/a\/enum\/1\)/,
    ],
  ])('is named with its place (%#)', (bundle, message) => {
    expect(() => compare(bundle)).toThrow(message);
  });

  test('is found in a number that only one reader of YAML takes for one', async () => {
    const spec = write({ 'openapi.yaml': answering('{ type: number, maximum: 1e400 }') });
    await expect(bundle(spec, findCompanions(spec), temporaryFolder())).rejects.toThrow(
      /openapi\.yaml:8:\d+: the bundler has lost or changed this \(.*\/maximum\)/,
    );
  }, 60_000);
});

test('a bundle may have more than a file of the description', () => {
  const bundled = join(temporaryFolder(), 'openapi.json');
  const document = { openapi: '3.1.0', 'x-long': 'x'.repeat(11e6) };
  writeFileSync(bundled, JSON.stringify(document));
  expect(readBundle(bundled)).toEqual(document);
});

test('a bundle in OpenAPI 3.0 is read as 3.1, and so is that of a description in files', async () => {
  const old = (text: string) => text.replace('openapi: 3.1.0', 'openapi: 3.0.3');
  const spec = write({
    'openapi.yaml': old(answering('{ $ref: Book.yaml }')),
    'Book.yaml':
      'properties:\n  price: { type: number, minimum: 0, exclusiveMinimum: true, nullable: true }\n',
  });
  const price = { type: ['number', 'null'], exclusiveMinimum: 0 };
  const notes: string[] = [];
  const print = (line: string) => notes.push(line);
  const bundled = await bundle(spec, findCompanions(spec), temporaryFolder(), { print });
  const { openapi, components } = readBundle(bundled, print);
  expect([openapi, components?.['schemas']]).toEqual([
    '3.1.0',
    { Book: { properties: { price } } },
  ]);

  const single = write({
    'openapi.yaml': old(
      answering('{ type: number, minimum: 0, exclusiveMinimum: true, nullable: true }'),
    ),
  });
  expect(
    asDescription(readBundle(single, print)).at(
      '/paths/~1x/get/responses/200/content/application~1json/schema',
    ),
  ).toEqual(price);
  expect(notes).toEqual(
    [spec, single].map((path) =>
      expect.stringMatching(`${path} is in OpenAPI 3.0.3; it is read as 3.1: `),
    ),
  );
}, 60_000);

test('a file is found by its encoded name, as a reference to it is an address', async () => {
  const spec = write({
    'openapi.yaml': answering("{ $ref: 'my%20schemas/A.yaml' }").replace(
      'schema:',
      "examples: { a: { externalValue: 'my%20schemas/100%25.json' } }, schema:",
    ),
    'my schemas/A.yaml': "type: object\nproperties: { c: { $ref: 'c%23.yaml#/S' } }",
    'my schemas/c#.yaml': 'S: { type: string }',
    'my schemas/100%.json': '{"c": "text"}',
  });
  const bundled = await bundle(spec, findCompanions(spec), temporaryFolder());
  const document: unknown = JSON.parse(readFileSync(bundled, 'utf8'));
  expect(valueAt(document, ['components', 'schemas'])).toEqual({
    S: { type: 'string' },
    A: { type: 'object', properties: { c: { $ref: '#/components/schemas/S' } } },
  });
  expect(JSON.stringify(document)).toContain('{"value":{"c":"text"}}');
});

test('what OpenAPI ignores, and links that lead nowhere, are named with their places', async () => {
  const spec = write({
    'openapi.yaml': answering(
      "{ items: { $recursiveRef: '#' } }",
      '  parameters: { P: { name: p, in: query, schema: {} } }',
    )
      .replace(
        'responses:',
        "parameters: [{ $ref: '#/components/parameters/P', required: true, description: p }, { $ref: q.yaml, example: 1 }]\n      responses:",
      )
      .replace(
        "'#' } } } }",
        "'#' } } } }, links: { a: { operationId: getX }, b: { operationId: gone } }",
      ),
    'q.yaml': 'name: q\nin: query\nschema: {}\n',
  });
  const printed: string[] = [];
  await bundle(spec, findCompanions(spec), temporaryFolder(), {
    print: (line) => printed.push(line),
  });
  expect(printed.map((line) => line.replace(/^.*?openapi/, 'openapi'))).toEqual([
    expect.stringMatching(
      /^openapi\.yaml:7:\d+: "required" is ignored beside the "\$ref" of a parameter\.$/,
    ),
    expect.stringMatching(
      /^openapi\.yaml:7:\d+: "example" is ignored beside the "\$ref" of a parameter\.$/,
    ),
    expect.stringMatching(
      /^openapi\.yaml:9:\d+: "\$recursiveRef" is no keyword of OpenAPI 3\.1: any value is allowed here\.$/,
    ),
    expect.stringMatching(
      /^openapi\.yaml:9:\d+: the link leads to the operation "gone", which is described nowhere\.$/,
    ),
  ]);
});

test('what the bundler warns of is printed, though it has bundled', async () => {
  const spec = write({ 'openapi.yaml': answering('{}'), 'redocly.yaml': 'colour: red\n' });
  const printed: string[] = [];
  await bundle(spec, findCompanions(spec), temporaryFolder(), {
    print: (line) => printed.push(line),
  });
  expect(printed.join('\n')).toMatch(/redocly\.yaml:1:1 .*`colour` is not expected here/s);
});
