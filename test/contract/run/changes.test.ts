import { expect, test } from '@jest/globals';
import { changesOf } from '../../../scripts/contract/behaviour/written.js';
import type { CheckContext } from '../../../scripts/contract/behaviour/check.js';
import { planRun } from '../../../scripts/contract/run/plan.js';
import { asDescription } from '../../../scripts/lib/openapi/document.js';

test('changesOf gives no value that a record has already, which could not show that an update is lost', () => {
  const properties = {
    name: { type: 'string' },
    size: { enum: ['large', 'small'] },
    tame: { type: 'boolean' },
    legs: { type: 'integer' },
    kind: { const: 'cat' },
  };
  const example = { name: 'Rex', size: 'large', tame: true, legs: 4, kind: 'cat' };
  const schema = { type: 'object', additionalProperties: false, properties };
  const content = { 'application/json': { schema, example } };
  const put = {
    operationId: 'changePet',
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
    requestBody: { required: true, content },
    responses: { 200: { description: 'Done.' } },
  };
  const description = asDescription({
    openapi: '3.1.0',
    info: { title: 'Pets', version: '1' },
    paths: { '/pets/{id}': { put } },
  });
  const { set, resources, operations } = planRun({ description });
  const update = operations.get('changePet');
  if (update === undefined) throw new Error('The description has no changePet.');
  const context = { set, resources } as unknown as CheckContext;
  expect(changesOf(context, { name: 'pets', update }, update, { ...example, id: '7' })).toEqual([
    { name: 'contract-test name' },
    { name: '' },
    { size: 'small' },
    { tame: false },
    { legs: 5 },
    { legs: 0 },
  ]);
});
