import {
  asDescription,
  type Description,
  type JsonObject,
} from '../../../scripts/lib/openapi/document.js';

/** A document of two operations with one of each thing that the operators change. */
export const thingsDocument: JsonObject = {
  openapi: '3.1.1',
  info: { title: 'Things', version: '1' },
  servers: [{ url: 'http://127.0.0.1' }],
  security: [{ token: [] }, { key: [], date: [] }],
  paths: {
    '/things': {
      get: {
        operationId: 'listThings',
        parameters: [
          {
            name: 'limit',
            in: 'query',
            schema: { type: 'integer', minimum: 1, maximum: 5, default: 2 },
            example: 3,
          },
          { name: 'order', in: 'query', schema: { type: 'string', enum: ['ASC', 'DESC'] } },
        ],
        responses: {
          '200': answer('Things', { two: { things: [{ id: 'a', size: 1 }] } }),
          '400': answer('Fault', { invalid: { error: 'E1' } }),
          '401': answer('Fault', { anonymous: { error: 'E2' } }),
        },
      },
      post: {
        operationId: 'createThing',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/NewThing' },
              examples: { small: { value: { id: 'b', kind: 'small' } } },
            },
          },
        },
        responses: {
          '200': answer('Thing', { one: { id: 'b', size: 1 } }),
          '400': answer('Fault', { invalid: { error: 'E1' } }),
          '401': answer('Fault', { anonymous: { error: 'E2' } }),
        },
      },
    },
  },
  components: {
    securitySchemes: {
      token: { type: 'apiKey', in: 'header', name: 'X-Token' },
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      date: { type: 'apiKey', in: 'header', name: 'X-Date' },
    },
    schemas: {
      NewThing: {
        type: 'object',
        additionalProperties: false,
        required: ['id'],
        properties: {
          id: { type: 'string', pattern: '^[a-z]{1}$' },
          kind: { type: 'string', enum: ['small', 'large'] },
        },
      },
      Thing: {
        type: 'object',
        required: ['id'],
        properties: { id: { type: 'string' }, size: { type: 'integer' } },
      },
      Things: {
        type: 'object',
        required: ['things'],
        properties: { things: { type: 'array', items: { $ref: '#/components/schemas/Thing' } } },
      },
      Fault: { type: 'object', required: ['error'], properties: { error: { type: 'string' } } },
    },
  },
};

/** The document as a description. */
export function things(): Description {
  // Not structuredClone: in Jest its objects are of another realm, and equal none of this one.
  return asDescription(JSON.parse(JSON.stringify(thingsDocument)) as JsonObject);
}

function answer(schema: string, examples: Readonly<Record<string, unknown>>): JsonObject {
  return {
    description: schema,
    content: {
      'application/json': {
        schema: { $ref: `#/components/schemas/${schema}` },
        examples: Object.fromEntries(
          Object.entries(examples).map(([name, value]) => [name, { value }]),
        ),
      },
    },
  };
}
