/** Schemas of request bodies, each with a value that JSON Schema 2020-12 refuses. */
export const keywords: Readonly<Record<string, { schema: object; invalid: unknown }>> = {
  'if and then': {
    schema: {
      type: 'object',
      if: { properties: { kind: { const: 'a' } } },
      then: { required: ['name'] },
    },
    invalid: { kind: 'a' },
  },
  'oneOf with const': {
    schema: { oneOf: [{ properties: { kind: { const: 'a' } }, required: ['kind'] }] },
    invalid: { kind: 'b' },
  },
  allOf: { schema: { allOf: [{ type: 'object', required: ['name'] }] }, invalid: {} },
  'members beside $ref': {
    schema: { $ref: '#/components/schemas/Named', maxProperties: 1 },
    invalid: { name: 'a', more: 1 },
  },
  'arrays of types': {
    schema: { type: 'object', properties: { name: { type: ['string', 'null'] } } },
    invalid: { name: 1 },
  },
  'patterns of Unicode': {
    schema: { type: 'object', properties: { name: { type: 'string', pattern: '^\\p{L}+$' } } },
    invalid: { name: '1' },
  },
  'additionalProperties: false': {
    schema: { type: 'object', additionalProperties: false },
    invalid: { more: 1 },
  },
  unevaluatedProperties: {
    schema: {
      type: 'object',
      allOf: [{ properties: { name: { type: 'string' } } }],
      unevaluatedProperties: false,
    },
    invalid: { more: 1 },
  },
  prefixItems: {
    schema: {
      type: 'object',
      properties: { pair: { type: 'array', prefixItems: [{ type: 'string' }] } },
    },
    invalid: { pair: [1] },
  },
  dependentRequired: {
    schema: { type: 'object', dependentRequired: { name: ['more'] } },
    invalid: { name: 'a' },
  },
  dependentSchemas: {
    schema: { type: 'object', dependentSchemas: { name: { required: ['more'] } } },
    invalid: { name: 'a' },
  },
  minContains: {
    schema: {
      type: 'object',
      properties: { list: { type: 'array', contains: { type: 'string' }, minContains: 2 } },
    },
    invalid: { list: ['a', 1] },
  },
  maxContains: {
    schema: {
      type: 'object',
      properties: { list: { type: 'array', contains: { type: 'string' }, maxContains: 1 } },
    },
    invalid: { list: ['a', 'b'] },
  },
  unevaluatedItems: {
    schema: {
      type: 'object',
      properties: {
        list: { type: 'array', prefixItems: [{ type: 'string' }], unevaluatedItems: false },
      },
    },
    invalid: { list: ['a', 'b'] },
  },
  $dynamicRef: {
    schema: {
      type: 'object',
      $dynamicAnchor: 'node',
      properties: { inner: { $dynamicRef: '#node' } },
    },
    invalid: { inner: 1 },
  },
  propertyNames: {
    schema: { type: 'object', propertyNames: { maxLength: 1 } },
    invalid: { more: 1 },
  },
  'a pattern that does not compile': {
    schema: {
      type: 'object',
      properties: { name: { type: 'string', pattern: '(' } },
      required: ['name'],
    },
    invalid: {},
  },
};

const refused = {
  description: 'Refused.',
  content: {
    'application/json': {
      schema: { type: 'object' },
      examples: { first: { value: { code: 'first' } }, second: { value: { code: 'second' } } },
    },
  },
};

const accepted = {
  description: 'Accepted.',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['id'],
        properties: { id: { type: 'string', pattern: '^[0-9]+$' } },
      },
      examples: { right: { value: { id: '1' } }, wrong: { value: { id: 1 } } },
    },
  },
};

function post(body: object, responses: object = { 200: accepted, 400: refused }): object {
  return { post: { requestBody: { required: true, content: body }, responses } };
}

/** The path under which the schema of a keyword is tried. */
export function pathOf(keyword: string): string {
  return `/${Object.keys(keywords).indexOf(keyword)}`;
}

/** A description that is made of what Prism has to be trusted with. */
export const document = {
  openapi: '3.1.1',
  info: { title: 'Trial', version: '1' },
  paths: {
    ...Object.fromEntries(
      Object.entries(keywords).map(([name, { schema }]) => [
        pathOf(name),
        post({ 'application/json': { schema } }),
      ]),
    ),
    '/form': post({
      'multipart/form-data': {
        schema: {
          type: 'object',
          required: ['file'],
          properties: { file: { type: 'string' }, count: { type: 'integer' } },
        },
      },
    }),
    '/without-400': post(
      { 'application/json': { schema: { type: 'object', required: ['name'] } } },
      { 200: accepted },
    ),
    '/with-422': post(
      { 'application/json': { schema: { type: 'object', required: ['name'] } } },
      { 200: accepted, 400: refused, 422: refused },
    ),
    '/secured': {
      get: { security: [{ token: [] }], responses: { 200: accepted, 401: refused } },
    },
    '/generated': {
      get: {
        responses: {
          200: {
            description: 'An answer without an example.',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['id'],
                  properties: { id: { type: 'string', pattern: '^[0-9]+$' } },
                },
              },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: { Named: { type: 'object', required: ['name'] } },
    securitySchemes: { token: { type: 'apiKey', in: 'header', name: 'X-Auth-Token' } },
  },
};
