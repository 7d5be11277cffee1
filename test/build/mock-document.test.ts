import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startMock } from '../../scripts/mock.js';
import { withJsonAnswers } from '../../scripts/lib/prism/document.js';
import type { OpenApiDocument } from '../../scripts/lib/openapi/document.js';
import { startServer } from '../lib/loopback.js';
import { mockAddress } from '../lib/shared/shared.js';
import { temporaryFolder } from './run-script.js';

const download = { schema: { type: 'string', format: 'binary' } };
const document: OpenApiDocument = {
  openapi: '3.1.0',
  info: { title: 't', version: '1' },
  paths: {
    '/file': {
      get: {
        responses: {
          200: { description: 'd', content: { 'application/octet-stream': download } },
          204: { description: 'nothing' },
          400: { $ref: '#/components/responses/Refused' },
        },
      },
    },
  },
  components: { responses: { Refused: { content: { 'application/json': { schema: {} } } } } },
};

test('each answer gets a form in JSON, after its own, and the document itself none', () => {
  const before = structuredClone(document);
  const { paths, components } = withJsonAnswers(document);
  const { responses } = paths?.['/file']?.get as { responses: Record<string, unknown> };
  expect(Object.entries((responses['200'] as { content: object }).content)).toEqual([
    ['application/octet-stream', download],
    ['application/json', download],
  ]);
  expect(responses['204']).toEqual({ description: 'nothing' });
  expect(components).toEqual(before.components);
  expect(document).toEqual(before);
});

