import { describe, expect, test } from '@jest/globals';
import { coverageOf, type Coverage } from '../../../scripts/contract/coverage/index.js';
import type { CaseResult } from '../../../scripts/contract/findings.js';
import type { ContractRequest } from '../../../scripts/contract/case.js';
import { asDescription, type JsonObject } from '../../../scripts/lib/openapi/document.js';
import { jsonAnswer, oneCase, request, result } from './results.js';

const thing = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string' },
    secret: { type: 'string', writeOnly: true },
    never: false,
    parts: { type: 'array', items: { $ref: '#/components/schemas/Part' } },
  },
};

const description = asDescription({
  openapi: '3.1.0',
  info: { title: 'Things', version: '1' },
  components: {
    schemas: {
      Thing: thing,
      Part: {
        type: 'object',
        properties: { size: { type: 'integer' }, part: { $ref: '#/components/schemas/Part' } },
      },
    },
  },
  paths: {
    '/things': {
      get: {
        operationId: 'listThings',
        parameters: [
          { name: 'order', in: 'query', schema: { type: 'string', enum: ['ASC', 'DESC'] } },
          { name: 'all', in: 'query', schema: { type: 'boolean' } },
          { name: 'limit', in: 'query', schema: { type: 'integer' } },
          {
            name: 'colours',
            in: 'query',
            explode: false,
            schema: { type: 'array', items: { enum: ['red', 'green'] } },
          },
        ],
        responses: {
          200: {
            description: 'Done.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Thing' },
                examples: { one: { value: { id: 'a' } } },
              },
            },
          },
          '4XX': {
            description: 'Refused.',
            content: {
              'application/json': { schema: { type: 'object', properties: { code: {} } } },
            },
          },
        },
      },
    },
    '/things/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      put: {
        operationId: 'putThing',
        requestBody: {
          content: {
            'application/json': {
              schema: {
                oneOf: [
                  {
                    title: 'Round',
                    type: 'object',
                    additionalProperties: false,
                    required: ['radius'],
                    properties: {
                      radius: { type: 'integer' },
                      made: { type: 'string', readOnly: true },
                    },
                  },
                  {
                    type: 'object',
                    additionalProperties: false,
                    required: ['side'],
                    properties: {
                      side: { type: ['string', 'integer'], enum: ['long', 2, true] },
                    },
                  },
                ],
              },
              examples: { round: { value: { radius: 1 } } },
            },
          },
        },
        responses: { 204: { description: 'Done.' } },
      },
    },
  },
});

function listed(change: Partial<ContractRequest>, status = 200, value: unknown = {}): CaseResult {
  return result({ case: oneCase({ request: request(change) }), answer: jsonAnswer(status, value) });
}

function put(value: unknown, path = '/things/a%20b'): CaseResult {
  return result({
    case: oneCase({
      operationId: 'putThing',
      request: request({
        method: 'PUT',
        path,
        body: { kind: 'json', value, mediaType: 'application/json;charset=UTF-8' },
      }),
    }),
    answer: { status: 204, mediaType: '', headers: {}, text: '' },
  });
}

function counts(coverage: Coverage): string[] {
  return coverage.levels.map(({ covered, total }) => `${covered}/${total}`);
}

function missing(coverage: Coverage, level: number): readonly string[] {
  return coverage.levels[level - 1]?.missing ?? [];
}

function reached(results: readonly CaseResult[]): string[] {
  return coverageOf(description, results).operations.flatMap(({ items }) =>
    items.filter(({ covered }) => covered).map(({ kind, name }) => `${kind} ${name}`),
  );
}

