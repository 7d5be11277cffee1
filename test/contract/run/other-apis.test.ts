import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '@stoplight/prism-core';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import { createServer } from '@stoplight/prism-http-server';
import { parse } from 'yaml';
import { locatorOf } from '../../../scripts/contract/locations.js';
import { leftOut } from '../../../scripts/contract/run/left-out.js';
import { contradictionsOf } from '../../../scripts/contract/run/contradictions.js';
import { readSpec } from '../../../scripts/contract/run/options.js';
import { runContract, type RunOptions } from '../../../scripts/contract/run/run.js';
import type { RunResult } from '../../../scripts/contract/run/run-result.js';
import { lift } from '../../../scripts/lib/openapi/lift.js';
import type { Description, JsonObject } from '../../../scripts/lib/openapi/document.js';
import { startMock } from '../../../scripts/mock.js';
import { startServer } from '../../lib/loopback.js';
import { commandHere } from './command-here.js';
import { findingsOf } from './run-on.js';

const folder = mkdtempSync(join(tmpdir(), 'other-apis-'));
afterAll(() => rmSync(folder, { recursive: true }));

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** The shape of a shop for pets: OpenAPI 3.0, with what 3.1 writes otherwise. */
const pets = `openapi: 3.0.3
info: { title: Pets, version: '1' }
paths:
  /pets:
    get:
      operationId: findPets
      parameters:
        - name: status
          in: query
          explode: false
          schema: { type: array, items: { type: string, enum: [available, sold] } }
        - { name: limit, in: query, schema: { type: integer, minimum: 0, exclusiveMinimum: true, maximum: 50 } }
      responses:
        '200':
          description: Pets
          content:
            application/json:
              schema: { type: array, items: { $ref: '#/components/schemas/Pet' } }
              example: [{ id: 1, name: Rex, tag: null, owner: null }]
        '400': { $ref: '#/components/responses/Refused' }
        '401': { $ref: '#/components/responses/Refused' }
        '429': { $ref: '#/components/responses/Refused' }
    post:
      operationId: addPet
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: '#/components/schemas/NewPet' }
            example: { name: Rex, tag: null }
      responses:
        '201':
          description: The pet
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Pet' }
              example: { id: 1, name: Rex, tag: null, owner: null }
        '400': { $ref: '#/components/responses/Refused' }
        '401': { $ref: '#/components/responses/Refused' }
        '422': { $ref: '#/components/responses/Refused' }
security: [{ key: [] }]
components:
  securitySchemes: { key: { type: apiKey, in: header, name: api_key } }
  responses:
    Refused:
      description: Refused
      content:
        application/json:
          schema: { type: object, required: [message], properties: { message: { type: string } } }
          example: { message: No }
  schemas:
    NewPet:
      type: object
      required: [name]
      additionalProperties: false
      properties:
        name: { type: string, minLength: 1, maxLength: 20 }
        tag: { type: string, nullable: true, enum: [a, b] }
    Owner: { type: object, properties: { name: { type: string } } }
    Pet:
      type: object
      required: [id, name]
      properties:
        id: { type: integer, format: int64, minimum: 0, exclusiveMinimum: true }
        name: { type: string }
        tag: { type: string, nullable: true }
        owner: { nullable: true, allOf: [{ $ref: '#/components/schemas/Owner' }] }
`;

/** The shape of an API for payments: forms, lists in them, and OAuth. */
const payments = `openapi: 3.1.0
info: { title: Payments, version: '1' }
paths:
  /charges:
    post:
      operationId: createCharge
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [amount, currency]
              properties:
                amount: { type: integer, minimum: 1, maximum: 999999 }
                currency: { enum: [eur, usd] }
                expand: { type: array, minItems: 1, maxItems: 3, items: { type: string, minLength: 1 } }
                labels: { type: array, minItems: 2, maxItems: 2, items: { type: string, minLength: 1 } }
                notes: { type: object, properties: { a: { type: string, minLength: 1 } } }
            encoding: { labels: { explode: false }, notes: { style: deepObject } }
            example: { amount: 100, currency: eur }
          multipart/form-data: { schema: { type: object } }
      responses:
        '200': { description: Done, content: { application/json: { schema: { type: object }, example: {} } } }
        '400': { description: Refused, content: { application/json: { schema: { type: object }, example: {} } } }
        '401': { description: Sign in, content: { application/json: { schema: { type: object }, example: {} } } }
        '422': { description: Refused, content: { application/json: { schema: { type: object }, example: {} } } }
      callbacks: { paid: { '{$request.body#/url}': { post: { responses: { '200': { description: Fine } } } } } }
  /documents:
    post:
      operationId: sendDocument
      requestBody: { required: true, content: { application/xml: { schema: { type: object } } } }
      responses: { '200': { description: Fine } }
webhooks: { paid: { post: { responses: { '200': { description: Fine } } } } }
security: [{ login: [charges] }]
components:
  securitySchemes:
    login:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: 'https://login.example/token', scopes: { charges: Charges } } }
`;

