import { describe, expect, test } from '@jest/globals';
import { compare, describeDifference, factName } from './compare.js';
import { shapeOfDescription } from './description-shape.js';
import { asDescription, type JsonObject } from '../../../scripts/lib/description.js';
import { flatten } from './flatten.js';
import { stale, unexplained } from './meant-differences.js';
import { shapeOfReference } from './reference-shape.js';
import { componentsOf, type Reference } from './reference.js';

/** A small API that has one of everything that is compared. */
const reference: Reference = {
  basePath: '/v1',
  timePattern: '^Z$',
  readings: {},
  server: { url: 'https://{region}.example.com', regions: ['north', 'south'] },
  security: [['X-Auth-Token'], ['X-Sdk-Date', 'Authorization']],
  tags: ['Pets'],
  pathParameters: { pet_id: { type: 'string' } },
  responseHeaders: { 'X-Request-Id': { type: 'string' } },
  errorResponses: { '400': ['Failure'], '403': ['Failure', 'Gateway'] },
  envelopes: { full: { code: 'string', total: 'integer' } },
  enums: { Kind: ['CAT', 'DOG'] },
  codeSources: {},
  discrepancies: {},
  schemas: {
    NewPet: {
      direction: 'request',
      members: {
        name: { type: 'string', required: true },
        kind: { type: 'string', enum: 'Kind', default: 'CAT' },
        chipped: { type: 'boolean' },
        chip: { type: 'string' },
        notes: { type: 'object', open: true },
      },
    },
    Pet: {
      direction: 'response',
      members: { born: { type: 'string', layout: 'time' }, owner: { schema: 'Owner' } },
    },
    Owner: {
      direction: 'response',
      members: { phones: { type: 'array', items: { type: 'string' } } },
    },
    Failure: { direction: 'response', members: { message: { type: 'string' } } },
    Gateway: { direction: 'response', members: { error_msg: { type: 'string' } } },
  },
  operations: {
    updatePet: {
      method: 'PUT',
      path: '/pets/{pet_id}',
      tag: 'Pets',
      query: { limit: { type: 'integer', minimum: 1, maximum: 10, default: 5 } },
      body: { mediaType: 'application/json', schema: 'NewPet' },
      answer: { envelope: 'full', data: { schema: 'Pet' } },
      sources: { pages: [], code: [] },
    },
  },
};

/** The same API as an OpenAPI document, written in as many ways as a document allows. */
const document = {
  servers: [
    {
      url: 'https://{region}.example.com',
      variables: { region: { default: 'north', enum: ['north', 'south'] } },
    },
    { url: 'http://127.0.0.1:4010' },
  ],
  security: [{ token: [] }, { signature: [], date: [] }],
  tags: [{ name: 'Pets' }],
  paths: {
    '/v1/pets/{pet_id}': {
      parameters: [{ $ref: '#/components/parameters/pet_id' }],
      put: {
        operationId: 'updatePet',
        tags: ['Pets'],
        parameters: [
          {
            name: 'limit',
            in: 'query',
            schema: { type: 'integer', format: 'int32', minimum: 1, maximum: 10, default: 5 },
          },
        ],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/NewPet' } } },
        },
        responses: {
          '200': {
            headers: { 'x-request-id': { $ref: '#/components/headers/RequestId' } },
            content: {
              'application/json': {
                schema: {
                  allOf: [
                    { $ref: '#/components/schemas/Envelope' },
                    { type: 'object', properties: { data: { $ref: '#/components/schemas/Pet' } } },
                  ],
                },
              },
            },
          },
          '400': { $ref: '#/components/responses/Refused' },
          '403': {
            headers: { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } },
            content: {
              'application/json': {
                schema: {
                  oneOf: [
                    { $ref: '#/components/schemas/Failure' },
                    { $ref: '#/components/schemas/Gateway' },
                  ],
                },
              },
            },
          },
        },
      },
    },
  },
  components: {
    securitySchemes: {
      token: { type: 'apiKey', in: 'header', name: 'X-Auth-Token' },
      signature: { type: 'apiKey', in: 'header', name: 'Authorization' },
      date: { type: 'apiKey', in: 'header', name: 'X-Sdk-Date' },
    },
    parameters: {
      pet_id: { name: 'pet_id', in: 'path', required: true, schema: { type: 'string' } },
    },
    headers: { RequestId: { schema: { type: 'string' } } },
    responses: {
      Refused: {
        headers: { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } },
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
      },
    },
    schemas: {
      Kind: { type: 'string', enum: ['CAT', 'DOG'], default: 'CAT' },
      NewPet: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { type: 'string' },
          kind: { $ref: '#/components/schemas/Kind' },
          chipped: { type: 'boolean' },
          chip: { type: 'string' },
          notes: { type: 'object', additionalProperties: true },
        },
        oneOf: [
          { required: ['chipped', 'chip'], properties: { chipped: { const: true } } },
          { properties: { chipped: { const: false } } },
        ],
      },
      Envelope: {
        type: 'object',
        required: ['code'],
        properties: { code: { type: 'string' }, total: { type: 'integer', format: 'int32' } },
      },
      Pet: {
        type: 'object',
        properties: {
          born: { type: 'string', pattern: '^Z$' },
          owner: { $ref: '#/components/schemas/Owner' },
        },
      },
      Owner: {
        type: 'object',
        properties: { phones: { type: 'array', items: { type: 'string' } } },
      },
      Failure: { type: 'object', properties: { message: { type: 'string' } } },
      Gateway: { type: 'object', properties: { error_msg: { type: 'string' } } },
    },
  },
};

