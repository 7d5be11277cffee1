import { describe, expect, test } from '@jest/globals';
import type { OpenApiDocument } from '../../scripts/lib/openapi/document.js';
import { familiesOf } from '../../scripts/lib/families.js';

const answer = (schema?: string) => ({
  responses: {
    200: {
      description: '',
      ...(schema !== undefined && {
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
      }),
    },
  },
});

/** Two tags on one path, a schema that both need, one that needs another, and one that nobody needs. */
const document = {
  openapi: '3.1.0',
  info: { title: 'Two', version: '1' },
  paths: {
    '/pets': {
      parameters: [{ name: 'page', in: 'query', schema: { type: 'integer' } }],
      get: { operationId: 'listPets', tags: ['Pets'], ...answer('Pet') },
      post: { operationId: 'sellPet', tags: ['Shop orders'], ...answer('Order') },
    },
  },
  components: {
    schemas: {
      Pet: { type: 'object' },
      Order: { type: 'object', properties: { pet: { $ref: '#/components/schemas/Pet' } } },
      Alone: { type: 'string' },
    },
  },
} as unknown as OpenApiDocument;

const outline = (given: OpenApiDocument) =>
  familiesOf(given).map(({ folder, namespace, document: { paths = {}, components = {} } }) => ({
    folder,
    namespace,
    members: Object.values(paths).flatMap((item) => Object.keys(item ?? {})),
    schemas: Object.keys(components['schemas'] ?? {}),
  }));

describe('a description', () => {
  test('is divided by tags, each family with all that it needs and no more', () => {
    expect(outline(document)).toEqual([
      { folder: 'pets', namespace: 'pets', members: ['parameters', 'get'], schemas: ['Pet'] },
      {
        folder: 'shop-orders',
        namespace: 'shopOrders',
        members: ['parameters', 'post'],
        schemas: ['Pet', 'Order'],
      },
      { folder: 'api', namespace: 'api', members: [], schemas: ['Alone'] },
    ]);
  });

  test('is divided by its groups of tags, which may name their family', () => {
    const groups = [
      { name: '宠物', 'x-family': 'animals', tags: ['Pets'] },
      { name: 'Sales', tags: ['Shop orders'] },
    ];
    const folders = outline({ ...document, 'x-tagGroups': groups }).map(({ folder }) => folder);
    expect(folders).toEqual(['animals', 'sales', 'api']);
  });

  test('is divided by the tags behind a reference, and keeps what extends a schema beside it', () => {
    const { Pet, Order } = document.components?.['schemas'] ?? {};
    const Cat = { allOf: [{ $ref: '#/components/schemas/Pet' }] };
    const base = { ...(Pet as object), discriminator: { propertyName: 'kind' } };
    const get = { operationId: 'listCats', tags: ['Cats'], ...answer('Pet') };
    const cats = { '/cats': { $ref: '#/components/pathItems/Cats' } };
    const divided = outline({
      ...document,
      paths: { ...document.paths, ...cats },
      components: { schemas: { Pet: base, Order, Cat }, pathItems: { Cats: { get } } },
    });
    expect(divided.map(({ folder, members, schemas }) => [folder, members, schemas])).toEqual([
      ['pets', ['parameters', 'get'], ['Pet', 'Cat']],
      ['shop-orders', ['parameters', 'post'], ['Pet', 'Order', 'Cat']],
      ['cats', ['$ref'], ['Pet', 'Cat']],
    ]);
  });

  test('is not divided if a reference leads into its paths', () => {
    const components = { schemas: { Pet: { $ref: '#/paths/~1pets/get/responses/200' } } };
    const whole = outline({ ...document, components });
    expect(whole.map(({ folder, members }) => [folder, members])).toEqual([
      ['api', ['parameters', 'get', 'post']],
    ]);
  });

  test('gives families of like names folders of their own', () => {
    const groups = [
      { name: 'Docs', tags: ['Pets'] },
      { name: 'docs', tags: ['Shop orders'] },
    ];
    const folders = outline({ ...document, 'x-tagGroups': groups }).map(({ folder }) => folder);
    expect(folders).toEqual(['docs-2', 'docs-3', 'api']);
  });

  test('gives families whose names differ in a dash alone members of their own', () => {
    const groups = [
      { name: 'v1', tags: ['Pets'] },
      { name: 'v 1', tags: ['Shop orders'] },
    ];
    const names = outline({ ...document, 'x-tagGroups': groups }).map(({ namespace }) => namespace);
    expect(names).toEqual(['v1', 'v12', 'api']);
  });
});
