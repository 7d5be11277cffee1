import { describe, expect, test } from '@jest/globals';
import {
  asDescription,
  dereference,
  examplesOf,
  isJson,
  type OpenApiDocument,
} from '../../scripts/lib/openapi/document.js';
import { visitObjects, visitSchemas } from '../../scripts/lib/openapi/members.js';
import { locateOperations } from '../../scripts/lib/openapi/operations.js';
import { validatorsOf } from '../../scripts/lib/openapi/validators.js';
import { schemaSample } from '../../scripts/lib/sample-request.js';

const document: OpenApiDocument = {
  openapi: '3.1.1',
  info: { title: 'Pets', version: '1' },
  paths: {
    'x-note': {},
    '/pets/{id}': { $ref: '#/components/pathItems/Pet' },
    '/a~b/c%20d': { get: { responses: { '200': { description: 'A text.' } } } },
  },
  components: {
    pathItems: {
      Pet: {
        parameters: [
          { $ref: '#/components/parameters/Id' },
          { name: 'Accept', in: 'header', schema: {} },
          { name: 'limit', in: 'query', schema: { maximum: 10 } },
        ],
        delete: {},
        get: {
          operationId: 'getPet',
          parameters: [{ name: 'limit', in: 'query', schema: { maximum: 20 } }],
        },
      },
    },
    parameters: {
      Id: { $ref: '#/components/parameters/a~1%25~0' },
      'a/%~': { name: 'id', in: 'path' },
    },
    schemas: {
      A: { $ref: '#/components/schemas/B' },
      B: { $ref: '#/components/schemas/C' },
      C: { $ref: '#/components/schemas/B' },
      Self: {
        properties: { self: { $ref: '#/components/schemas/Self' }, schema: { type: 'null' } },
      },
    },
  },
};
const { at, follow, followPointer } = asDescription(document);

describe('a reference inside a bundled document', () => {
  test('is followed through others, with ~1, ~0 and %25 in its pointer', () => {
    expect(follow({ $ref: '#/components/parameters/Id' })).toEqual({ name: 'id', in: 'path' });
    expect(followPointer('/components/parameters/Id')).toBe('/components/parameters/a~1%~0');
  });

  test('is not looked for in a value that is none', () => {
    expect(follow({ $ref: 3 })).toEqual({ $ref: 3 });
    expect(followPointer('/info/title')).toBe('/info/title');
    expect(at('/info/toString')).toBeUndefined();
    expect(at('/paths/~1a~0b~1c%20d/get/responses/200/description')).toBe('A text.');
  });

  test.each([
    ['#/components/schemas/A', 'the reference #/components/schemas/B goes round in a circle.'],
    ['#/components/schemas/No', 'the reference #/components/schemas/No leads nowhere.'],
    ['#/constructor', 'the reference #/constructor leads nowhere.'],
    ['pet.yaml', 'the reference pet.yaml leads out of the document; bundle it first.'],
    ['#/a%b', 'the reference #/a%b has a "%" that must be written as "%25".'],
  ])('that cannot be followed is a clear error: %s', ($ref, message) => {
    expect(() => follow({ $ref })).toThrow(message);
    expect(() => dereference(document, { $ref })).toThrow(message);
  });
});

describe('the operations of a document', () => {
  const operations = locateOperations(document);

  test('stand in its order, also behind a reference of their path', () => {
    expect(operations.map(({ method, path, pointer }) => [method, path, pointer])).toEqual([
      ['delete', '/pets/{id}', '/components/pathItems/Pet/delete'],
      ['get', '/pets/{id}', '/components/pathItems/Pet/get'],
      ['get', '/a~b/c%20d', '/paths/~1a~0b~1c%20d/get'],
    ]);
  });

  test('have the parameters of their path, unless they replace them, and no ignored header', () => {
    expect(operations.map(({ parameters }) => parameters.map(({ pointer }) => pointer))).toEqual([
      ['/components/parameters/a~1%~0', '/components/pathItems/Pet/parameters/2'],
      ['/components/parameters/a~1%~0', '/components/pathItems/Pet/get/parameters/0'],
      [],
    ]);
  });
});

test('the walk over a document knows a schema by where it stands, not by its name', () => {
  const schemas: unknown[] = [];
  visitSchemas(document, (schema) => schemas.push(schema));
  expect(schemas).toContainEqual({ type: 'null' });
  expect(schemas).toHaveLength(9);

  const kinds = new Map<string, string>();
  visitObjects(document, (_, kind, path) => kinds.set(path.join(' '), kind));
  expect(kinds.get('paths x-note')).toBe('extension');
  expect(kinds.get('components schemas Self properties schema')).toBe('schema');
  expect(kinds.get('components pathItems Pet get')).toBe('operation');
});

test('a lone example has no name, and an example kept elsewhere is left out', () => {
  expect(examplesOf(document, { example: null })).toEqual([{ name: '', value: null }]);
  expect(
    examplesOf(document, { examples: { one: { value: 1, summary: 'One' }, far: {} } }),
  ).toEqual([{ name: 'one', value: 1, summary: 'One' }]);
});

test.each([
  ['application/json;charset=UTF-8', true],
  ['application/problem+json', true],
  ['text/json', true],
  ['application/json-seq', false],
  ['application/xml', false],
])('whether a media type is JSON: %s, %s', (mediaType, expected) => {
  expect(isJson(mediaType)).toBe(expected);
});

test('a sample of a schema that contains itself ends', () => {
  const list = { type: 'array', items: { $ref: '#/components/schemas/Node' } };
  const node = { type: 'object', required: ['children'], properties: { children: list } };
  const own = { ...document, components: { schemas: { Node: node } } };
  expect(schemaSample(own, { $ref: '#/components/schemas/Node' })).toEqual({ children: [] });
});

test('ids in examples and extensions are no ids of schemas', () => {
  const value = { $id: 'urn:a', $anchor: 'no anchor', of: [1] };
  const schema = { type: 'object', properties: { example: { const: 1 } }, 'x-note': value };
  const content = { schema, example: { ...value, of: [2] }, examples: { a: { value } } };
  const media = (example: unknown) => ({ ...content, schema: { ...schema, example } });
  const components = { examples: { b: { value: { ...value, of: [3] } } }, requestBodies: {} };
  const validatorOf = validatorsOf(
    asDescription({ ...document, components, a: media(value), b: media({ $id: 'urn:a' }) }),
  );
  expect(validatorOf('/a/schema')({ example: 1 })).toEqual([]);
  expect(validatorOf('/b/schema')({ example: 2 })).toHaveLength(1);
});