type Sample = typeof document;

function differencesOf(changed: JsonObject) {
  return compare(
    flatten(shapeOfReference(reference)),
    flatten(shapeOfDescription(asDescription(changed), componentsOf(reference))),
  );
}

test('a description that says what the reference says has no difference', () => {
  expect(differencesOf(document)).toEqual([]);
});

describe('damage in one place is reported with the place, the expected and the found', () => {
  const put = (api: Sample) => api.paths['/v1/pets/{pet_id}'].put;
  const newPet = (api: Sample) => api.components.schemas.NewPet;
  // Damage may give a member any type, or take it away.
  const loose = (value: object) => value as Record<string, unknown>;

  const damages: { name: string; damage: (api: Sample) => void; reported: string[] }[] = [
    {
      name: 'a type changed',
      damage: (api) => (newPet(api).properties.name.type = 'integer'),
      reported: [
        'updatePet: at request.body.name.type: expected string, found integer',
        'schemas.NewPet: at name.type: expected string, found integer',
      ],
    },
    {
      name: 'an enum value dropped',
      damage: (api) => api.components.schemas.Kind.enum.pop(),
      reported: [
        'updatePet: at request.body.kind.enum.DOG: expected listed, found (nothing)',
        'schemas.NewPet: at kind.enum.DOG: expected listed, found (nothing)',
        'enums.Kind: at enum.DOG: expected listed, found (nothing)',
      ],
    },
    {
      name: 'an enum value added',
      damage: (api) => api.components.schemas.Kind.enum.push('EEL'),
      reported: [
        'updatePet: at request.body.kind.enum.EEL: expected (nothing), found listed',
        'schemas.NewPet: at kind.enum.EEL: expected (nothing), found listed',
        'enums.Kind: at enum.EEL: expected (nothing), found listed',
      ],
    },
    {
      name: 'a member no longer required',
      damage: (api) => newPet(api).required.pop(),
      reported: [
        'updatePet: at request.body.name.required: expected true, found false',
        'schemas.NewPet: at name.required: expected true, found false',
      ],
    },
    {
      name: 'a member required in every branch',
      damage: (api) => (newPet(api).oneOf[1]!.required = ['chip']),
      reported: [
        'updatePet: at request.body.chip.required: expected false, found true',
        'schemas.NewPet: at chip.required: expected false, found true',
      ],
    },
    {
      name: 'a default changed',
      damage: (api) => (api.components.schemas.Kind.default = 'DOG'),
      reported: [
        'updatePet: at request.body.kind.default: expected CAT, found DOG',
        'schemas.NewPet: at kind.default: expected CAT, found DOG',
      ],
    },
    {
      name: 'an extra member',
      damage: (api) => (loose(newPet(api).properties)['tail'] = { type: 'string' }),
      reported: [
        'updatePet: at request.body.tail.required: expected (nothing), found false',
        'updatePet: at request.body.tail.type: expected (nothing), found string',
        'schemas.NewPet: at tail.required: expected (nothing), found false',
        'schemas.NewPet: at tail.type: expected (nothing), found string',
      ],
    },
    {
      name: 'an extra member in a branch',
      damage: (api) => (loose(newPet(api).oneOf[1]!.properties)['tail'] = { type: 'string' }),
      reported: [
        'updatePet: at request.body.tail.required: expected (nothing), found false',
        'updatePet: at request.body.tail.type: expected (nothing), found string',
        'updatePet: at request.body.tail.refusedBy: expected (nothing), found additionalProperties',
        'schemas.NewPet: at tail.required: expected (nothing), found false',
        'schemas.NewPet: at tail.type: expected (nothing), found string',
        'schemas.NewPet: at tail.refusedBy: expected (nothing), found additionalProperties',
      ],
    },
    {
      name: 'a member left in a branch only, where the closed object refuses it',
      damage: (api) => delete loose(newPet(api).properties)['chipped'],
      reported: [
        'updatePet: at request.body.chipped.type: expected boolean, found (nothing)',
        'updatePet: at request.body.chipped.refusedBy: expected (nothing), found additionalProperties',
        'updatePet: at request.body.chipped.enum.true: expected (nothing), found listed',
        'updatePet: at request.body.chipped.enum.false: expected (nothing), found listed',
        'schemas.NewPet: at chipped.type: expected boolean, found (nothing)',
        'schemas.NewPet: at chipped.refusedBy: expected (nothing), found additionalProperties',
        'schemas.NewPet: at chipped.enum.true: expected (nothing), found listed',
        'schemas.NewPet: at chipped.enum.false: expected (nothing), found listed',
      ],
    },
    {
      name: 'a member that a condition adds',
      damage: (api) => {
        const owner = loose(api.components.schemas.Owner);
        owner['if'] = { required: ['phones'] };
        owner['then'] = { properties: { area: { type: 'integer' } } };
      },
      reported: [
        'updatePet: at response.200.body.data.owner.area.type: expected (nothing), found integer',
        'schemas.Pet: at owner.area.type: expected (nothing), found integer',
        'schemas.Owner: at area.type: expected (nothing), found integer',
      ],
    },
    {
      name: 'a member of a nested answer dropped',
      damage: (api) => delete loose(api.components.schemas.Pet.properties)['born'],
      reported: [
        'updatePet: at response.200.body.data.born.type: expected string, found (nothing)',
        'updatePet: at response.200.body.data.born.pattern: expected ^Z$, found (nothing)',
        'schemas.Pet: at born.type: expected string, found (nothing)',
        'schemas.Pet: at born.pattern: expected ^Z$, found (nothing)',
      ],
    },
    {
      name: 'an item type changed',
      damage: (api) => (api.components.schemas.Owner.properties.phones.items.type = 'integer'),
      reported: [
        'updatePet: at response.200.body.data.owner.phones.items.type: expected string, found integer',
        'schemas.Pet: at owner.phones.items.type: expected string, found integer',
        'schemas.Owner: at phones.items.type: expected string, found integer',
      ],
    },
    {
      name: 'a limit without a source',
      damage: (api) => (loose(newPet(api).properties.name)['maxLength'] = 64),
      reported: [
        'updatePet: at request.body.name.maxLength: expected (nothing), found 64',
        'schemas.NewPet: at name.maxLength: expected (nothing), found 64',
      ],
    },
    {
      name: 'an integer of 64 bits',
      damage: (api) => (api.components.schemas.Envelope.properties.total.format = 'int64'),
      reported: ['updatePet: at response.200.body.total.format: expected int32, found int64'],
    },
    {
      name: 'a request opened',
      damage: (api) => (newPet(api).additionalProperties = true),
      reported: [
        'updatePet: at request.body.closed: expected yes, found no',
        'schemas.NewPet: at closed: expected yes, found no',
      ],
    },
    {
      name: 'a parameter moved',
      damage: (api) => (put(api).parameters[0]!.in = 'header'),
      reported: ['updatePet: at parameter.limit.in: expected query, found header'],
    },
    {
      name: 'a range widened',
      damage: (api) => (put(api).parameters[0]!.schema.maximum = 11),
      reported: ['updatePet: at parameter.limit.maximum: expected 10, found 11'],
    },
    {
      name: 'a status missing',
      damage: (api) => delete loose(put(api).responses)['400'],
      reported: [
        'updatePet: at response.400: expected documented, found (nothing)',
        'updatePet: at response.400.header.x-request-id.required: expected false, found (nothing)',
        'updatePet: at response.400.header.x-request-id.type: expected string, found (nothing)',
        'updatePet: at response.400.application/json: expected listed, found (nothing)',
        'updatePet: at response.400.body.type: expected object, found (nothing)',
        'updatePet: at response.400.body.closed: expected no, found (nothing)',
        'updatePet: at response.400.body.message.type: expected string, found (nothing)',
      ],
    },
    {
      name: 'a branch of an answer dropped',
      damage: (api) => put(api).responses['403'].content['application/json'].schema.oneOf.pop(),
      reported: [
        'updatePet: at response.403.body.error_msg.type: expected string, found (nothing)',
      ],
    },
    {
      name: 'a path changed',
      damage: (api) => {
        const paths = loose(api.paths);
        paths['/v1/pet/{pet_id}'] = paths['/v1/pets/{pet_id}'];
        delete paths['/v1/pets/{pet_id}'];
      },
      reported: ['updatePet: at path: expected /v1/pets/{pet_id}, found /v1/pet/{pet_id}'],
    },
    {
      name: 'a method changed',
      damage: (api) => {
        const item = loose(api.paths['/v1/pets/{pet_id}']);
        item['post'] = item['put'];
        delete item['put'];
      },
      reported: ['updatePet: at method: expected PUT, found POST'],
    },
    {
      name: 'an operation renamed',
      damage: (api) => (put(api).operationId = 'changePet'),
      reported: [
        'updatePet: as a whole: expected described, found (nothing)',
        'changePet: as a whole: expected (nothing), found described',
      ],
    },
    {
      name: 'a body made optional',
      damage: (api) => (put(api).requestBody.required = false),
      reported: ['updatePet: at request.required: expected true, found false'],
    },
    {
      name: 'a media type changed',
      damage: (api) => {
        const content = loose(put(api).requestBody.content);
        content['text/plain'] = content['application/json'];
        delete content['application/json'];
      },
      reported: [
        'updatePet: at request.application/json: expected listed, found (nothing)',
        'updatePet: at request.text/plain: expected (nothing), found listed',
      ],
    },
    {
      name: 'a way to sign in lost',
      damage: (api) => api.security.pop(),
      reported: [
        'updatePet: at security.Authorization + X-Sdk-Date: expected accepted, found (nothing)',
      ],
    },
    {
      name: 'a region dropped',
      damage: (api) => api.servers[0]!.variables!.region.enum.pop(),
      reported: ['servers: at region.enum.south: expected listed, found (nothing)'],
    },
    {
      name: 'a tag renamed',
      damage: (api) => (put(api).tags[0] = 'Animals'),
      reported: [
        'updatePet: at tag.Pets: expected listed, found (nothing)',
        'updatePet: at tag.Animals: expected (nothing), found listed',
      ],
    },
    {
      name: 'a schema renamed',
      damage: (api) => {
        const schemas = loose(api.components.schemas);
        schemas['PetInput'] = schemas['NewPet'];
        delete schemas['NewPet'];
        put(api).requestBody.content['application/json'].schema.$ref =
          '#/components/schemas/PetInput';
      },
      reported: [
        'updatePet: at request.body.schema: expected NewPet, found PetInput',
        'schemas.NewPet: as a whole: expected described, found (nothing)',
      ],
    },
  ];

  test.each(damages)('$name', ({ damage, reported }) => {
    const damaged = structuredClone(document);
    damage(damaged);
    expect(differencesOf(damaged).map(describeDifference)).toEqual(reported);
  });
});