/** The shape of an API without ids for operations, with bare lists and few words. */
const lists = `{"openapi":"3.1.0","info":{"title":"Lists","version":"1"},
"paths":{"/tags":{
  "get":{"responses":{"200":{"description":"Tags","content":{"application/json":{"schema":{"type":"array","items":{"type":"string"}}}}}}},
  "put":{"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"array","minItems":1,"uniqueItems":true,"items":{"type":"string","pattern":"^[a-z]+$"}}}}},
    "responses":{"204":{"description":"Done"},"422":{"description":"Refused"}}}},
 "/tags/{tag}":{"parameters":[{"name":"tag","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-z]+$"}}],
  "get":{"responses":{"200":{"description":"Uses","content":{"application/json":{"schema":{"type":"array","items":{"type":"string"}}}}},"404":{"description":"None"},"422":{"description":"Refused"}}}}}}`;

function fileOf(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** A mock that reads the document by itself, as it was written. */
async function mockOf(text: string, dynamic = false): Promise<string> {
  const components = { logger: createLogger('mock', { level: 'silent' }) };
  const mock = { dynamic, ignoreExamples: false };
  const server = createServer(await getHttpOperationsFromSpec(parse(text) as object), {
    components,
    config: {
      ...{ isProxy: false, checkSecurity: true, validateRequest: true, validateResponse: true },
      ...{ errors: false, mock, upstreamProxy: undefined },
    },
    cors: true,
  });
  stops.push(() => server.close());
  return server.listen(0, '127.0.0.1');
}

/** A server for the payments, by hand: the mock cannot read lists in a form, and dies of an empty one. */
async function paymentServer(leastAmount = 1): Promise<string> {
  const { url, close } = await startServer((request, response, body) => {
    const answer = (status: number, headers = {}): void =>
      void response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end('{}');
    const form = new URLSearchParams(body.toString());
    if (request.url !== '/charges') answer(404);
    else if (request.method !== 'POST') answer(405, { Allow: 'POST' });
    else if (!/^Bearer \S/.test(request.headers.authorization ?? '')) answer(401);
    else if (
      !/^application\/x-www-form-urlencoded(;|$)/.test(request.headers['content-type'] ?? '')
    )
      answer(400);
    else answer(isCharge(form, leastAmount) ? 200 : 422);
  });
  stops.push(close);
  return url;
}

function isCharge(form: URLSearchParams, leastAmount: number): boolean {
  const [amounts, currencies, expand] = ['amount', 'currency', 'expand'].map((name) =>
    form.getAll(name),
  ) as [string[], string[], string[]];
  const amount = amounts.length === 1 && /^-?\d+$/.test(amounts[0]!) ? Number(amounts[0]) : NaN;
  return (
    amount >= leastAmount &&
    amount <= 999_999 &&
    currencies.length === 1 &&
    ['eur', 'usd'].includes(currencies[0]!) &&
    expand.length <= 3 &&
    expand.every((one) => one !== '') &&
    form.getAll('labels').every((one) => /^[^,]+,[^,]+$/.test(one)) &&
    !form.has('notes') &&
    form.get('notes[a]') !== ''
  );
}

function runOn(
  description: Description,
  target: string,
  more: Partial<RunOptions> = {},
): Promise<RunResult> {
  return runContract({ description, target, seed: 1, runs: 5, environment: {}, ...more });
}

describe('A contract run on an API of somebody else', () => {
  it('reads OpenAPI 3.0 in YAML as 3.1, says so, and finds nothing on a mock of the original', async () => {
    const notes: string[] = [];
    const file = fileOf('pets.yaml', pets);
    const description = readSpec(file, (text) => notes.push(text));
    expect(notes).toEqual([
      expect.stringMatching(/pets\.yaml is in OpenAPI 3\.0\.3; it is read as 3\.1: "nullable"/),
    ]);
    const run = await runOn(description, await mockOf(pets));
    expect(findingsOf(run)).toEqual({});
    expect(run).toMatchObject({ stopped: undefined, worthless: undefined });
    expect(run.counts.kept).toBeGreaterThan(60);
    const bodies = run.results.flatMap(({ case: { request, expected } }) =>
      request.body?.kind === 'json' && expected.kind === 'accepted' ? [request.body.value] : [],
    );
    expect(bodies).toContainEqual({ name: 'Rex', tag: null });
    // Lines are those of the file as it was written.
    expect(
      locatorOf(description, file)('/components/schemas/NewPet/properties/tag/type')?.line,
    ).toBe(pets.split('\n').findIndex((line) => line.includes('enum: [a, b]')) + 1);
  });

  it('finds nothing wrong with bodies that a mock makes up of the schemas', async () => {
    const reason =
      'The server makes up bodies of the schemas, as Prism does with --dynamic, so nothing follows from this one.';
    // By name the mock gives the examples all the same, and what it makes up may say that it failed.
    const other = pets
      .replace('example: { message: No }', 'examples: { no: { value: { message: No } } }')
      .replaceAll('owner: null }', 'owner: null, success: false }')
      .replace('required: [id, name]', 'required: [id, name, success]')
      .replace(
        'properties:\n        id:',
        'properties:\n        success: { enum: [false] }\n        id:',
      );
    for (const text of [pets, other]) {
      const description = readSpec(fileOf('dynamic.yaml', text));
      const only: RunOptions['only'] = ['example', 'status'];
      const run = await runOn(description, await mockOf(text, true), { only });
      expect(findingsOf(run)).toEqual({});
      expect(Object.keys(run.inconclusiveFor)).toEqual([reason]);
    }
  });

  it('finds nothing on a mock where null stands beside the other forms of what is written as text', async () => {
    const orNull = (schema: string) => `{ anyOf: [${schema}, { type: 'null' }] }`;
    const strings = '{ type: array, items: { type: string } }';
    const text = `openapi: 3.1.0
info: { title: Search, version: '1' }
paths:
  /found:
    post:
      operationId: find
      parameters:
        - { name: tags, in: query, schema: ${orNull(strings)} }
        - name: made
          in: query
          style: deepObject
          schema: { anyOf: [{ type: object, properties: { gt: { type: integer } } }, { type: integer }] }
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded: { schema: { $ref: '#/components/schemas/Find' } }
          application/json: { schema: { $ref: '#/components/schemas/Find' } }
      responses: { 204: { description: Done. }, 422: { description: Bad. } }
components:
  schemas:
    Find:
      type: object
      required: [words]
      properties: { words: { type: string }, kinds: ${orNull(strings)} }
`;
    for (const order of [
      ['json', 'x-www-form-urlencoded'],
      ['x-www-form-urlencoded', 'json'],
    ]) {
      const file = fileOf(
        'search.yaml',
        text.replaceAll(/(?<=application\/)[a-z-]+(?=:)/g, () => order.shift()!),
      );
      const mock = await startMock({ document: file, port: 0 });
      try {
        const run = await runOn(readSpec(file), mock.url);
        expect(findingsOf(run)).toEqual({});
        expect(run.counts.kept).toBeGreaterThan(30);
      } finally {
        await mock.stop();
      }
    }
  });

  it('runs on the mock of the project, too, whatever version and patterns are written as', async () => {
    const pattern = String.raw`'^[a-z\\_\:\-]+\@?$'`;
    const name = `{ name: X-Word, in: header, schema: { type: string, pattern: ${pattern} } }`;
    const spec = fileOf(
      'old.yaml',
      pets.replace('parameters:\n', () => `parameters:\n        - ${name}\n`),
    );
    const place = '/paths/~1pets/get/parameters/0/schema/pattern';
    expect(readSpec(spec).at(place)).toBe(String.raw`^[a-z\\_:\-]+@?$`);
    const { code, stderr, stdout } = await commandHere(['--spec', spec, '--runs', '1']);
    expect(stderr).toContain('is in OpenAPI 3.0.3; it is read as 3.1');
    expect(stdout).toMatch(/\d+ passed, 0 failed/);
    expect(code).toBe(0);
  }, 60_000);

  it('sends forms with lists, varies them, and finds what a server does not check', async () => {
    const description = readSpec(fileOf('payments.yaml', payments));
    const run = await runOn(description, await paymentServer());
    expect(findingsOf(run)).toEqual({});
    const forms = run.results.flatMap(({ case: { request }, sent }) =>
      request.body?.kind === 'urlencoded' ? [sent?.request.body ?? ''] : [],
    );
    expect(forms).toContain('amount=100&currency=eur');
    expect(forms.some((form) => /expand=[^&]+&expand=/.test(form))).toBe(true);
    expect(forms.some((form) => form.includes('amount=0&'))).toBe(true);
    expect(forms.some((form) => /labels=[^&]+%2C/.test(form))).toBe(true);
    expect(forms.some((form) => /notes%5Ba%5D=[^&]+/.test(form))).toBe(true);
    const found = findingsOf(await runOn(description, await paymentServer(0)));
    expect(Object.keys(found)).toEqual(['invalid_accepted']);
    expect(found['invalid_accepted']?.join('\n')).toContain('amount');
  });

  it('says what is left out', async () => {
    const description = readSpec(fileOf('payments.yaml', payments));
    const run = await runOn(description, await paymentServer());
    expect(leftOut(description, run.results)).toEqual([
      expect.stringMatching(/^1 operation \(sendDocument application\/xml\): no valid request/),
      '1 body (createCharge multipart/form-data): one media type of each operation is tried.',
      '1 webhook (paid): they are requests of the server.',
      '1 operation with callbacks (createCharge): they are requests of the server.',
    ]);
    expect(leftOut(description, run.results, ['createCharge'])).toHaveLength(3);
  });

  it('makes requests without examples and ids, and judges bare lists', async () => {
    const description = readSpec(fileOf('lists.json', lists));
    const run = await runOn(description, await mockOf(lists), { cannot: ['examples'] });
    expect(findingsOf(run)).toEqual({});
    expect(run.counts.kept).toBeGreaterThan(10);
    const wrong = lists.replace(
      '"items":{"type":"string"}}}}}}}',
      '"items":{"type":"integer"}}}}}}}',
    );
    expect(wrong).not.toBe(lists);
    const found = findingsOf(
      await runOn(description, await mockOf(wrong), { cannot: ['examples'] }),
    );
    expect(found).toHaveProperty('invalid_body');
  });

  it.each([
    ['swagger.yaml', 'swagger: "2.0"\npaths: {}\n', /it is Swagger, from before OpenAPI 3\.0/],
    [
      'next.yaml',
      'openapi: 3.2.0\npaths: {}\n',
      /says OpenAPI 3\.2\.0, but only 3\.0 and 3\.1 are/,
    ],
    ['broken.json', '{"openapi": ', /broken\.json:1:\d+: invalid JSON: /],
    ['text.yaml', 'hello\n', /is no valid description: it is no JSON object/],
  ])('refuses %s in a sentence', (name, text, message) => {
    expect(() => readSpec(fileOf(name, text))).toThrow(message);
  });
});

/** What large public descriptions do: say what is to be ignored, contradict themselves, and name oddly. */
const oncall = {
  openapi: '3.1.0',
  info: { title: 'On call', version: '1' },
  security: [{ key: [], bearer: [] }],
  paths: {
    '/users': {
      parameters: [{ name: 'Content-Type', in: 'header', required: true, schema: {} }],
      get: {
        operationId: 'listUsers',
        parameters: [
          { name: 'include[]', in: 'query', schema: { type: 'string', enum: ['teams', 'roles'] } },
          { name: 'role', in: 'query', schema: { type: 'integer', enum: [] } },
        ],
        responses: answers({
          200: {
            schema: {
              type: 'object',
              required: ['id', 'url'],
              properties: {
                id: { type: 'integer', minimum: -(2 ** 63) },
                url: { type: 'string', format: 'uri', example: 'no address' },
              },
            },
            example: { id: 'one' },
          },
        }),
      },
      post: {
        operationId: 'createUser',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                allOf: [
                  { $ref: '#/components/schemas/Resource' },
                  {
                    required: ['id', 'email'],
                    properties: {
                      type: { type: 'string', enum: ['user'] },
                      email: { type: 'string', format: 'email', minLength: 1, maxLength: 40 },
                    },
                  },
                ],
              },
            },
          },
        },
        responses: answers({ 201: { schema: { type: 'object', nullable: true } } }),
      },
      delete: {
        operationId: 'deleteUsers',
        responses: answers({ 204: { schema: { type: 'object' }, example: { id: 1 } } }),
      },
    },
    '/users#managed': { get: { operationId: 'listManaged', responses: answers({}) } },
    '/order': {
      put: {
        operationId: 'orderUsers',
        requestBody: {
          required: true,
          content: {
            'application/json': { schema: { type: ['array', 'null'], items: { type: 'string' } } },
          },
        },
        responses: answers({ 200: { schema: { type: 'object' } } }),
      },
    },
    '/nobody': {
      get: {
        operationId: 'showNobody',
        responses: answers({
          200: { schema: { type: 'object', required: ['id'], additionalProperties: false } },
        }),
      },
    },
  },
  components: {
    securitySchemes: {
      key: { type: 'apiKey', in: 'header', name: 'Authorization' },
      bearer: { type: 'http', scheme: 'bearer' },
    },
    schemas: {
      Resource: {
        type: 'object',
        properties: {
          id: { type: 'string', readOnly: true },
          type: { type: 'string', readOnly: true },
        },
      },
    },
  },
};

