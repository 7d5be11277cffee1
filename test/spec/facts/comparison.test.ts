import { describe, expect, test } from '@jest/globals';
import { asDescription, type JsonObject } from '../../../scripts/lib/openapi/document.js';
import type { FamilyFacts } from '../../../scripts/lib/facts.js';
import { compare, judge, type MeantDifference } from './compare.js';
import { paragraphsOf } from './decisions.js';
import type { CommonFacts } from './expected.js';
import { compareSources } from './sources.js';

const common: CommonFacts = {
  server: { url: 'https://{region}.example.com', regions: ['north', 'south'] },
  security: [['X-Auth-Token'], ['X-Sdk-Date', 'Authorization']],
  time_pattern: '^T$',
  headers: { 'X-Request-Id': { type: 'string' } },
  errors: { '400': ['Failure'], '403': ['Failure', 'Gateway'] },
  schemas: {
    v1: {
      Failure: { fields: { message: { type: 'string' } } },
      Gateway: { fields: { error_msg: { type: 'string' } } },
    },
  },
};

/** A family that has one of everything that is compared, in two versions. */
const pets: FamilyFacts = {
  family: 'small-pets',
  title: 'Small pets',
  operations: [
    {
      operationId: 'UpdatePet',
      version: 'v1',
      method: 'PUT',
      path: '/v1/pets/{pet_id}',
      tag: 'Pets',
      params: [
        {
          name: 'limit',
          in: 'query',
          type: 'integer',
          format: 'int32',
          minimum: 1,
          maximum: 10,
          default: 5,
        },
        { name: 'content-type', in: 'header', type: 'string', required: true },
      ],
      request: { media_type: 'application/json;charset=utf-8', required: true, schema: 'NewPet' },
      response: {
        status: '200',
        shape: 'envelope: code, data',
        members: { code: { type: 'string', maxLength: 8 }, data: { schema: 'Pet' } },
      },
      src: ['SDK'],
    },
    {
      operationId: 'UpdatePet',
      version: 'v2',
      method: 'PUT',
      path: '/v2/pets',
      params: [],
      response: { status: '204', shape: 'empty' },
      error_members: { '400': ['error_msg'] },
      src: ['SDK'],
    },
  ],
  schemas: {
    v1: {
      NewPet: {
        fields: {
          name: { type: 'string', required: true, minLength: 1 },
          kind: { type: 'string', enum: ['CAT', 'DOG'], default: 'CAT' },
          chipped: { type: 'boolean' },
          chip: { type: 'string' },
          notes: { type: 'object', map: { type: 'any' } },
        },
      },
      Pet: {
        fields: {
          born: { type: 'string', example: 'T' },
          owner: { schema: 'Owner' },
          size: { schema: 'Size' },
        },
      },
      Owner: { fields: { phones: { type: 'array', items: { type: 'string' } } } },
      Size: { type: 'string', enum: ['BIG', 'SMALL'] },
    },
    v2: { Owner: { fields: { phone: { type: 'string' } } } },
  },
};