test.each([
  ['*/*', 'application/octet-stream'],
  ['application/json', 'application/json'],
])('the mock gives a download to a client that accepts %s', async (accept, mediaType) => {
  const response = await fetch(`${await mockAddress()}/v1/p/workspaces/w/soc/workflows/export`, {
    method: 'POST',
    headers: { Accept: accept, 'Content-Type': 'application/json', 'X-Auth-Token': 'any' },
    body: '{"id":["w"]}',
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toBe(mediaType);
});

describe('a mock of what Prism cannot read as it stands', () => {
  let mock: Awaited<ReturnType<typeof startMock>>;
  const nothing = { responses: { 204: { description: 'nothing' } } };
  const node = {
    type: 'object',
    required: ['id', 'pair'],
    properties: {
      id: { type: 'string' },
      parent: { $ref: '#/components/schemas/Node' },
      pair: { type: 'array', prefixItems: [{ type: 'string' }], items: false },
      first: {},
    },
    dependentRequired: { first: ['parent'] },
  };
  const list = { type: 'array', minItems: 1, items: { type: 'integer' } };
  const animals = {
    Animal: {
      type: 'object',
      required: ['id', 'name', 'secret'],
      properties: {
        id: { type: 'integer', readOnly: true },
        name: { type: 'string' },
        secret: { type: 'string', writeOnly: true },
      },
    },
    Pet: {
      $ref: '#/components/schemas/Animal',
      required: ['friend'],
      properties: {
        friend: { oneOf: [{ $ref: '#/components/schemas/Animal' }, { type: 'null' }] },
        closed: { allOf: [{ properties: { a: true }, additionalProperties: false }] },
      },
      unevaluatedProperties: false,
    },
  };
  const words = { type: 'array', items: { type: 'string' } };
  const form = {
    requestBody: {
      content: {
        'application/x-www-form-urlencoded': { schema: { properties: { ids: list, words } } },
      },
    },
    responses: {
      200: {
        description: 'd',
        headers: {
          'X-Ids': { required: true, schema: list },
          'X-Map': {
            explode: true,
            schema: { type: 'object', properties: { a: { type: 'integer' } } },
          },
          'X-Done': { schema: { type: 'boolean' } },
          'X-Code': { schema: { type: 'string', pattern: '^a{3}$' } },
          'X-Json': { content: { 'application/json': { schema: list } } },
        },
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: { $ref: { type: 'string' }, id: { type: 'string' } },
            },
          },
        },
      },
    },
  };
  const syntaxes = { json: 'application/json', events: 'text/event-stream', image: 'image/png' };

  beforeAll(async () => {
    const bundle = join(temporaryFolder(), 'openapi.json');
    const content = { 'application/json': { schema: { $ref: '#/components/schemas/Node' } } };
    const responses = { 200: { description: 'd', content }, 400: { description: 'refused' } };
    const when = { type: 'string', format: 'date-time', default: 'now' };
    const inSyntaxes = Object.entries(syntaxes).map(([name, mediaType]) => {
      const media = name === 'image' ? {} : { schema: { type: 'object', properties: { when } } };
      const answer = { 200: { description: 'd', content: { [mediaType]: media } } };
      return [`/${name}`, { get: { responses: answer } }];
    });
    const schema = { type: 'array', items: { type: 'integer' } };
    const parameters = [
      { name: 'ids', in: 'path', required: true, schema },
      { name: 'X-Ids', in: 'header', schema },
      { name: 'X-Word', in: 'header', schema: { const: 'word' } },
    ];
    const pets = { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } };
    const filter = { type: 'object', properties: { id: { type: 'integer' } } };
    const paths = {
      'x-groups': { get: nothing },
      '/nodes': { post: { requestBody: { required: true, content }, responses } },
      '/forms': { post: form },
      '/nothing': { get: nothing },
      '/ignored': {
        parameters: [{ $ref: '#/components/parameters/Type' }],
        get: {
          responses: {
            204: { description: 'd', content, headers: { 'Content-Type': { schema: list } } },
          },
        },
      },
      '/lists/{ids}': { get: { parameters, ...nothing } },
      '/words': {
        get: {
          parameters: [
            { name: 'ids', in: 'query', style: 'spaceDelimited', explode: false, schema },
            { name: 'to', in: 'query', schema: { type: 'string' } },
          ],
          callbacks: { done: { '{$request.query.to}': { post: nothing } } },
          ...nothing,
        },
      },
      '/matrix/{ids}': {
        get: { parameters: [{ ...parameters[0], style: 'matrix' }], ...nothing },
      },
      '/label/{ids}': { get: { parameters: [{ ...parameters[0], style: 'label' }], ...nothing } },
      '/用户/{编号}': {
        parameters: [{ name: '编号', in: 'path', required: true, schema: { type: 'integer' } }],
        get: nothing,
      },
      '/names/{constructor}/{__proto__}': {
        parameters: [
          { name: 'constructor', in: 'path', required: true, schema: { type: 'integer' } },
          { name: '__proto__', in: 'path', required: true, schema: { type: 'integer' } },
          { name: 'toString', in: 'query', schema: { type: 'integer' } },
          { name: 'constructor', in: 'query', schema: { type: 'integer' } },
          { name: '__proto__', in: 'query', schema: { type: 'integer' } },
          { name: 'constructor', in: 'header', schema: { type: 'integer' } },
        ],
        get: nothing,
      },
      '/written': {
        parameters: [
          { name: 'filter', in: 'query', content: { 'application/json': { schema: filter } } },
          { name: 'session', in: 'cookie', required: true, schema: { type: 'integer' } },
        ],
        get: nothing,
      },
      '/pets': {
        post: {
          requestBody: { required: true, content: pets },
          responses: { 200: { description: 'd', content: pets }, 400: { description: 'no' } },
        },
        get: { responses: { 200: { description: 'd', content: { 'application/json': {} } } } },
      },
      '/syntaxes': {
        post: {
          requestBody: { content: { 'application/xml': { schema: filter } } },
          responses: { 200: { description: 'd', content: { '*/*': { schema: filter } } } },
        },
      },
      '/patches': {
        post: {
          requestBody: {
            content: {
              'application/json': { schema: { required: ['id'] } },
              'application/merge-patch+json': { schema: { required: ['name'] } },
            },
          },
          ...nothing,
        },
      },
      ...Object.fromEntries(inSyntaxes),
    };
    const type = { name: 'Content-Type', in: 'header', required: true, schema: {} };
    const components = { schemas: { Node: node, ...animals }, parameters: { Type: type } };
    writeFileSync(bundle, JSON.stringify({ ...document, paths, components }));
    mock = await startMock({ document: bundle, port: 0 });
  }, 60_000);
  afterAll(() => mock.stop());

  test('takes a schema that contains itself, and holds lists against all of theirs', async () => {
    const statusOf = async (body: object) => {
      const headers = { 'Content-Type': 'application/json' };
      const options = { method: 'POST', headers, body: JSON.stringify(body) };
      return (await fetch(`${mock.url}/nodes`, options)).status;
    };
    expect(await statusOf({ id: 'a', pair: ['one'] })).toBe(200);
    expect(await statusOf({ id: 'a', pair: ['one', 'two'] })).toBe(400);
    expect(await statusOf({ id: 'a', pair: ['one'], first: 1 })).toBe(400);
  });

  test('answers in syntaxes that it cannot write, and without defaults in words', async () => {
    for (const [name, mediaType] of Object.entries(syntaxes)) {
      const response = await fetch(`${mock.url}/${name}`);
      expect([response.status, response.headers.get('Content-Type')]).toEqual([200, mediaType]);
    }
  });

  test('takes a list of one item in a form, and answers with lists in headers and with schemas', async () => {
    const ask = (body: string) =>
      fetch(`${mock.url}/forms`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body,
      });
    const response = await ask('ids=1');
    expect(response.status).toBe(200);
    expect(response.headers.get('X-Ids')).toMatch(/^\d+/);
    expect(response.headers.get('X-Map')).toMatch(/^a=\d+$/);
    expect(response.headers.get('X-Json')).toMatch(/^\[\d+/);
    expect(response.headers.get('X-Done')).toMatch(/^(true|false)$/);
    expect(response.headers.get('X-Code')).toBe('aaa');
    expect((await ask('ids=a')).status).toBe(422);
    expect((await ask('words=a+b&words=c')).status).toBe(200);
  });

  test('takes an extension among the paths for none', async () => {
    expect((await fetch(`${mock.url}/nothing`)).status).toBe(204);
  });

  test('asks for no header, and sends no content, that is to be ignored', async () => {
    const response = await fetch(`${mock.url}/ignored`);
    expect([response.status, response.headers.get('content-length')]).toEqual([204, null]);
  });

  test('takes a list of words, and calls nobody', async () => {
    let calls = 0;
    const { url, close } = await startServer((_, response) => {
      calls += 1;
      response.end();
    });
    const statusOf = async (ids: string) =>
      (await fetch(`${mock.url}/words?${new URLSearchParams({ ids, to: url }).toString()}`)).status;
    expect([await statusOf('1 2'), await statusOf('1'), await statusOf('1 a')]).toEqual([
      ...[204, 204, 422],
    ]);
    // It would have called before it answers the next request.
    expect((await fetch(`${mock.url}/nothing`)).status).toBe(204);
    expect(calls).toBe(0);
    await close();
  });

  test('takes a list of several values in a path, and none in a header', async () => {
    const statuses = ['1,2', '1', '1,a'].map(
      async (ids) => (await fetch(`${mock.url}/lists/${ids}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([204, 204, 422]);
  });

  test.each([
    ['matrix/;ids=1', 204],
    ['matrix/1', 422],
    ['label/.1', 204],
    ['label/1', 422],
  ])('tells whether a path is written in its style: %s is %d', async (path, status) => {
    expect((await fetch(`${mock.url}/${path}`)).status).toBe(status);
  });

  test('reads a parameter of the path whose name is not ASCII', async () => {
    const statuses = ['1', 'a'].map(async (id) => (await fetch(`${mock.url}/用户/${id}`)).status);
    expect(await Promise.all(statuses)).toEqual([204, 422]);
  });

  test.each([
    ['1/2', 204],
    ['a/2', 422],
    ['1/a', 422],
    ['1/2?constructor=1&toString=2&__proto__=3', 204],
  ])(
    'reads parameters whose names are those of members of every object: %s',
    async (path, status) => {
      expect((await fetch(`${mock.url}/names/${path}`)).status).toBe(status);
    },
  );

  test.each([
    ['{"id":1}', 'session=1', 204],
    ['{"id":"a"}', 'session=1', 422],
    ['text', 'session=1', 422],
    ['{}', 'other=%; session=a', 422],
    ['{}', 'other=1', 422],
  ])('reads a parameter in JSON and a cookie: %s with %s is %d', async (filter, Cookie, status) => {
    const address = `${mock.url}/written?filter=${encodeURIComponent(filter)}`;
    expect((await fetch(address, { headers: { Cookie } })).status).toBe(status);
  });

  const pet = { name: 'n', secret: 's', friend: { name: 'n', secret: 's' } };
  test.each([
    [pet, 200],
    [{ ...pet, friend: null, closed: { a: 1 } }, 200],
    [{ ...pet, friend: undefined }, 400],
    [{ ...pet, name: undefined }, 400],
    [{ ...pet, more: 1 }, 400],
    [{ ...pet, closed: { b: 1 } }, 400],
  ])('holds a body against all parts of its schema: %j is %d', async (body, status) => {
    const headers = { 'Content-Type': 'application/json' };
    const options = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${mock.url}/pets`, options);
    expect(response.status).toBe(status);
    if (status !== 200) return;
    const answer = (await response.json()) as object;
    expect(answer).toMatchObject({ id: expect.any(Number), name: 'text' });
    expect(answer).not.toHaveProperty('secret');
  });

  test('takes a body in a syntax that it cannot read, and answers in JSON where any type is allowed', async () => {
    const headers = { 'Content-Type': 'application/xml' };
    const options = { method: 'POST', headers, body: '<filter id="1"/>' };
    const response = await fetch(`${mock.url}/syntaxes`, options);
    expect([response.status, response.headers.get('Content-Type')]).toEqual([
      200,
      'application/json',
    ]);
    expect(await response.json()).toEqual({ id: expect.any(Number) });
  });

  test('answers in JSON where no schema says what', async () => {
    expect(await (await fetch(`${mock.url}/pets`)).text()).toMatch(/^(null|\{\})$/);
  });

  test.each([
    ['application/json', '{"id":1}', 204],
    ['application/merge-patch+json', '{"name":"n"}', 204],
    ['application/merge-patch+json; charset=utf-8', '{"id":1}', 422],
    ['application/json', '{"name":"n"}', 422],
  ])(
    'holds a body against the schema of its media type: %s %s is %d',
    async (type, body, status) => {
      const options = { method: 'POST', headers: { 'Content-Type': type }, body };
      expect((await fetch(`${mock.url}/patches`, options)).status).toBe(status);
    },
  );
});