/** Responses in JSON, and the refusals that are usual. */
function answers(own: Readonly<Record<string, object>>): object {
  const refusal = { schema: { type: 'object' } };
  return Object.fromEntries(
    Object.entries({ ...own, 400: refusal, 401: refusal }).map(([status, media]) => [
      status,
      { description: status, content: { 'application/json': media } },
    ]),
  );
}

it('finds nothing wrong with the mock of a description that is at fault itself', async () => {
  const document = fileOf('oncall.json', JSON.stringify(oncall));
  const mock = await startMock({ document, port: 0 });
  stops.push(() => mock.stop());
  const description = readSpec(document);
  const run = await runOn(description, mock.url);
  expect(findingsOf(run)).toEqual({});
  const unsure = run.results.filter(({ outcome }) => outcome === 'inconclusive');
  expect(new Set(unsure.map((one) => one.case.operationId))).toEqual(new Set(['showNobody']));
  const names = run.results.map((one) => one.case.id);
  expect(names).toContain('listUsers parameter query include[] is the unlisted "NOT_LISTED"');
  expect(names.filter((name) => name.includes('Managed'))).toEqual([]);
  // One header carries both credentials, and a member that one schema has to be read alone is not sent.
  expect(
    names.filter((name) => /signed in by \w+ alone|email has the size 1 |type is/.test(name)),
  ).toEqual([]);
  expect(contradictionsOf(description)).toEqual([
    expect.stringMatching(/^The example of the answer 200 of listUsers breaks its own schema/),
    expect.stringMatching(/^The answer 204 of deleteUsers has content, but HTTP gives it none/),
  ]);
}, 60_000);

