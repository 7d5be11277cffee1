import { asDescription, type JsonObject } from '../../../scripts/lib/openapi/document.js';
import type { FamilyFacts } from '../../../scripts/lib/facts.js';
import { compare, judge, type MeantDifference } from './compare.js';
import type { CommonFacts } from './expected.js';

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
export const pets: FamilyFacts = {
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
      params: [{ name: 'kinds', in: 'query', type: 'array', items: { type: 'string' } }],
      array_style: { kinds: 'csv' },
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

export const text = { type: 'string' };
const idHeader = { 'x-request-id': { schema: text } };
export const json = (schema: JsonObject) => ({ 'application/json': { schema } });
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
export const failure = { headers: idHeader, content: json(ref('Failure')) };
export const either = {
  headers: idHeader,
  content: json({ oneOf: [ref('Failure'), ref('Gateway')] }),
};

/** The same API as an OpenAPI document, written in as many ways as a document allows. */
export const document = {
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
        parameters: [
          { name: 'kinds', in: 'query', explode: false, schema: { type: 'array', items: text } },
        ],
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

export type Sample = typeof document;

/** What the comparison reports of such a document. */
export function problemsOf(changed: Sample, meant: readonly MeantDifference[] = []): string[] {
  return judge(compare([pets], common, asDescription(changed)), meant);
}