const text = { type: 'string' };
const idHeader = { 'x-request-id': { schema: text } };
const json = (schema: JsonObject) => ({ 'application/json': { schema } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const failure = { headers: idHeader, content: json(ref('Failure')) };
const either = { headers: idHeader, content: json({ oneOf: [ref('Failure'), ref('Gateway')] }) };

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
  'x-tagGroups': [{ name: 'Small Pets', tags: ['Pets'] }],
  paths: {
    '/v1/pets/{pet_id}': {
      parameters: [{ name: 'pet_id', in: 'path', required: true, schema: text }],
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
        requestBody: { required: true, content: json(ref('NewPet')) },
        responses: {
          '200': {
            headers: idHeader,
            content: json({
              allOf: [
                ref('Envelope'),
                { type: 'object', properties: { data: { allOf: [ref('Pet')] } } },
              ],
            }),
          },
          '400': failure,
          '403': either,
        } as Record<string, JsonObject>,
      },
    },
    '/v2/pets': {
      put: {
        operationId: 'updatePetV2',
        tags: ['Pets'],
        responses: {
          '204': { headers: idHeader },
          '400': { headers: idHeader, content: json(ref('Gateway')) },
          '403': either,
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
    schemas: {
      Kind: { type: 'string', enum: ['CAT', 'DOG'], default: 'CAT' },
      Size: { type: 'string', enum: ['BIG', 'SMALL'] },
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
          { properties: { chipped: { enum: [false] } } },
        ],
      },
      Envelope: { type: 'object', properties: { code: { type: 'string' } } },
      Pet: {
        type: 'object',
        properties: {
          born: { type: 'string', pattern: '^T$' },
          owner: ref('Owner'),
          size: { $ref: '#/components/schemas/Size' },
        },
      },
      Owner: { type: 'object', properties: { phones: { type: 'array', items: text } } },
      OwnerV2: { type: 'object', properties: { phone: text } },
      Failure: { type: 'object', properties: { message: text } },
      Gateway: { type: 'object', properties: { error_msg: text } },
    },
  },
};

type Sample = typeof document;

function problemsOf(changed: Sample, meant: readonly MeantDifference[] = []): string[] {
  return judge(compare([pets], common, asDescription(changed)), meant);
}

test('a description that says what the facts say has no difference', () => {
  expect(problemsOf(document)).toEqual([]);
});

describe('damage in one place is reported with the place, the expected and the found', () => {
  const put = (api: Sample) => api.paths['/v1/pets/{pet_id}'].put;
  const schemas = (api: Sample) => api.components.schemas;
  /** Damage may give a member any type, or take it away. */
  const loose = (value: object) => value as Record<string, unknown>;

  const damages: [name: string, damage: (api: Sample) => void, reported: string[]][] = [
    [
      'an operation dropped',
      (api) => delete loose(api.paths)['/v2/pets'],
      ['updatePetV2 method: expected PUT, found (nothing)'],
    ],
    [
      'an operation added',
      (api) => (loose(api.paths)['/v1/dogs'] = { get: { operationId: 'listDogs' } }),
      ['listDogs method: expected (nothing), found GET'],
    ],
    [
      'another name',
      (api) => (put(api).operationId = 'changePet'),
      [
        'updatePet method: expected PUT, found (nothing)',
        'changePet method: expected (nothing), found PUT',
      ],
    ],
    [
      'another path',
      (api) => {
        loose(api.paths)['/v2/animals'] = api.paths['/v2/pets'];
        delete loose(api.paths)['/v2/pets'];
      },
      ['updatePetV2 path: expected /v2/pets, found /v2/animals'],
    ],
    [
      'another family',
      (api) => (api['x-tagGroups'][0]!.name = 'Dogs'),
      ['updatePet family: expected small-pets, found dogs'],
    ],
    [
      'another tag',
      (api) => (put(api).tags = ['Dogs']),
      ['updatePet tag: expected Pets, found Dogs'],
    ],
    [
      'a way to sign in dropped',
      (api) => api.security.pop(),
      ['updatePet security: expected Authorization+X-Sdk-Date | X-Auth-Token, found X-Auth-Token'],
    ],
    [
      'a parameter dropped',
      (api) => put(api).parameters.pop(),
      ['updatePet query.limit type: expected integer, found (nothing)'],
    ],
    [
      'a parameter in another place',
      (api) => (put(api).parameters[0]!.in = 'header'),
      ['updatePet header.limit type: expected (nothing), found integer'],
    ],
    [
      'a parameter that became required',
      (api) => (loose(put(api).parameters[0]!)['required'] = true),
      ['updatePet query.limit required: expected false, found true'],
    ],
    [
      'the range of a parameter dropped',
      (api) => delete loose(put(api).parameters[0]!.schema)['maximum'],
      ['updatePet query.limit maximum: expected 10, found (nothing)'],
    ],
    [
      'the default of a parameter changed',
      (api) => (put(api).parameters[0]!.schema.default = 1),
      ['updatePet query.limit default: expected 5, found 1'],
    ],
    [
      'another width of an integer',
      (api) => (put(api).parameters[0]!.schema.format = 'int64'),
      ['updatePet query.limit format: expected int32, found int64'],
    ],
    [
      'another media type of the body',
      (api) => {
        const { content } = put(api).requestBody;
        loose(content)['text/plain'] = content['application/json'];
        delete loose(content)['application/json'];
      },
      ['updatePet body media: expected application/json, found text/plain'],
    ],
    [
      'a body that became optional',
      (api) => (put(api).requestBody.required = false),
      ['updatePet body required: expected true, found false'],
    ],
    [
      'another schema of the body',
      (api) => (put(api).requestBody.content = json(ref('Pet'))),
      ['updatePet body schema: expected NewPet, found Pet'],
    ],
    [
      'a status dropped',
      (api) => delete put(api).responses['403'],
      ['updatePet 403 status: expected documented, found (nothing)'],
    ],
    [
      'a status added',
      (api) => (put(api).responses['404'] = failure),
      ['updatePet 404 status: expected (nothing), found documented'],
    ],
    [
      'another body of an error',
      (api) => (put(api).responses['400'] = either),
      ['updatePet 400 schema: expected Failure, found Failure | Gateway'],
    ],
    [
      'a header dropped',
      (api) => (put(api).responses['400'] = { content: failure.content }),
      ['updatePet 400 header.x-request-id type: expected string, found (nothing)'],
    ],
    [
      'a header added',
      (api) => (loose(api.paths['/v2/pets'].put.responses['204'].headers)['x-more'] = {}),
      ['updatePetV2 204 header.x-more type: expected (nothing), found any'],
    ],
    [
      'a member dropped',
      (api) => delete loose(schemas(api).NewPet.properties)['chip'],
      ['NewPet.chip type: expected string, found (nothing)'],
    ],
    [
      'a member added',
      (api) => (loose(schemas(api).NewPet.properties)['tail'] = text),
      ['NewPet.tail type: expected (nothing), found string'],
    ],
    [
      'a member added in a branch',
      (api) => (loose(schemas(api).NewPet.oneOf[1]!.properties)['tail'] = text),
      ['NewPet.tail type: expected (nothing), found string'],
    ],
    [
      'a member of an envelope dropped',
      (api) => delete loose(schemas(api).Envelope.properties)['code'],
      ['updatePet 200.code type: expected string, found (nothing)'],
    ],
    [
      'another type',
      (api) => (schemas(api).NewPet.properties.name.type = 'integer'),
      ['NewPet.name type: expected string, found integer'],
    ],
    [
      'another type of an item',
      (api) => (schemas(api).Owner.properties.phones.items = { type: 'integer' }),
      ['Owner.phones[] type: expected string, found integer'],
    ],
    [
      'a time that is any text',
      (api) => delete loose(schemas(api).Pet.properties.born)['pattern'],
      ['Pet.born layout: expected time, found (nothing)'],
    ],
    [
      'a free object without its freedom',
      (api) => (schemas(api).NewPet.properties.notes.additionalProperties = false),
      ['NewPet.notes type: expected map, found object'],
    ],
    [
      'a member no longer required',
      (api) => schemas(api).NewPet.required.pop(),
      ['NewPet.name required: expected true, found false'],
    ],
    [
      'a member required in every branch',
      (api) => (schemas(api).NewPet.oneOf[1]!.required = ['chip']),
      ['NewPet.chip required: expected false, found true'],
    ],
    [
      'a value of an enumeration renamed',
      (api) => (schemas(api).Kind.enum = ['CAT', 'EEL']),
      ['NewPet.kind enum: expected CAT | DOG, found CAT | EEL'],
    ],
    [
      'a value of a named enumeration dropped',
      (api) => schemas(api).Size.enum.pop(),
      ['Size enum: expected BIG | SMALL, found BIG'],
    ],
    [
      'a boolean that must be true in every branch',
      (api) => (schemas(api).NewPet.oneOf[1]!.properties.chipped = { enum: [true] } as never),
      ['NewPet.chipped enum: expected (nothing), found true'],
    ],
    [
      'a default changed',
      (api) => (schemas(api).Kind.default = 'DOG'),
      ['NewPet.kind default: expected CAT, found DOG'],
    ],
    [
      'a length that no source gives',
      (api) => (loose(schemas(api).NewPet.properties.chip)['maxLength'] = 3),
      ['NewPet.chip maxLength: expected (nothing), found 3'],
    ],
    [
      'another length',
      (api) => (loose(schemas(api).NewPet.properties.name)['minLength'] = 2),
      ['NewPet.name minLength: expected 1, found 2'],
    ],
    [
      'a schema of the other version',
      (api) => (schemas(api).Pet.properties.owner = ref('OwnerV2')),
      ['Pet.owner schema: expected Owner, found OwnerV2'],
    ],
    [
      'a schema dropped',
      (api) => delete loose(schemas(api))['OwnerV2'],
      ['OwnerV2.phone type: expected string, found (nothing)'],
    ],
    [
      'a region dropped',
      (api) => api.servers[0]!.variables?.region.enum.pop(),
      ['server regions: expected north | south, found north'],
    ],
  ];

  test.each(damages)('%s', (_name, damage, reported) => {
    const damaged = structuredClone(document);
    damage(damaged);
    expect(problemsOf(damaged)).toEqual(expect.arrayContaining(reported));
  });
});

test('a named schema may be spelled out, and needs none of its own then', () => {
  const spelledOut = structuredClone(document);
  const { schemas } = spelledOut.components;
  schemas.Pet.properties.size = { type: 'string', enum: ['SMALL', 'BIG'] } as never;
  delete (schemas as Record<string, unknown>)['Size'];
  expect(problemsOf(spelledOut)).toEqual([]);
  schemas.Pet.properties.size = { type: 'string', enum: ['SMALL'] } as never;
  expect(problemsOf(spelledOut)).toEqual(['Pet.size enum: expected BIG | SMALL, found SMALL']);
});

test('two operations of one name are refused', () => {
  const damaged = structuredClone(document);
  damaged.paths['/v2/pets'].put.operationId = 'updatePet';
  expect(() => problemsOf(damaged)).toThrow('Two operations are called updatePet.');
});

describe('a list of meant differences', () => {
  const damaged = structuredClone(document);
  damaged.components.schemas.NewPet.required = ['name', 'chip', 'kind'];
  const meant = { decision: 'D01', expected: false, found: true };

  test('covers each difference that it names', () => {
    const fact = 'NewPet.{chip,kind} required';
    expect(problemsOf(damaged, [{ ...meant, fact }])).toEqual([]);
  });

  test('covers no other', () => {
    const fact = 'NewPet.kind required';
    expect(problemsOf(damaged, [{ ...meant, fact }])).toEqual([
      'NewPet.chip required: expected false, found true',
    ]);
  });

  test.each([
    ['that is gone', { ...meant, fact: 'NewPet.{chip,kind,notes} required' }, 'notes'],
    ['of other values', { ...meant, fact: 'NewPet.{chip,kind} required', found: 1 }, 'chip'],
  ])('may name none %s', (_name, entry, member) => {
    expect(problemsOf(damaged, [entry])).toContain(
      `NewPet.${member} required: listed by D01, but it does not differ so`,
    );
  });
});

describe('a wrong source is reported', () => {
  const page = 'https://example.com/api-secmaster/ShowPet.html';
  const facts = {
    ...pets.operations[0]!,
    src: ['SDK v1/pet.go'],
    pages: [{ lang: 'en', url: page, date: '2026-02-05 (a copy)' }],
  };
  const code = { SDK: { date: '2026-08-21' } };
  const cited = { document: 'DOC-EN', url: page, date: '2026-02-05' };
  const read = { document: 'SDK', date: '2026-08-21' };

  test.each([
    ['none', [cited, read], page, []],
    [
      'another date of a page',
      [{ ...cited, date: '2026-02-06' }, read],
      page,
      [
        `x-sources: expected ${page}, 2026-02-05, found (nothing)`,
        `x-sources: expected (nothing), found ${page}, 2026-02-06`,
      ],
    ],
    [
      'another date of code',
      [cited, { ...read, date: '2026-08-22' }],
      page,
      ['x-sources: expected (nothing), found SDK, 2026-08-22'],
    ],
    [
      'code that was not read',
      [cited, { ...read, document: 'TF' }],
      page,
      ['x-sources: expected (nothing), found TF, 2026-08-21'],
    ],
    [
      'a link elsewhere',
      [cited],
      'https://example.com/',
      ['externalDocs.url: expected one of the pages in x-sources, found https://example.com/'],
    ],
  ])('%s', (_name, sources, url, reported) => {
    const operation = { externalDocs: { url }, 'x-sources': sources };
    expect(compareSources(operation, facts, code)).toEqual(reported);
  });
});

test('a paragraph of a log belongs to the first word of the heading above it', () => {
  const markdown =
    '# Log\n\nIntro.\n\n## D01 Case\n\nUpper case.\n\n## S01: Headers\n\n## D02\nTwo.\n';
  expect(paragraphsOf(markdown)).toEqual([
    { id: 'D01', text: 'Upper case.' },
    { id: 'S01', text: '' },
    { id: 'D02', text: 'Two.' },
  ]);
});