describe('lift', () => {
  const schemaOf = (schema: object): unknown => {
    const document = { openapi: '3.0.0', components: { schemas: { A: schema } } };
    const { components } = lift(document, 'a.json', () => {}) as {
      components: { schemas: { A: JsonObject } };
    };
    return components.schemas.A;
  };
  it.each([
    [{ type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [{ type: 'string', nullable: false }, { type: 'string' }],
    [
      { type: 'string', nullable: true, enum: ['a'] },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [{ minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
    [{ minimum: 1, exclusiveMinimum: false }, { minimum: 1 }],
    [{ maximum: 1, exclusiveMaximum: true }, { exclusiveMaximum: 1 }],
    [{ $ref: '#/x', nullable: true, maxLength: 1 }, { $ref: '#/x' }],
    [
      { nullable: true, allOf: [{ $ref: '#/x' }] },
      { anyOf: [{ allOf: [{ $ref: '#/x' }] }, { type: 'null' }] },
    ],
    [
      { type: 'object', nullable: true, allOf: [{ $ref: '#/x' }] },
      { anyOf: [{ type: 'object', allOf: [{ $ref: '#/x' }] }, { type: 'null' }] },
    ],
    [
      { type: 'object', properties: { nullable: { type: 'string', nullable: true } } },
      { type: 'object', properties: { nullable: { type: ['string', 'null'] } } },
    ],
    [
      { type: 'object', example: { nullable: true } },
      { type: 'object', example: { nullable: true } },
    ],
  ])('the schema %j of 3.0 is %j in 3.1', (old, expected) => {
    expect(schemaOf(old)).toEqual(expected);
  });
});
