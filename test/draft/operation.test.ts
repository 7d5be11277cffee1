import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { draftOperation } from '../../scripts/draft/operation.js';
import { SpecFiles } from '../../scripts/draft/spec-files.js';
import { DraftTexts } from '../../scripts/draft/texts.js';
import type { FamilyFacts, OperationFacts } from '../../scripts/lib/facts.js';
import { temporaryFolder } from '../build/run-script.js';

const integer = { type: 'integer' };
const list = { type: 'array', items: { type: 'string' } };

/** Drafts an operation of a small family. */
function drafted(changed: Partial<OperationFacts>, ...others: OperationFacts[]) {
  const operation: OperationFacts = {
    ...{ operationId: 'SearchTrees', version: 'v1', method: 'POST', path: '/trees/{tree_id}' },
    ...{ params: [], response: { status: '200', shape: 'bare object' }, src: [] },
    ...changed,
  };
  const facts: FamilyFacts = {
    ...{ family: 'trees', title: 'Trees', operations: [operation, ...others] },
    schemas: {
      v1: {
        Search: { fields: { offset: integer, limit: integer } },
        Page: { fields: { trees: list, total: integer } },
      },
    },
  };
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'openapi.yaml'), 'paths:\n  /: {}\n');
  const files = new SpecFiles(folder);
  const texts = new DraftTexts();
  draftOperation({
    facts,
    operation,
    files,
    texts,
    tag: 'Trees',
    code: {},
    timePattern: '',
    page: '',
  });
  const read = (file: string) => files.read(`families/trees/${file}.yaml`);
  return { post: read('paths/trees_{tree_id}')['post'], read };
}

test('a list that is searched by a body has pages, in a member of its answer too', () => {
  const { post } = drafted({
    request: { media_type: 'application/json', schema: 'Search' },
    response: { status: '200', shape: 'bare object', members: { data: { schema: 'Page' } } },
  });
  expect(post).toHaveProperty('x-pagination', {
    ...{ in: 'body', offset: 'offset', limit: 'limit' },
    ...{ records: '/data/trees', total: '/data/total' },
  });
});

test('a parameter has the example of the facts, and a required one has an example in any case', () => {
  const { post, read } = drafted({
    params: [
      { name: 'tree_id', in: 'path', type: 'string', required: true },
      { name: 'kind', in: 'query', type: 'string', required: true, enum: ['OAK', 'ELM'] },
      { name: 'age', in: 'query', type: 'integer', example: 7 },
      { name: 'size', in: 'query', type: 'integer' },
    ],
  });
  expect(read('parameters/tree_id')).toHaveProperty('example', 'tree_id');
  const examples = (post as { parameters: { example?: unknown }[] }).parameters;
  expect(examples.map(({ example }) => example)).toEqual(['OAK', 7, undefined]);
});

test('a parameter of a path is told as the operation tells it that says the most', () => {
  const named = { name: 'tree_id', in: 'path', type: 'string', required: true };
  const { read } = drafted(
    { params: [{ ...named, zh: '树ID' }] },
    {
      ...{ operationId: 'ShowTree', version: 'v1', method: 'GET', path: '/trees/{tree_id}' },
      ...{ params: [{ ...named, en: 'tree ID', zh: '树ID', example: 'oak-1' }] },
      ...{ response: { status: '200', shape: 'empty' }, src: [] },
    },
  );
  expect(read('parameters/tree_id')).toMatchObject({
    ...{ description: 'DRAFT: Tree ID.', example: 'oak-1' },
  });
});

test('what the vendor is to withdraw is deprecated', () => {
  expect(drafted({ deprecated: true }).post).toHaveProperty('deprecated', true);
  expect(drafted({}).post).not.toHaveProperty('deprecated');
});
