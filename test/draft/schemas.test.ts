import { join } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { schemasOf } from '../../scripts/draft/schemas.js';
import { SpecFiles } from '../../scripts/draft/spec-files.js';
import { DraftTexts } from '../../scripts/draft/texts.js';
import type { FamilyFacts, OperationFacts } from '../../scripts/lib/facts.js';
import { temporaryFolder } from '../build/run-script.js';

const operation = {
  ...{ operationId: 'ShowTree', version: 'v1', method: 'GET', path: '/trees/{tree_id}' },
  ...{ params: [], response: { status: '200', shape: 'bare object' }, src: [] },
} satisfies OperationFacts;

test('a request that contains itself is what the facts say, also within an answer', () => {
  const room = 'families/trees/schemas';
  const spec = temporaryFolder();
  mkdirSync(join(spec, room), { recursive: true });
  const properties = { inner: { $ref: 'Node.yaml' } };
  const node = { title: 'Node', type: 'object', additionalProperties: false, properties };
  writeFileSync(join(spec, room, 'Node.yaml'), JSON.stringify(node));
  const facts: FamilyFacts = {
    family: 'trees',
    title: 'Trees',
    operations: [],
    schemas: { v1: { Node: { fields: { inner: { schema: 'Node' } } } } },
  };
  const files = new SpecFiles(spec);
  const schemas = schemasOf({
    ...{ facts, operation, files, timePattern: '' },
    texts: new DraftTexts(),
  });
  schemas.object('Answer', { tree: { schema: 'Node' } }, 'An answer.', 'answer');
  expect(files.read(`${room}/Answer.yaml`)).toMatchObject({
    properties: { tree: { type: 'object', properties } },
  });
  expect(files.notes).toEqual([]);
});

test('an enumeration that has no English is told in that of its member', () => {
  const facts: FamilyFacts = {
    ...{ family: 'trees', title: 'Trees', operations: [] },
    schemas: { v1: { Kind: { type: 'string', enum: ['OAK'], zh: '种类' } } },
  };
  const files = new SpecFiles(temporaryFolder());
  const schemas = schemasOf({
    ...{ facts, operation, files, timePattern: '' },
    texts: new DraftTexts(),
  });
  const members = { kind: { schema: 'Kind', en_tf: 'kind of tree' } };
  schemas.object('Tree', members, 'A tree.', 'answer');
  const { description } = files.read('families/trees/schemas/Kind.yaml');
  expect(description).toMatch(/^DRAFT: Kind of tree\./);
});

test('a schema of another family has to be shared, and is the same with marks of our own', () => {
  const spec = temporaryFolder();
  const place = 'families/forests/schemas';
  mkdirSync(join(spec, place), { recursive: true });
  const id = { type: 'string', description: 'Its ID.', 'x-resource-id': { collection: 'trees' } };
  const tree = { title: 'Tree', type: 'object', description: 'A tree.', properties: { id } };
  writeFileSync(join(spec, place, 'Tree.yaml'), JSON.stringify(tree));
  const facts: FamilyFacts = { family: 'trees', title: 'Trees', operations: [] };
  const files = new SpecFiles(spec);
  const schemas = schemasOf({
    ...{ facts, operation, files, timePattern: '' },
    texts: new DraftTexts(),
  });
  schemas.object('Tree', { id: { type: 'string' } }, 'A tree.', 'answer');
  expect(files.notes).toEqual([
    expect.stringMatching(/Tree\.yaml: move it to shared\/schemas: a second family needs it\.$/),
  ]);
});
