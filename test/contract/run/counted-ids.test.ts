import { expect, test } from '@jest/globals';
import { listening, type StatefulServer } from '../../../scripts/contract/mutation/sandbox.js';
import { runContract } from '../../../scripts/contract/run/run.js';
import { asDescription } from '../../../scripts/lib/openapi/document.js';
import { jsonIn } from '../../lib/loopback.js';
import { findingsOf } from './run-on.js';

const json = (schema: object, example?: object) => ({
  content: { 'application/json': { schema, ...(example && { example }) } },
});
const text = { type: 'string', minLength: 1 };
const input = { type: 'object', required: ['name'], properties: { name: text } };
const record = { ...input, required: ['id', 'name'], properties: { id: text, name: text } };
const requestBody = { required: true, ...json(input, { name: 'Rex' }) };
const refused = { description: 'Refused', ...json({ type: 'object' }) };
const one = { description: 'The record', ...json(record) };
const creation = (operationId: string) => ({
  ...{ operationId, requestBody },
  responses: { 201: one, 400: refused, 404: refused },
});
const reading = (operationId: string) => ({ operationId, responses: { 200: one, 404: refused } });
const inPath = (name: string) => ({ name, in: 'path', required: true, schema: text });

/** Pets below their owners, both of them counted. */
const description = asDescription({
  openapi: '3.1.1',
  info: { title: 'Pets', version: '1' },
  paths: {
    '/owners': { post: creation('addOwner') },
    '/owners/{ownerId}': {
      parameters: [inPath('ownerId')],
      get: reading('showOwner'),
      delete: { operationId: 'removeOwner', responses: { 200: one, 404: refused } },
    },
    '/owners/{ownerId}/pets': { parameters: [inPath('ownerId')], post: creation('addPet') },
    '/owners/{ownerId}/pets/{petId}': {
      parameters: [inPath('ownerId'), inPath('petId')],
      get: reading('showPet'),
    },
  },
});

/** A server that counts the pets of each owner from 1, and the owners: all that it had, or those that are there. */
function shelter(looksAtOwner: boolean, countsGone = true): StatefulServer['answer'] {
  const owners = new Map<string, { name: string; pets: string[] }>();
  let had = 0;
  const answer = (status: number, value: object = {}) =>
    Promise.resolve({
      ...{ status, headers: { 'content-type': 'application/json' } },
      body: Buffer.from(JSON.stringify(value)),
    });
  return ({ method, target, body }) => {
    const [, , ownerId, isOfPets, petId] = target.split('/');
    const owner = owners.get(ownerId ?? '');
    if (ownerId !== undefined && owner === undefined) return answer(404);
    if (method === 'POST') {
      const { name } = Object(jsonIn(body)) as { name?: unknown };
      if (typeof name !== 'string' || name === '') return answer(400);
      if (owner) return answer(201, { id: `${owner.pets.push(name)}`, name });
      const id = `${countsGone ? ++had : owners.size + 1}`;
      owners.set(id, { name, pets: [] });
      return answer(201, { id, name });
    }
    if (method === 'DELETE') owners.delete(ownerId ?? '');
    if (isOfPets === undefined) return answer(200, { id: ownerId, name: owner?.name });
    const places = looksAtOwner ? [owner] : [owner, ...owners.values()];
    const name = places.map((each) => each?.pets[Number(petId) - 1]).find((each) => each);
    return name === undefined ? answer(404) : answer(200, { id: petId, name });
  };
}

test.each([
  ['that looks at the owner', true, {}],
  [
    'that finds a pet below another owner than its own, also if both have one id',
    false,
    {
      foreign_record: [
        'showPet/behaviour/elsewhere: 1 is answered for another ownerId than the one in which it was created.',
      ],
    },
  ],
])('a contract run on a server %s', async (_, looksAtOwner, findings) => {
  const run = await listening(shelter(looksAtOwner), (target) =>
    runContract({ description, target, environment: {}, operations: ['showPet'] }),
  );
  expect(findingsOf(run)).toEqual(findings);
});

test.each([
  ['all that it had', true, []],
  ['what is there, and so gives the id of what is left', false, ['duplicate_id']],
])('a contract run on a server that counts %s', async (_, countsGone, findings) => {
  const [operations, only] = [['addOwner'], ['behaviour' as const]];
  const run = await listening(shelter(true, countsGone), (target) =>
    runContract({ description, target, environment: {}, operations, only }),
  );
  expect(Object.keys(findingsOf(run))).toEqual(findings);
});