describe('coverageOf', () => {
  test('coverage counts nothing as reached without answers, and names everything that is missing', () => {
    const unanswered = result({ case: oneCase({ request: request({ query: [['limit', '1']] }) }) });
    const coverage = coverageOf(description, [unanswered]);
    expect(counts(coverage)).toEqual(['0/2', '0/2', '0/3', '0/10', '0/11', '0/5']);
    expect(missing(coverage, 1)).toEqual(['/things', '/things/{id}']);
    expect(missing(coverage, 2)).toEqual(['listThings', 'putThing']);
    expect(missing(coverage, 3)).toEqual([
      'listThings: response media type 200 application/json',
      'listThings: response media type 4XX application/json',
      'putThing: request media type application/json',
    ]);
    expect(missing(coverage, 4)).toEqual([
      'listThings: parameter query order',
      'listThings: parameter query all',
      'listThings: parameter query limit',
      'listThings: parameter query colours',
      'listThings: status class 2XX',
      'listThings: status class 4XX',
      'putThing: parameter path id',
      'putThing: body member (oneOf/0 Round).radius',
      'putThing: body member (oneOf/1).side',
      'putThing: status class 2XX',
    ]);
    expect(missing(coverage, 5)).toEqual([
      'listThings: parameter value query order = "ASC"',
      'listThings: parameter value query order = "DESC"',
      'listThings: parameter value query all = true',
      'listThings: parameter value query all = false',
      'listThings: parameter value query colours[] = "red"',
      'listThings: parameter value query colours[] = "green"',
      'listThings: status 200',
      'listThings: status 4XX',
      // `true` is listed too, but its type forbids it.
      'putThing: body value (oneOf/1).side = "long"',
      'putThing: body value (oneOf/1).side = 2',
      'putThing: status 204',
    ]);
    // Neither a member that may only be written nor one that is forbidden, and recursion once.
    expect(missing(coverage, 6)).toEqual([
      'listThings: response member 200 id',
      'listThings: response member 200 parts',
      'listThings: response member 200 parts[].size',
      'listThings: response member 200 parts[].part',
      'listThings: response member 4XX code',
    ]);
  });

  test('coverage is complete in every level when every item came', () => {
    const coverage = coverageOf(description, [
      listed({
        query: [
          ['order', 'ASC'],
          ['all', 'true'],
          ['colours', 'red,green'],
        ],
      }),
      listed(
        {
          query: [
            ['order', 'DESC'],
            ['all', 'false'],
            ['limit', '1'],
          ],
        },
        200,
        { id: 'a', parts: [{ size: 1 }, { part: { size: 2 } }] },
      ),
      listed({}, 404, { code: 1 }),
      put({ radius: 1 }),
      put({ side: 'long' }, '/things/other'),
      put({ side: 2 }),
    ]);
    expect(counts(coverage)).toEqual(['2/2', '2/2', '3/3', '10/10', '11/11', '5/5']);
    expect(coverage.levels.flatMap((level) => level.missing)).toEqual([]);
  });

  test.each<[string, CaseResult, string[]]>([
    [
      'a parameter and its value',
      listed({ query: [['order', 'ASC']] }, 500),
      ['parameter query order', 'parameter-value query order = "ASC"'],
    ],
    [
      'a documented example of an answer',
      listed({}, 200, { id: 'a' }),
      [
        'status-class 2XX',
        'status 200',
        'response-type 200 application/json',
        'response-member 200 id',
        'response-example 200 one',
      ],
    ],
    [
      'a range of statuses by one of them',
      listed({}, 418, {}),
      ['status-class 4XX', 'status 4XX', 'response-type 4XX application/json'],
    ],
    [
      'an answer that breaks its schema: its status alone',
      listed({}, 200, { parts: [] }),
      ['status-class 2XX', 'status 200'],
    ],
    [
      'a documented example of a body',
      put({ radius: 1 }),
      [
        'parameter path id',
        'request-type application/json',
        'body-branch (oneOf/0 Round)',
        'body-member (oneOf/0 Round).radius',
        'request-example round',
        'status-class 2XX',
        'status 204',
      ],
    ],
    [
      'a body that breaks its schema: nothing of it',
      put({ radius: 1, side: 2 }),
      ['parameter path id', 'status-class 2XX', 'status 204'],
    ],
  ])('coverage marks %s', (_, one, items) => {
    expect(reached([one])).toEqual(items);
  });

  test('coverage needs two values of a parameter that lists none', () => {
    const first = listed({ query: [['limit', '1']] }, 500);
    const second = listed({ query: [['limit', '2']] }, 500);
    expect(reached([first, first])).toEqual(['parameter query limit']);
    expect(reached([first, second])).toEqual([
      'parameter query limit',
      'parameter-variety query limit',
    ]);
  });

  test('coverage counts no input of a request that must be refused, but its answer', () => {
    const refused = result({
      case: oneCase({
        request: request({ query: [['order', 'ASC']] }),
        expected: { kind: 'refused', statuses: [400] },
      }),
      answer: jsonAnswer(400, {}),
    });
    expect(reached([refused])).toEqual([
      'status-class 4XX',
      'status 4XX',
      'response-type 4XX application/json',
    ]);
  });

  test('coverage counts nothing for a method that the path does not have', () => {
    const other = result({
      case: oneCase({ expected: { kind: 'no-method' } }),
      answer: jsonAnswer(405, {}),
    });
    expect(counts(coverageOf(description, [other]))[1]).toBe('0/2');
  });

  test('coverage counts flows as a seventh level when some were tried', () => {
    const flow = oneCase({ id: 'behaviour', group: 'behaviour' });
    const coverage = coverageOf(description, [
      result({ case: flow, answer: jsonAnswer(200, {}) }),
      result({ case: { ...flow, id: 'left out' }, outcome: 'skipped' }),
    ]);
    expect(coverage.levels[6]).toEqual({
      level: 7,
      name: 'operation flows',
      covered: 1,
      total: 2,
      missing: ['left out'],
    });
    const untried = coverageOf(description, [result({ case: flow, outcome: 'skipped' })]);
    expect(untried.levels).toHaveLength(6);
  });

  test.each<[string, JsonObject, unknown, string[]]>([
    [
      'both sides of a condition',
      {
        if: { required: ['a'] },
        then: { properties: { a: { const: 1 } } },
        else: { properties: { b: {} } },
      },
      { a: 1, b: 2 },
      ['branch (then)', 'member (then).a', 'value (then).a = 1'],
    ],
    [
      'members by pattern and all others',
      { patternProperties: { '^x-': {} }, additionalProperties: { type: 'integer' } },
      { 'x-a': '', other: 1 },
      ['member /^x-/', 'member *'],
    ],
    [
      'the places of a tuple',
      {
        prefixItems: [{ properties: { a: {} } }],
        items: { properties: { b: {} } },
      },
      [{ a: 1, b: 1 }, { a: 1 }],
      ['member [0].a'],
    ],
    [
      'the same member in all parts of allOf once',
      { allOf: [{ properties: { a: {} } }, { properties: { a: { type: 'boolean' } } }] },
      { a: false },
      ['member a', 'value a = false'],
    ],
    [
      'a schema that needs itself',
      { properties: { a: { $ref: '#/components/schemas/S' } } },
      { a: { a: {} } },
      ['member a'],
    ],
  ])('coverage reads %s', (_, schema, value, items) => {
    const small = asDescription({
      openapi: '3.1.0',
      components: { schemas: { S: schema } },
      paths: {
        '/s': {
          get: {
            operationId: 'listThings',
            responses: {
              200: {
                content: { 'application/json': { schema: { $ref: '#/components/schemas/S' } } },
              },
            },
          },
        },
      },
    });
    const { operations } = coverageOf(small, [result({ answer: jsonAnswer(200, value) })]);
    expect(
      (operations[0]?.items ?? [])
        .filter(({ kind, covered }) => covered && /^response-(member|value|branch)$/.test(kind))
        .map(({ kind, name }) => `${kind.slice('response-'.length)} ${name.slice('200 '.length)}`),
    ).toEqual(items);
  });

  test('coverage reads a description without schemas, contents or ids', () => {
    const bare = asDescription({
      openapi: '3.1.0',
      paths: { '/a': { post: { requestBody: { content: { 'text/plain': {} } }, responses: {} } } },
    });
    const sent = result({
      case: oneCase({
        operationId: 'POST /a',
        request: request({ body: { kind: 'text', text: 'x', mediaType: 'text/plain' } }),
      }),
      answer: { status: 200, mediaType: 'text/plain', headers: {}, text: 'y' },
    });
    expect(counts(coverageOf(bare, [sent]))).toEqual(['1/1', '1/1', '1/1', '0/0', '0/0', '0/0']);
  });

  test.each([
    [false, '0/3'],
    [true, '0/1'],
  ])('coverage asks for no value that words may rule out: %s', (isOfProse, values) => {
    const schema = { 'x-prose-rules': isOfProse, properties: { level: { enum: [1, 2] } } };
    const content = { 'application/json': { schema } };
    const levels = asDescription({
      openapi: '3.1.0',
      paths: { '/a': { post: { requestBody: { content }, responses: { 200: {} } } } },
    });
    expect(counts(coverageOf(levels, [result({ outcome: 'skipped' })]))[4]).toBe(values);
  });

  test.each([
    [{ level: 1 }, '3/3'],
    [{}, '2/2'],
  ])(
    'coverage asks for a member of whose values words tell if an example has it: %j',
    (body, members) => {
      const level = { type: 'integer', 'x-prose-rules': true };
      const schema = { properties: { level, name: { type: 'string' } } };
      const one = asDescription({
        openapi: '3.1.0',
        paths: {
          '/things/{id}': {
            put: {
              operationId: 'putThing',
              requestBody: { content: { 'application/json': { schema } } },
              responses: { 204: {} },
            },
          },
        },
      });
      const sent = put({ name: 'x', ...body });
      expect(counts(coverageOf(one, [sent]))[3]).toBe(members);
    },
  );

  test('coverage holds against no server what no request brings about, and counts chosen operations alone', () => {
    const answer = (description_: string) => ({
      description: description_,
      content: { 'application/json': { schema: { properties: { code: { type: 'string' } } } } },
    });
    const statuses = [200, 400, 403, 429, 500, '5XX'];
    const responses = Object.fromEntries(statuses.map((status) => [status, answer('x')]));
    const two = asDescription({
      openapi: '3.1.0',
      paths: {
        '/things': { get: { operationId: 'listThings', responses } },
        '/others': { get: { operationId: 'listOthers', responses } },
      },
    });
    const results = [200, 400, 429].map((status) => listed({}, status, { code: 'x' }));
    const chosen = ['listThings'];
    expect(counts(coverageOf(two, results, { chosen }))).toEqual([
      ...['1/1', '1/1', '3/6', '2/3', '3/6', '3/6'],
    ]);
    const real = coverageOf(two, results, { chosen, choosesAnswers: false });
    // What came all the same counts.
    expect(counts(real)).toEqual(['1/1', '1/1', '3/3', '2/2', '3/3', '3/3']);
    expect(counts(coverageOf(two, results)).slice(0, 2)).toEqual(['1/2', '1/2']);
  });
});
