/**
 * A small API in which every rule has something to look at and none finds anything: paths with and
 * without a body, shared and inline schemas, enumerations, a body of two variants, every error.
 */

const errorResponse = (name: string, code: string) => ({
  description: `The request is refused: ${name}.`,
  content: {
    'application/json': {
      schema: { $ref: '#/components/schemas/Failure' },
      examples: { [name]: { summary: `Refused: ${name}`, value: { code } } },
    },
  },
});

const errorReferences = () => ({
  '400': { $ref: '#/components/responses/InvalidRequest' },
  '401': { $ref: '#/components/responses/Unauthorized' },
  '403': { $ref: '#/components/responses/Forbidden' },
  '429': { $ref: '#/components/responses/TooManyRequests' },
  '500': { $ref: '#/components/responses/GatewayFailure' },
  '502': { $ref: '#/components/responses/GatewayFailure' },
  '504': { $ref: '#/components/responses/GatewayFailure' },
});

/** A fresh copy, so that a test may damage it. */
export function cleanDocument() {
  return structuredClone({
    openapi: '3.1.1',
    info: {
      title: 'Widgets',
      summary: 'Widgets of a workshop',
      version: '1.0.0',
      description: 'Widgets of a workshop and what can be done with them.',
      contact: { name: 'Workshop', url: 'https://widgets.example.org/contact' },
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [
      {
        url: 'https://widgets.{region}.example.org',
        description: 'The production endpoint.',
        'x-internal': false,
        variables: {
          region: { default: 'north', enum: ['north', 'south'] },
        },
      },
      {
        url: 'http://127.0.0.1:4010',
        description: 'The local mock.',
        'x-internal': true,
      },
    ],
    security: [{ token: [] }],
    tags: [{ name: 'Widgets', description: 'Make and find widgets.' }],
    paths: {
      '/widgets': {
        get: {
          operationId: 'listWidgets',
          summary: 'List widgets',
          description: 'Pages through the widgets.',
          tags: ['Widgets'],
          externalDocs: { url: 'https://widgets.example.org/list' },
          'x-safe-to-repeat': true,
          'x-pagination': {
            in: 'query',
            offset: 'offset',
            limit: 'limit',
            records: '/data',
            total: '/total',
          },
          'x-sources': [
            { document: 'DOC-EN', url: 'https://widgets.example.org/list', date: '2026-02-05' },
            { document: 'SDK-GO', note: 'Types of the parameters.' },
          ],
          parameters: [
            {
              name: 'offset',
              in: 'query',
              description: 'Records to pass over.',
              schema: {
                type: 'integer',
                format: 'int32',
                minimum: 0,
                maximum: 10000,
                default: 0,
                'x-source': 'DOC-EN',
              },
            },
            {
              name: 'order',
              in: 'query',
              description: 'Order by age.\n\n- `ASC`: oldest first\n- `DESC`: newest first\n',
              schema: { type: 'string', enum: ['ASC', 'DESC'] },
            },
            {
              name: 'limit',
              in: 'query',
              description: 'Greatest number of widgets on the page.',
              schema: {
                type: 'integer',
                format: 'int32',
                minimum: 1,
                maximum: 100,
                default: 10,
                'x-source': 'DOC-EN',
              },
            },
          ],
          responses: {
            '200': {
              description: 'One page of widgets.',
              headers: {
                'X-request-id': { description: 'Id of the request.', schema: { type: 'string' } },
              },
              content: {
                'application/json': {
                  schema: {
                    type: 'object',
                    properties: {
                      total: {
                        type: 'integer',
                        format: 'int32',
                        description: 'Widgets that match.',
                      },
                      data: {
                        type: 'array',
                        description: 'Widgets on the page.',
                        items: { $ref: '#/components/schemas/Widget' },
                      },
                    },
                  },
                  examples: {
                    listWidgetsResponse: {
                      summary: 'One widget',
                      value: {
                        data: [{ id: 'a', color: 'RED', made: '2025-07-18T14:44:46.735Z+0800' }],
                      },
                    },
                  },
                },
              },
            },
            ...errorReferences(),
          },
        },
        post: {
          operationId: 'createWidget',
          summary: 'Make a widget',
          description: 'Makes a widget.',
          tags: ['Widgets'],
          externalDocs: { url: 'https://widgets.example.org/create' },
          'x-safe-to-repeat': false,
          'x-sources': [
            { document: 'DOC-ZH', url: 'https://widgets.example.org/create', undated: true },
          ],
          requestBody: {
            required: true,
            description: 'The widget to make.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/NewWidget' },
                examples: {
                  createWidgetRequest: {
                    summary: 'A red widget',
                    value: { command: 'MAKE', color: 'RED', notes: { anything: 'goes' } },
                  },
                },
              },
            },
          },
          responses: {
            '200': {
              description: 'The widget.',
              content: {
                'application/json': {
                  schema: { $ref: '#/components/schemas/Widget' },
                  examples: {
                    createWidgetResponse: {
                      summary: 'The red widget',
                      value: { id: 'a', color: 'RED', made: '2025-07-18T14:44:46.735Z+0800' },
                    },
                  },
                },
              },
            },
            ...errorReferences(),
          },
        },
      },
    },
    components: {
      securitySchemes: {
        token: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Auth-Token',
          description: 'Token of the caller.',
        },
      },
      schemas: {
        Color: {
          title: 'Color',
          type: 'string',
          description: 'Color of a widget.\n\n- `RED`: like a rose\n- `BLUE`: like the sky\n',
          enum: ['RED', 'BLUE'],
        },
        Time: {
          title: 'SoarTime',
          type: 'string',
          description: 'Time with milliseconds and an offset.',
          pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z[+-]\\d{4}$',
          'x-source': 'DOC-EN',
        },
        Widget: {
          title: 'Widget',
          type: 'object',
          description: 'A widget.',
          properties: {
            id: { type: 'string', description: 'Id of the widget.' },
            color: { $ref: '#/components/schemas/Color' },
            made: { $ref: '#/components/schemas/Time' },
          },
        },
        NewWidget: {
          title: 'NewWidget',
          type: 'object',
          description: 'A widget to make, or one to copy.',
          additionalProperties: false,
          required: ['command'],
          properties: {
            command: {
              type: 'string',
              description: 'What to do.\n\n- `MAKE`: make a new one\n- `COPY`: copy one\n',
              enum: ['MAKE', 'COPY'],
            },
            color: { $ref: '#/components/schemas/Color' },
            source_id: { type: 'string', description: 'Id of the widget to copy.' },
            notes: {
              type: 'object',
              description: 'Notes by name, free-form.',
              additionalProperties: true,
            },
          },
          oneOf: [
            {
              title: 'Make one',
              properties: { command: { type: 'string', enum: ['MAKE'] } },
              required: ['color'],
            },
            {
              title: 'Copy one',
              properties: { command: { const: 'COPY' } },
              required: ['source_id'],
            },
          ],
        },
        Failure: {
          title: 'Failure',
          type: 'object',
          description: 'Why a request was refused.',
          properties: { code: { type: 'string', description: 'Code of the refusal.' } },
        },
      },
      responses: {
        InvalidRequest: errorResponse('invalid', 'W.400'),
        Unauthorized: errorResponse('unauthorized', 'W.401'),
        Forbidden: errorResponse('forbidden', 'W.403'),
        TooManyRequests: errorResponse('throttled', 'W.429'),
        GatewayFailure: errorResponse('failure', 'W.500'),
      },
    },
  });
}
