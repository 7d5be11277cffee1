import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { UserError } from '../../scripts/lib/cli.js';
import { writeCode } from '../../scripts/code/code.js';
import { temporaryFolder } from './run-script.js';

/** Writes the code of a description with some paths. */
function writeCodeOf(paths: object): Promise<void> {
  const folder = temporaryFolder();
  const bundle = join(folder, 'bundle.json');
  const info = { title: 'Refused', version: '1' };
  writeFileSync(bundle, JSON.stringify({ openapi: '3.1.0', info, paths }));
  return writeCode(bundle, folder);
}

test('an operationId that is used twice is refused with both places', async () => {
  const writing = writeCodeOf({
    '/a': { get: { operationId: 'same', responses: {} } },
    '/b': { post: { operationId: 'same', responses: {} } },
  });
  await expect(writing).rejects.toThrow(
    new UserError(
      'the operationId "same" is used twice: by GET /a and by POST /b; rename one of them.',
    ),
  );
});

test.each([
  ['in', 'header', '"query" or "body"'],
  ['offset', 'from', 'the name of an integer in the query'],
  ['offset', 'order', 'the name of an integer in the query'],
  ['limit', undefined, 'the name of an integer in the query'],
  ['records', '/records', 'the JSON Pointer of an array in the JSON of a success'],
  ['records', 'data', 'the JSON Pointer of an array in the JSON of a success'],
  ['records', '/total', 'the JSON Pointer of an array in the JSON of a success'],
  ['reachable', '500', 'a whole number above 0'],
  ['reachable', 0, 'a whole number above 0'],
  ['total', '/data', 'the JSON Pointer of an integer in the JSON of a success'],
])('a list whose "%s" is %j is refused', (member, value, expected) => {
  const integer = (name: string) => ({ in: 'query', name, schema: { type: 'integer' } });
  const schema = {
    type: 'object',
    properties: { total: { type: 'integer' }, data: { type: 'array', items: {} } },
  };
  const declared = { in: 'query', offset: 'offset', limit: 'limit', records: '/data' };
  const get = {
    operationId: 'list',
    'x-pagination': { ...declared, [member]: value },
    parameters: [
      integer('offset'),
      integer('limit'),
      { in: 'query', name: 'order', schema: { type: 'string' } },
    ],
    responses: { 200: { description: '', content: { 'application/json': { schema } } } },
  };
  return expect(writeCodeOf({ '/list': { get } })).rejects.toThrow(
    new UserError(
      `x-pagination of list: "${member}" is ${JSON.stringify(value)}, expected ${expected}.`,
    ),
  );
});