describe('a document that cannot be compared is refused in one sentence', () => {
  const schemas = (content: JsonObject) => ({ components: { schemas: { NewPet: content } } });

  test.each([
    {
      name: 'a reference to nothing',
      broken: schemas({ properties: { a: { $ref: '#/components/schemas/None' } } }),
      message: 'The reference #/components/schemas/None points to nothing.',
    },
    {
      name: 'a reference to another file',
      broken: schemas({ properties: { a: { $ref: 'a.yaml' } } }),
      message: 'The reference a.yaml leaves the document: compare a bundled one.',
    },
    {
      name: 'a schema within itself',
      broken: schemas({ properties: { a: { $ref: '#/components/schemas/NewPet' } } }),
      message: 'The schema #/components/schemas/NewPet contains itself and cannot be flattened.',
    },
    {
      name: 'an operation without a name',
      broken: { paths: { '/a': { get: {} } } },
      message: 'GET /a has no operationId.',
    },
    {
      name: 'two parameters with one name',
      broken: {
        paths: {
          '/a': {
            get: {
              operationId: 'a',
              parameters: [
                { name: 'id', in: 'query' },
                { name: 'id', in: 'header' },
              ],
            },
          },
        },
      },
      message: 'a has two parameters called id.',
    },
  ])('$name', ({ broken, message }) => {
    expect(() => differencesOf(broken)).toThrow(message);
  });
});

describe('a meant difference', () => {
  const damaged = structuredClone(document);
  damaged.components.schemas.Envelope.properties.total.format = 'int64';
  const differences = differencesOf(damaged);
  const entry = {
    fact: 'updatePet.response.200.body.total.format',
    expected: 'int32',
    found: 'int64',
    decision: 'S01',
    reason: 'Totals are large.',
  };

  test('is passed over', () => {
    expect(differences.map(factName)).toEqual([entry.fact]);
    expect(unexplained(differences, [entry])).toEqual([]);
    expect(stale(differences, [entry])).toEqual([]);
  });

  test('can name any operation', () => {
    const wide = { ...entry, fact: '*.response.200.body.total.format' };
    expect(unexplained(differences, [wide])).toEqual([]);
  });

  test.each([
    { name: 'another value', wrong: { ...entry, found: 'double' } },
    { name: 'another place', wrong: { ...entry, fact: '*.body.total.format' } },
  ])('covers nothing and is reported as stale when it names $name', ({ wrong }) => {
    expect(unexplained(differences, [wrong])).toHaveLength(1);
    expect(stale(differences, [wrong])).toEqual([
      `${wrong.fact} (S01): no such difference any more`,
    ]);
  });
});
