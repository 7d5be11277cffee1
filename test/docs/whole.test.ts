import { beforeAll, describe, expect, test } from '@jest/globals';
import { visibleText } from './plain/page-text.js';
import { filesOfDescription } from './small-docs.js';

const object = (name: string) => ({
  'application/json': { schema: { properties: { [name]: { description: `${name} text` } } } },
});

/** A description with each member of OpenAPI that has something to say, and words of its own in each. */
const whole = {
  info: {
    title: 'w title',
    version: '9.8.7',
    summary: 'w summary',
    description: 'w description',
    termsOfService: 'https://terms.example.com',
    contact: { name: 'w contact', email: 'contact@example.com' },
    license: { name: 'w license', identifier: 'w-MIT' },
  },
  externalDocs: { url: 'https://docs.example.com', description: 'w docs' },
  servers: [
    {
      url: 'https://{w-zone}.example.com',
      description: 'w server',
      variables: { 'w-zone': { default: 'w-a', enum: ['w-a', 'w-b'], description: 'w zone' } },
    },
  ],
  tags: [
    {
      name: 'w-tag',
      description: 'w tag text',
      externalDocs: { url: 'https://docs.example.com/tag', description: 'w tag docs' },
    },
  ],
  security: [{ oauth: ['w:read'] }],
  paths: {
    '/w/{id}': {
      summary: 'w path',
      description: 'w path text',
      parameters: [{ name: 'id', in: 'path', required: true, description: 'w id' }],
      put: {
        operationId: 'wPut',
        tags: ['w-tag'],
        description: 'w put text',
        externalDocs: { url: 'https://docs.example.com/put', description: 'w put docs' },
        security: [{ oauth: ['w:write', 'w:more'] }, { key: [] }],
        servers: [{ url: 'https://own.example.com', description: 'w own server' }],
        requestBody: {
          description: 'w body',
          content: {
            'multipart/form-data': {
              schema: {
                externalDocs: { url: 'https://docs.example.com/schema', description: 'w schema' },
                properties: { 'w-photo': { contentEncoding: 'w-64' } },
              },
              encoding: {
                'w-photo': {
                  contentType: 'image/w-one, image/w-two',
                  headers: { 'X-W-Part': { description: 'w part' } },
                },
              },
              examples: {
                far: { summary: 'w far', externalValue: 'https://examples.example.com/far.bin' },
              },
            },
          },
        },
        responses: {
          201: {
            description: 'w created',
            headers: { 'X-W-Header': { description: 'w header', content: object('w-in-header') } },
            content: object('w-answer'),
            links: {
              'w-link': {
                operationId: 'wGet',
                description: 'w link text',
                parameters: { id: '$response.body#/w-answer' },
                requestBody: '$request.query.w',
                server: { url: 'https://link.example.com' },
              },
              'w-other-link': { operationRef: '#/paths/~1w/get' },
            },
          },
          '4XX': {
            description: 'w failure',
            headers: { 'X-W-Failure': { description: 'w failure header' } },
            content: object('w-problem'),
            links: { 'w-failure-link': { operationId: 'wGet', description: 'w after failure' } },
          },
          // Alike but for the body.
          '5XX': { description: 'w failure', content: object('w-other-problem') },
        },
        callbacks: {
          'w-callback': {
            '{$request.body#/w-url}': {
              post: {
                summary: 'w call',
                operationId: 'wCall',
                description: 'w call text',
                requestBody: { content: object('w-event') },
                responses: {
                  204: { description: 'w call taken' },
                  410: { description: 'w call gone' },
                },
              },
            },
          },
        },
      },
    },
    '/w': {
      get: { operationId: 'wGet', tags: ['w-tag'], responses: { 200: { description: 'w fine' } } },
    },
  },
  webhooks: {
    'w-webhook': { $ref: '#/components/pathItems/Hook' },
  },
  components: {
    pathItems: {
      Hook: {
        post: {
          summary: 'w hook',
          description: 'w hook text',
          parameters: [{ name: 'X-W-Hook', in: 'header', description: 'w hook header' }],
          requestBody: { content: object('w-hooked') },
          responses: { 202: { description: 'w hook taken' } },
        },
      },
    },
    securitySchemes: {
      key: { type: 'apiKey', in: 'header', name: 'X-W-Key', description: 'w key' },
      'w-bearer': { type: 'http', scheme: 'bearer', bearerFormat: 'w-JWT' },
      'w-oidc': { type: 'openIdConnect', openIdConnectUrl: 'https://oidc.example.com' },
      oauth: {
        type: 'oauth2',
        description: 'w oauth',
        flows: {
          authorizationCode: {
            authorizationUrl: 'https://authorize.example.com',
            tokenUrl: 'https://token.example.com',
            scopes: { 'w:read': 'w may read', 'w:write': 'w may write' },
          },
        },
      },
    },
  },
};

/** Members whose texts stand for something else in the docs, or for nothing. */
const unseen = new Set(['$ref', 'in', 'operationRef', 'default']);

/** All texts in a value, and the names among its members. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Object.entries(value ?? {}).flatMap(([name, member]) => [
    ...(/^(w-|w:|X-W|\{\$)/.test(name) ? [name] : []),
    ...(unseen.has(name) ? [] : textsIn(member)),
  ]);
}

describe('All that a description says is in', () => {
  let files: Map<string, string | Uint8Array>;

  beforeAll(async () => {
    files = await filesOfDescription(whole);
  });

  /** An address may stand behind the text of its link. */
  const allOf = (paths: RegExp) =>
    [...files]
      .filter(([path]) => paths.test(path))
      .map(([, text]) => `${visibleText(String(text))} ${String(text)}`)
      .join('\n');

  test.each([
    ['the pages', /^(overview|(operations|families)\/.*)\.html$/],
    ['the plain edition', /^plain\.html$/],
    ['the Markdown', /^(overview|operations\/.*)\.md$/],
  ])('%s', (_, paths) => {
    const text = allOf(paths);
    expect([...new Set(textsIn(whole))].filter((one) => !text.includes(one))).toEqual([]);
  });

  test('the search, of what the API sends', () => {
    expect(files.get('search-index.js')).toContain('w hook text');
  });
});
