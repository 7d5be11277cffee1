import { expect, test } from '@jest/globals';
import { casesOf } from '../../../scripts/contract/cases/index.js';
import { oracleOf } from '../../../scripts/contract/oracle/oracle.js';
import { contradictionsOf } from '../../../scripts/contract/run/contradictions.js';
import { asDescription, readDescription } from '../../../scripts/lib/openapi/document.js';
import { bundledDescription } from '../../lib/files.js';

/** A description whose one schema serves a request and its answer. */
const pets = (example: object) => {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Pet' }, example } };
  return asDescription({
    openapi: '3.1.1',
    info: { title: 'Pets', version: '1' },
    paths: {
      '/pets': {
        post: {
          operationId: 'createPet',
          requestBody: { required: true, content },
          responses: {
            201: { description: 'Created', content },
            400: { description: 'Refused' },
          },
        },
      },
    },
    components: {
      schemas: {
        Pet: {
          type: 'object',
          additionalProperties: false,
          required: ['id', 'name', 'secret'],
          properties: {
            id: { type: 'string', readOnly: true },
            name: { type: 'string', minLength: 2 },
            secret: { type: 'string', writeOnly: true },
          },
        },
      },
    },
  });
};

const whole = { id: 'p1', name: 'Rex', secret: 'x' };

test('cases never send what is only read, nor break it on purpose', () => {
  const cases = casesOf(pets(whole));
  expect(cases.some(({ expected }) => expected.kind === 'accepted')).toBe(true);
  const bodies = cases.flatMap(({ request: { body } }) =>
    body?.kind === 'json' ? [body.value] : [],
  );
  expect(bodies.filter((value) => JSON.stringify(value).includes('"id"'))).toEqual([]);
});

test('the oracle expects nothing in an answer that is only written', () => {
  const [one] = casesOf(pets(whole)).filter(({ expected }) => expected.kind === 'accepted');
  const answered = (value: object) => ({
    answer: {
      status: 201,
      mediaType: 'application/json',
      headers: {},
      text: JSON.stringify(value),
    },
  });
  const oracle = oracleOf(pets(whole));
  expect(oracle(one!, answered({ id: 'p1', name: 'Rex' }))).toEqual([]);
  expect(oracle(one!, answered({ name: 'Rex' })).map(({ name }) => name)).toEqual(['invalid_body']);
});

test('an answer with a member twice in one object is found', () => {
  const [one] = casesOf(pets(whole)).filter(({ expected }) => expected.kind === 'accepted');
  const text = '{"id": "p1", "name": "Rex", "n\\u0061me": "Max"}';
  const answer = { status: 201, mediaType: 'application/json', headers: {}, text };
  expect(oracleOf(pets(whole))(one!, { answer }).map(({ name }) => name)).toEqual([
    'duplicate_member',
  ]);
});

test('a description says where an example breaks its own schema', () => {
  expect(contradictionsOf(readDescription(bundledDescription))).toEqual([]);
  expect(contradictionsOf(pets(whole))).toEqual([]);
  expect(contradictionsOf(pets({ ...whole, name: 'R' }))).toEqual([
    expect.stringMatching(/^The example of the body of createPet breaks its own schema/),
    expect.stringMatching(/^The example of the answer 201 of createPet breaks its own schema/),
  ]);
  expect(contradictionsOf(pets({ ...whole, name: 'R' }), ['another'])).toEqual([]);
});
