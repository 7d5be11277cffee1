import { expect, test } from '@jest/globals';
import { clientGaps } from '../../scripts/code/client-gaps.js';
import type { OpenApiDocument } from '../../scripts/lib/openapi/document.js';

const responses = { 204: { description: 'Done.' } };
const describing = (operation: object): OpenApiDocument => ({
  openapi: '3.1.0',
  info: { title: 'Gaps', version: '1' },
  servers: [{ url: 'https://example.com' }],
  paths: { '/x/{p}': { get: { operationId: 'x', responses, ...operation } } },
});

test.each([
  [{ in: 'query', schema: { type: 'object' } }, 'is of type object'],
  [{ in: 'query', style: 'deepObject' }, 'has the style deepObject'],
  [{ in: 'query', content: { 'application/json': {} } }, 'is written as application/json'],
  [{ in: 'path', style: 'matrix' }, 'has the style matrix'],
  [{ in: 'path', schema: { type: 'boolean' } }, 'is of type boolean'],
  [{ in: 'header', schema: { type: 'array' } }, 'is of type array'],
])('The build names a parameter that the client cannot write: %j', (parameter, why) => {
  expect(clientGaps(describing({ parameters: [{ name: 'p', ...parameter }] }))).toEqual([
    `x: the parameter "p" (${parameter.in}) ${why}, which the client cannot write.`,
  ]);
});

test('The build names servers that the client does not know, and objects in forms', () => {
  const schema = { properties: { object: { type: 'object' }, text: { type: 'string' } } };
  const requestBody = { content: { 'multipart/form-data': { schema } } };
  const servers = [{ url: 'https://files.example.com' }];
  expect(clientGaps(describing({ requestBody, servers }))).toEqual([
    'x has servers of its own: the client sends it to the server of all others.',
    'x: the member "object" of the form is of type object, which the client cannot write.',
  ]);
});

test('The build names media types that the client does not send, and what no request has', () => {
  const requestBody = {
    content: { 'application/xml': {}, 'application/json': {}, 'text/csv': {} },
  };
  const { paths, ...document } = describing({ requestBody });
  expect(clientGaps({ ...document, paths: { '/x#y': paths?.['/x/{p}'] } })).toEqual([
    'x: what stands after "#" in its path is no part of a request.',
    'x: the client sends no application/xml, no text/csv, but application/json.',
  ]);
});

test.each([
  [{ operationId: 'paginate' }, 'paginate: a client has its paged lists by this name.'],
  [{ operationId: 'then' }, 'then: what has a method of this name is taken for a promise.'],
  [{ callbacks: { done: {} } }, 'x: the requests of its callbacks have no types.'],
])('The build names an operation that programs cannot use as a whole: %j', (operation, gap) => {
  expect(clientGaps(describing(operation))).toEqual([gap]);
});

test('The build names nothing that the client can write', () => {
  const parameters = [
    { name: 'p', in: 'path', required: true, schema: { type: 'integer' } },
    { name: 'list', in: 'query', style: 'pipeDelimited', schema: { type: 'array' } },
    { name: 'X-Text', in: 'header', schema: { type: 'string' } },
  ];
  expect(clientGaps(describing({ parameters }))).toEqual([]);
});
