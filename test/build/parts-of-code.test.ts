import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { preferredMediaType } from '../../scripts/lib/openapi/document.js';
import { keyParameters } from '../../scripts/lib/operation-list.js';
import { jsonType } from '../../scripts/lib/schemas.js';
import { errorClass } from '../../scripts/code/methods.js';
import { jsonCode } from '../../scripts/code/typescript-text.js';
import * as errors from '../../src/errors.js';

test('a JSON value written as code is the same value, with each repeated part written once', () => {
  const error = { schema: 'Error', examples: { throttled: ['a', 'b'], none: [] } };
  const value = [
    { 200: { schema: 'A' }, 400: error, 500: error },
    JSON.parse('{"400":{"__proto__":1},"list":[["a","b"],[],{}],"left":null}') as unknown,
    { 400: { ...error, left: undefined } },
  ];
  const { constants, expression } = jsonCode(value, 'part');
  const read: unknown = runInNewContext(`${constants}JSON.stringify(${expression})`);
  expect(read).toBe(JSON.stringify(value));
  expect(`${constants}${expression}`.match(/"Error"/g)).toHaveLength(1);
  expect(`${constants}${expression}`.match(/"a"/g)).toHaveLength(1);
});

test('keyParameters finds a free key even if the qualified name is taken', () => {
  const parameter = (place: 'path' | 'query', name: string) => ({ in: place, name });
  const keyed = keyParameters([
    parameter('path', 'id'),
    parameter('path', 'query_id'),
    parameter('query', 'id'),
  ]);
  expect(keyed.map(({ key }) => key)).toEqual(['id', 'query_id', 'query_id_']);
});

test.each([
  [['text/csv', 'application/json;charset=UTF-8'], 'application/json;charset=UTF-8'],
  [['text/csv', 'application/problem+json'], 'application/problem+json'],
  [['text/csv', 'application/jsonish'], 'text/csv'],
  [[], undefined],
])('preferredMediaType of %j', (types, expected) => {
  expect(preferredMediaType(types)).toBe(expected);
});

test.each([
  ['400', 'InvalidRequestError'],
  ['401', 'AuthenticationError'],
  ['403', 'PermissionError'],
  ['404', 'NotFoundError'],
  ['418', 'InvalidRequestError'],
  ['429', 'ThrottledError'],
  ['4XX', 'InvalidRequestError'],
  ['500', 'ServerError'],
  ['5XX', 'ServerError'],
  ['default', 'SecMasterError'],
])('errorClass of %s is %s, a class of the client', (status, name) => {
  expect(errorClass(status)).toBe(name);
  expect(errors).toHaveProperty(name);
});

const schemas = {
  Text: { type: 'string' },
  Pet: { allOf: [{ description: 'No type.' }, { $ref: '#/components/schemas/Named' }] },
  Named: { type: ['object'], properties: {} },
  Circle: { allOf: [{ $ref: '#/components/schemas/Circle' }] },
  Round: { oneOf: [{ $ref: '#/components/schemas/Round' }, { type: 'array' }] },
};
const ref = (name: keyof typeof schemas) => ({ $ref: `#/components/schemas/${name}` });

test.each([
  [{ type: 'integer' }, 'integer'],
  [{ type: ['string', 'null'] }, undefined],
  [{ type: 'null' }, undefined],
  [{ properties: {} }, undefined],
  [true, undefined],
  [undefined, undefined],
  [ref('Text'), 'string'],
  [ref('Pet'), 'object'],
  [{ oneOf: [ref('Pet'), ref('Named')] }, 'object'],
  [{ anyOf: [ref('Pet'), ref('Named')] }, 'object'],
  [{ oneOf: [ref('Pet'), ref('Text')] }, undefined],
  [{ oneOf: [ref('Pet'), {}] }, undefined],
  [{ oneOf: [{}, ref('Text')], type: 'string' }, 'string'],
  [{ oneOf: [ref('Pet'), ref('Text')], anyOf: [ref('Text'), ref('Text')] }, 'string'],
  [ref('Circle'), undefined],
  [ref('Round'), undefined],
])('jsonType of %j is %s', (schema, expected) => {
  const document = { openapi: '3.1.0', info: { title: '', version: '' }, components: { schemas } };
  expect(jsonType(document, schema)).toBe(expected);
});
