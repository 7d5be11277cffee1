import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startMock } from '../../scripts/mock.js';
import { withJsonAnswers } from '../../scripts/lib/prism/document.js';
import type { OpenApiDocument } from '../../scripts/lib/openapi/document.js';
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

test('the mock answers with a schema that contains itself, and holds lists against all of theirs', async () => {
  const bundle = join(temporaryFolder(), 'openapi.json');
  const pair = { type: 'array', prefixItems: [{ type: 'string' }], items: false };
  const node = {
    type: 'object',
    required: ['id', 'pair'],
    properties: {
      id: { type: 'string' },
      parent: { $ref: '#/components/schemas/Node' },
      pair,
      first: {},
    },
    dependentRequired: { first: ['parent'] },
  };
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Node' } } };
  const responses = { 200: { description: 'd', content }, 400: { description: 'refused' } };
  const paths = { '/x': { post: { requestBody: { required: true, content }, responses } } };
  const components = { schemas: { Node: node } };
  writeFileSync(bundle, JSON.stringify({ ...document, paths, components }));
  const mock = await startMock({ document: bundle, port: 0 });
  const statusOf = async (body: object) => {
    const headers = { 'Content-Type': 'application/json' };
    const options = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await fetch(`${mock.url}/x`, options)).status;
  };
  try {
    expect(await statusOf({ id: 'a', pair: ['one'] })).toBe(200);
    expect(await statusOf({ id: 'a', pair: ['one', 'two'] })).toBe(400);
    expect(await statusOf({ id: 'a', pair: ['one'], first: 1 })).toBe(400);
  } finally {
    await mock.stop();
  }
}, 60_000);

test('the mock answers in syntaxes that it cannot write, and without defaults in words', async () => {
  const bundle = join(temporaryFolder(), 'openapi.json');
  const when = { type: 'string', format: 'date-time', default: 'now' };
  const schema = { type: 'object', properties: { when } };
  const contents = { json: 'application/json', events: 'text/event-stream', image: 'image/png' };
  const paths = Object.entries(contents).map(([name, mediaType]) => {
    const content = { [mediaType]: name === 'image' ? {} : { schema } };
    return [`/${name}`, { get: { responses: { 200: { description: 'd', content } } } }];
  });
  writeFileSync(
    bundle,
    JSON.stringify({ ...document, paths: Object.fromEntries(paths) as object }),
  );
  const mock = await startMock({ document: bundle, port: 0 });
  try {
    for (const [name, mediaType] of Object.entries(contents)) {
      const response = await fetch(`${mock.url}/${name}`);
      expect([response.status, response.headers.get('Content-Type')]).toEqual([200, mediaType]);
    }
  } finally {
    await mock.stop();
  }
}, 60_000);

test('the mock takes an extension among the paths for none', async () => {
  const bundle = join(temporaryFolder(), 'openapi.json');
  const responses = { 204: { description: 'nothing' } };
  const paths = { 'x-groups': { get: { responses } }, '/x': { get: { responses } } };
  writeFileSync(bundle, JSON.stringify({ ...document, paths }));
  const mock = await startMock({ document: bundle, port: 0 });
  try {
    expect((await fetch(`${mock.url}/x`)).status).toBe(204);
  } finally {
    await mock.stop();
  }
});

test('the mock takes a list of several values in a path, and none in a header', async () => {
  const bundle = join(temporaryFolder(), 'openapi.json');
  const schema = { type: 'array', items: { type: 'integer' } };
  const parameters = [
    { name: 'ids', in: 'path', required: true, schema },
    { name: 'X-Ids', in: 'header', schema },
    { name: 'X-Word', in: 'header', schema: { const: 'word' } },
  ];
  const get = { parameters, responses: { 204: { description: 'nothing' } } };
  writeFileSync(bundle, JSON.stringify({ ...document, paths: { '/x/{ids}': { get } } }));
  const mock = await startMock({ document: bundle, port: 0 });
  try {
    const statuses = ['1,2', '1', '1,a'].map(
      async (ids) => (await fetch(`${mock.url}/x/${ids}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([204, 204, 422]);
  } finally {
    await mock.stop();
  }
});
