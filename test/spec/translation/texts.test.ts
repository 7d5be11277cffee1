import { expect, test } from '@jest/globals';
import { isObject, readBundle, type JsonObject } from '../../../scripts/lib/openapi/document.js';
import { step } from '../../../scripts/lib/openapi/pointer.js';
import { textHolders } from '../../../scripts/lib/translation/texts.js';
import { bundledDescription } from '../../lib/files.js';

const textNames = new Set(['title', 'summary', 'description', 'x-displayName', 'note']);
const dataNames = new Set(['example', 'value', 'default', 'const', 'enum']);

/** Every member with the name of a text, whatever object it stands in; found without any table. */
function textLike(value: unknown, pointer = '', isMapOfNames = false): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => textLike(item, pointer + step(index)));
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const below = pointer + step(key);
    if (!isMapOfNames && dataNames.has(key)) return [];
    if (!isMapOfNames && textNames.has(key) && typeof member === 'string') return [below];
    return textLike(member, below, ['properties', 'schemas', 'parameters'].includes(key));
  });
}

function found(document: JsonObject): string[] {
  return textHolders(document).flatMap(({ pointer, members }) =>
    members.map((member) => pointer + step(member)),
  );
}

test('no text of the description is passed over', () => {
  const document = readBundle(bundledDescription);
  const names = Object.keys((document.components as { schemas: object }).schemas).map(
    (name) => `/components/schemas/${name}/title`,
  );
  const expected = textLike(document).filter((pointer) => !names.includes(pointer));
  expect(expected.length).toBeGreaterThan(300);
  const groups = (document['x-tagGroups'] as object[]).map(
    (_, index) => `/x-tagGroups/${index}/name`,
  );
  expect(found(document).sort()).toEqual([...expected, '/info/contact/name', ...groups].sort());
});

test('texts are told from names, values and addresses, in every kind of object', () => {
  const text = { description: 'Text.' };
  const schema = {
    title: 'Text',
    ...text,
    default: { description: 'value' },
    enum: ['value'],
    properties: { description: { type: 'string', ...text }, 'x-title': text },
    items: { anyOf: [text], not: text },
    externalDocs: { url: 'https://example.com', ...text },
    'x-source': [{ document: 'code', note: 'Text.', more: { summary: 'Text' } }],
  };
  const parameter = { name: 'name', ...text, examples: { one: { summary: 'Text', value: text } } };
  const operation = {
    operationId: 'name',
    tags: ['name'],
    summary: 'Text',
    parameters: [{ $ref: '#/components/parameters/name', ...text }],
    requestBody: { ...text, content: { 'text/plain': { schema: { $ref: '#', ...text } } } },
    responses: {
      '200': { ...text, headers: { 'x-name': text }, links: { next: text } },
      'x-more': text,
    },
    callbacks: { done: { '{$url}': { post: { summary: 'Text' } } } },
  };
  const document: JsonObject = {
    openapi: '3.1.1',
    info: { title: 'Text', version: 'value', license: { name: 'name' }, contact: { name: 'Text' } },
    tags: [{ name: 'name', 'x-displayName': 'Text', description: '' }],
    servers: [{ url: 'address', ...text, variables: { place: { default: 'value', ...text } } }],
    paths: { '/a': { summary: 'Text', get: operation }, 'x-title': text },
    components: {
      parameters: { description: parameter },
      schemas: { Name: { ...schema, title: 'Name' }, Other: schema },
      securitySchemes: { oauth: { flows: { implicit: { scopes: { read: 'Text' } } } } },
    },
  };
  const schemaTexts = [
    '/description',
    '/externalDocs/description',
    '/items/anyOf/0/description',
    '/items/not/description',
    '/properties/description/description',
    '/properties/x-title/description',
    '/x-source/0/more/summary',
    '/x-source/0/note',
  ];
  expect(found(document).sort()).toEqual(
    [
      '/info/title',
      '/info/contact/name',
      '/tags/0/x-displayName',
      '/servers/0/description',
      '/servers/0/variables/place/description',
      '/paths/~1a/summary',
      '/paths/~1a/get/summary',
      '/paths/~1a/get/parameters/0/description',
      '/paths/~1a/get/requestBody/description',
      '/paths/~1a/get/requestBody/content/text~1plain/schema/description',
      '/paths/~1a/get/responses/200/description',
      '/paths/~1a/get/responses/200/headers/x-name/description',
      '/paths/~1a/get/responses/200/links/next/description',
      '/paths/~1a/get/responses/x-more/description',
      '/paths/~1a/get/callbacks/done/{$url}/post/summary',
      '/paths/x-title/description',
      '/components/parameters/description/description',
      '/components/parameters/description/examples/one/summary',
      ...schemaTexts.map((pointer) => `/components/schemas/Name${pointer}`),
      ...['/title', ...schemaTexts].map((pointer) => `/components/schemas/Other${pointer}`),
      '/components/securitySchemes/oauth/flows/implicit/scopes/read',
    ].sort(),
  );
});
