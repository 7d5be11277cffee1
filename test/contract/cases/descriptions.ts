import { asDescription, type Description } from '../../../scripts/lib/openapi/document.js';

const json = (schema: unknown, more: object = {}) => ({ 'application/json': { schema, ...more } });

const refusals = {
  400: { description: 'Refused', content: json({ type: 'object' }) },
  401: { description: 'Not signed in', content: json({ type: 'object' }) },
};

/** A description of one operation with these parts. */
export function describing(operation: object, more: object = {}): Description {
  return asDescription({
    openapi: '3.1.0',
    info: { title: 'One', version: '1' },
    paths: {
      '/things': {
        post: {
          operationId: 'one',
          responses: { 204: { description: 'Done' }, ...refusals },
          ...operation,
        },
      },
    },
    ...more,
  });
}

/** A description of one operation with a required JSON body of a schema. */
export function taking(schema: unknown, examples?: object): Description {
  return describing({
    requestBody: { required: true, content: json(schema, examples && { examples }) },
  });
}

/** Nothing here is as in the description of this project, and no operation has an example. */
export const strange = asDescription({
  openapi: '3.1.0',
  info: { title: 'Strange', version: '1' },
  paths: {
    '/trees/{depth}': { $ref: '#/components/pathItems/Trees' },
    '/nothing': { get: { responses: { 204: { description: 'Nothing' } } }, 'x-more': 1 },
    '/text': {
      put: {
        requestBody: { content: { 'text/plain': { schema: { type: 'string', minLength: 2 } } } },
        responses: { default: { description: 'Anything' } },
      },
    },
    '/form': {
      post: {
        requestBody: {
          required: true,
          content: {
            'application/x-www-form-urlencoded': {
              schema: {
                type: 'object',
                required: ['age'],
                properties: { age: { type: 'integer', minimum: 18 }, name: { type: 'string' } },
              },
            },
          },
        },
        responses: { '2XX': { description: 'Fine' }, '4XX': { description: 'Refused' } },
      },
    },
    '/xml': {
      post: {
        requestBody: { required: true, content: { 'application/xml': { schema: {} } } },
        responses: { 200: { description: 'Fine' } },
      },
    },
    '/impossible': {
      post: {
        requestBody: { required: true, content: json(false) },
        responses: { 200: { description: 'Never' }, 400: { description: 'Always' } },
      },
    },
    '/anything': {
      post: {
        requestBody: { required: true, content: json(true) },
        responses: { 200: { description: 'Fine' }, 400: { description: 'Refused' } },
      },
    },
    '/bare': { post: { requestBody: { content: { 'application/json': {} } } } },
  },
  components: {
    pathItems: {
      Trees: {
        parameters: [
          { name: 'depth', in: 'path', required: true, schema: { type: 'integer', maximum: 9 } },
          { name: 'kind', in: 'query', schema: { type: 'string' } },
        ],
        patch: {
          parameters: [{ name: 'kind', in: 'query', schema: { enum: ['oak', 'fir'] } }],
          requestBody: { $ref: '#/components/requestBodies/Tree' },
          responses: { '2XX': { $ref: '#/components/responses/Done' }, ...refusals },
        },
      },
    },
    requestBodies: {
      Tree: {
        required: true,
        content: {
          'application/merge-patch+json': { schema: { $ref: '#/components/schemas/Tree' } },
        },
      },
    },
    responses: { Done: { description: 'Done' } },
    schemas: {
      Tree: {
        type: 'object',
        required: ['left'],
        properties: {
          left: { anyOf: [{ $ref: '#/components/schemas/Tree' }, { type: 'null' }] },
          right: { $ref: '#/components/schemas/Tree' },
          label: { type: ['string', 'null'], maxLength: 4 },
          never: false,
          always: true,
        },
        allOf: [{ $ref: '#/components/schemas/Measured' }],
      },
      Measured: { properties: { height: { type: 'number', exclusiveMinimum: 0 } } },
    },
  },
});

/** Every keyword that may break a value, at some depth. */
export const nasty = taking({
  type: 'object',
  additionalProperties: false,
  required: ['id', 'rows'],
  minProperties: 3,
  maxProperties: 9,
  dependentRequired: { card: ['owner'] },
  properties: {
    id: { type: 'string', pattern: '^[A-Z]{2}-\\d{3}$' },
    count: { type: 'integer', format: 'int32', minimum: 1, maximum: 10, multipleOf: 3 },
    ratio: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
    big: { type: 'integer', format: 'int32' },
    name: { type: ['string', 'null'], minLength: 2, maxLength: 5 },
    fixed: { const: 'A' },
    card: { type: 'string', not: { const: 'none' } },
    owner: { type: 'string', format: 'uuid' },
    rows: {
      type: 'array',
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
      items: {
        oneOf: [
          {
            type: 'object',
            required: ['kind', 'size'],
            properties: { kind: { const: 'a' }, size: { type: 'integer' } },
          },
          {
            type: 'object',
            required: ['kind'],
            properties: { kind: { enum: ['b', 'c'] }, text: { type: 'string' } },
          },
        ],
      },
    },
    pair: {
      type: 'array',
      prefixItems: [{ type: 'string' }, { type: 'integer' }],
      items: false,
      minItems: 2,
    },
    bag: { type: 'array', contains: { type: 'integer', minimum: 5 } },
    map: {
      type: 'object',
      propertyNames: { pattern: '^[a-z]+$' },
      additionalProperties: { type: 'integer' },
    },
    labels: {
      type: 'object',
      patternProperties: { '^x-[a-z]{2}$': { type: 'boolean' } },
      additionalProperties: false,
    },
    shape: {
      type: 'object',
      required: ['round'],
      properties: { round: { type: 'boolean' }, radius: { type: 'number' }, side: {} },
      if: { properties: { round: { const: true } } },
      then: { required: ['radius'] },
      else: { required: ['side'] },
    },
  },
});
