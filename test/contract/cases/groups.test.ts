import { describe, expect, test } from '@jest/globals';
import { casesOf } from '../../../scripts/contract/cases/index.js';
import { type CaseGroup, type ContractCase, queryText } from '../../../scripts/contract/case.js';
import { wireRequest } from '../../../scripts/contract/http/wire.js';
import { asDescription, type Description } from '../../../scripts/lib/openapi/document.js';
import { describing, taking } from './descriptions.js';

/** The cases of a group by what they send, with what is expected: `+` accepted, `-` refused. */
function sent(description: Description, ...groups: CaseGroup[]): string[] {
  return casesOf(description)
    .filter(({ group }) => groups.includes(group))
    .map((one) => `${sign(one)} ${textOf(one)}`);
}

function sign({ expected }: ContractCase): string {
  if (expected.kind === 'accepted') return '+';
  return expected.kind === 'refused' ? '-' : expected.kind;
}

function textOf({ request }: ContractCase): string {
  const { body } = request;
  if (body?.kind === 'json') return JSON.stringify(body.value);
  if (body?.kind === 'form' || body?.kind === 'urlencoded') return JSON.stringify(body.parts);
  return body === undefined ? request.path + queryText(request) : body.text;
}

const textOfBody = (body: ContractCase['request']['body']): string =>
  body?.kind === 'json' ? JSON.stringify(body.value) : '';

function withQuery(schema: unknown, more: object = {}): Description {
  return describing({ parameters: [{ name: 'q', in: 'query', schema, ...more }] });
}

describe('bodyCases and contentCases', () => {
  test('bodies are sent by each example', () => {
    const description = taking({}, { one: { value: 1 }, two: { value: 'b' } });
    expect(sent(description, 'example')).toEqual(['+ 1', '+ "b"']);
  });

  test('no body is sent in place of one whose members are needed', () => {
    const without = (required: string[]): string[] => {
      const schema = { type: 'object', required, properties: { a: { type: 'string' } } };
      const content = { 'application/json': { schema, example: { a: 'b' } } };
      return sent(describing({ requestBody: { required: false, content } }), 'optional');
    };
    expect(without([])).toContain('+ /things');
    expect(without(['a'])).not.toContain('+ /things');
  });

  test('what an answer has to give is not made up', () => {
    const accepted = (name: string): string[] => {
      const parameters = [{ name, in: 'query', schema: { type: 'string' } }];
      return sent(describing({ parameters }), 'boundary').filter((one) => one.startsWith('+'));
    };
    expect(accepted('q')).not.toEqual([]);
    expect(accepted('next_cursor')).toEqual([]);
    expect(accepted('starting_after')).toEqual([]);
    expect(accepted('page[after]')).toEqual([]);
  });

  test('bodies are sent with each listed value and with near misses', () => {
    const cases = sent(taking({ type: 'string', enum: ['Up', 'down'] }), 'enum', 'negative');
    expect(cases).toEqual(
      expect.arrayContaining([
        '+ "down"',
        '- "NOT_LISTED"',
        '- "UP"',
        '- "up"',
        '- "Up "',
        '- null',
      ]),
    );
  });

  test('a member whose schema is that of another one is tried by one wrong value of each kind', () => {
    const name = { type: 'string', pattern: '^[a-z]{2}$' };
    const properties = {
      first: { ...name, description: 'The first.' },
      second: { ...name, description: 'The second.' },
      third: { type: 'string', pattern: '^[a-z]{3}$' },
      last: name,
    };
    const example = { first: 'ab', second: 'cd', third: 'efg', last: 'hi' };
    const description = taking(
      { type: 'object', required: ['last'], additionalProperties: false, properties },
      { one: { value: example } },
    );
    const about = (member: string, exhaustive: boolean): string[] =>
      casesOf(description, { exhaustive })
        .filter((one) => one.name.startsWith(`${member} `) && sign(one) === '-')
        .map((one) => one.rule.keyword);
    const all = about('first', false);
    expect(all.length).toBeGreaterThan(10);
    expect(about('second', false)).toEqual(['type', 'pattern']);
    expect(about('second', true)).toEqual(all);
    // Another pattern, and one that has to be there, are like no other.
    expect(about('third', false).length).toBeGreaterThan(10);
    expect(about('last', false)).toEqual(all);
  });

  test('a value of one branch is nothing to the members beside it', () => {
    const properties = {
      name: { type: 'string' },
      mark: { oneOf: [{ type: 'object' }, { type: 'array' }, { type: 'integer' }] },
    };
    const names = casesOf(taking({ type: 'object', properties })).map((one) => one.name);
    expect(names.filter((one) => one === 'name is a long text')).toHaveLength(1);
  });

  test('bodies have a listed value where its branch allows it', () => {
    const description = taking({
      type: 'object',
      properties: { kind: { enum: ['a', 'b'] }, size: { type: 'integer' } },
      oneOf: [
        { required: ['kind', 'size'], properties: { kind: { const: 'a' } } },
        { required: ['kind'], properties: { kind: { const: 'b' } } },
      ],
    });
    const cases = sent(description, 'example', 'enum', 'branch', 'negative', 'optional');
    expect(cases).toContain('+ {"kind":"b"}');
    expect(cases).toContain('- {"kind":"a"}');
    expect(cases.some((one) => /^\+ .*"kind":"a"/.test(one))).toBe(true);
  });

  test('bodies have values at, below and above each limit', () => {
    const numbers = sent(
      taking({ type: 'integer', minimum: 3, maximum: 6 }),
      'example',
      'boundary',
    );
    expect(numbers).toEqual(expect.arrayContaining(['- 2', '+ 3', '+ 4', '+ 5', '+ 6', '- 7']));
    const texts = sent(taking({ type: 'string', minLength: 2, maxLength: 3 }), 'boundary');
    expect(texts).toEqual(expect.arrayContaining(['- "t"', '+ "te"', '- "texx"']));
    // Whether a text of that size is an address, too, is not known.
    const address = { type: 'string', format: 'email', minLength: 1, maxLength: 30 };
    const addresses = sent(taking(address), 'boundary');
    expect(addresses).toContain('- ""');
    expect(addresses.filter((one) => one.startsWith('+'))).toEqual([]);
    const lists = sent(
      taking({ type: 'array', items: { type: 'boolean' }, minItems: 1, maxItems: 2 }),
      'boundary',
      'negative',
    );
    expect(lists).toEqual(expect.arrayContaining(['- []', '+ [true,true]', '- [true,true,true]']));
  });

  test('a list that can have two items alone is not said to have three', () => {
    const items = { enum: ['a', 'b'] };
    const cases = casesOf(taking({ type: 'array', uniqueItems: true, items }));
    const whole = cases.filter(({ request: { body } }) => textOfBody(body) === '["a","b"]');
    expect(whole.map(({ name }) => name)).toEqual(['the body has each item that there can be']);
  });

  test('bodies have optional members alone and together', () => {
    const schema = { type: 'object', properties: { a: { const: 1 }, b: { const: 2 } } };
    expect(sent(taking(schema), 'example', 'optional')).toEqual(
      expect.arrayContaining(['+ {}', '+ {"a":1}', '+ {"b":2}', '+ {"a":1,"b":2}']),
    );
  });

  test('bodies are missing, null, or of another type as a whole', () => {
    const cases = sent(taking({ type: 'object', required: ['a'] }), 'negative');
    expect(cases).toEqual(
      expect.arrayContaining(['- /things', '- null', '- []', '- {}', '- "a text"', '- 20040611']),
    );
  });

  test('bodies have an unknown member where the schema is closed, and where it is open', () => {
    const member = (additionalProperties: boolean) =>
      sent(taking({ type: 'object', additionalProperties }), 'optional', 'negative');
    expect(member(false)).toContain('- {"unknown_member":"x"}');
    expect(member(true).some((one) => /^\+ .*"unknown_member"/.test(one))).toBe(true);
  });

  test('bodies are broken at every depth', () => {
    const deep = {
      type: 'array',
      items: { type: 'object', properties: { a: { type: 'boolean' } } },
    };
    expect(sent(taking({ type: 'object', properties: { list: deep } }), 'negative')).toContain(
      '- {"list":[{"a":"true"}]}',
    );
  });

  test('bodies take both sides of an if', () => {
    const schema = {
      type: 'object',
      required: ['on'],
      properties: { on: { type: 'boolean' }, a: { const: 1 } },
      if: { properties: { on: { const: true } } },
      then: { required: ['a'] },
    };
    const cases = sent(taking(schema), 'example', 'branch', 'enum', 'optional', 'negative');
    expect(cases).toEqual(
      expect.arrayContaining(['+ {"on":true,"a":1}', '- {"on":true}', '+ {"on":false}']),
    );
  });

  test('of a form only the text counts', () => {
    const form = (properties: object) =>
      describing({
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['a'],
                additionalProperties: false,
                properties,
              },
            },
          },
        },
      });
    const cases = sent(form({ a: { type: 'string' } }), 'example', 'negative', 'boundary');
    expect(cases).toEqual(expect.arrayContaining(['+ {"a":"text"}', '- {}', '- {"aa":"text"}']));
    expect(cases).not.toContain('- {"a":"true"}');
    expect(sent(form({ a: { type: 'integer' } }), 'negative')).toContain('- {"a":"a text"}');
    const files = { type: 'array', items: { type: 'string', format: 'binary' } };
    expect(sent(form({ a: files }), 'negative')).toContain('- {}');
    const numbers = { type: 'array', items: { type: 'integer' } };
    expect(sent(form({ a: numbers }), 'negative')).toContain('- {"a":"a text"}');
  });

  test('a form in one text without a part is refused where a body is needed alone', () => {
    const refused = (required: boolean): string[] => {
      const schema = { type: 'object', required: ['a'], properties: { a: { type: 'string' } } };
      const content = { 'application/x-www-form-urlencoded': { schema } };
      return sent(describing({ requestBody: { required, content } }), 'negative');
    };
    expect(refused(true)).toContain('- {}');
    expect(refused(false)).not.toContain('- {}');
  });

  test('a list in a form has no item without a character, of which some servers make none', () => {
    const words = { type: 'array', items: { type: 'string' } };
    const schema = { type: 'object', required: ['words'], properties: { words } };
    // An item by itself is a list in a form.
    const example = { words: 'one' };
    const content = { 'application/x-www-form-urlencoded': { schema, example } };
    const forms = sent(describing({ requestBody: { content } }), 'boundary', 'negative');
    expect(forms.length).toBeGreaterThan(2);
    expect(forms.filter((one) => one.includes('""'))).toEqual([]);
  });

  test('a part of a form is plain text, unless its schema is that of a file', () => {
    const properties = {
      file: { type: 'string', format: 'binary' },
      title: { type: 'string', enum: ['plan'] },
      pages: { type: 'integer', minimum: 3 },
      caption: { type: ['string', 'null'], enum: ['cover'] },
    };
    const schema = { type: 'object', required: Object.keys(properties), properties };
    const [one] = casesOf(
      describing({ requestBody: { content: { 'multipart/form-data': { schema } } } }),
    ).filter(({ request }) => request.body?.kind === 'form');
    const text = one && wireRequest(one.request, '').body;
    expect(text).toMatch(/name="file"; filename="file"\r\nContent-Type: [^\r]+\r\n\r\ntext\r\n/);
    expect(text).toMatch(/name="title"\r\n\r\nplan\r\n/);
    expect(text).toMatch(/name="pages"\r\n\r\n3\r\n/);
    expect(text).toMatch(/name="caption"\r\n\r\ncover\r\n/);
  });

  test('bodies are sent as other media types, and as no JSON', () => {
    const cases = casesOf(taking({ type: 'object' })).filter(
      ({ group }) => group === 'content-type',
    );
    expect(cases.map((one) => [sign(one), one.name, ...one.needs])).toEqual([
      ['+', 'as application/json;charset=UTF-8'],
      ['+', 'as application/json; charset=utf-8'],
      ['-', 'as text/plain'],
      ['-', 'as application/xml'],
      ['-', 'as application/x-www-form-urlencoded'],
      ['-', 'truncated JSON', 'malformed-json'],
      ['-', 'JSON with a comma too many', 'malformed-json'],
      ['-', 'a bare word', 'malformed-json'],
      ['-', 'JSON and something after it', 'malformed-json'],
    ]);
  });
});

describe('parameterCases', () => {
  test('parameters are expected to be refused when they are missing, unlisted, wrong or repeated', () => {
    const cases = sent(
      withQuery({ type: 'integer', maximum: 9 }, { required: true, example: 5 }),
      'parameter',
      'boundary',
    );
    expect(cases).toEqual(
      expect.arrayContaining([
        '- /things',
        '- /things?q=a%20text',
        '- /things?q=5.5',
        '- /things?q=10',
        '+ /things?q=9',
        '- /things?q=5&q=5',
      ]),
    );
    expect(sent(withQuery({ enum: ['ASC'] }), 'parameter')).toEqual(
      expect.arrayContaining([
        '- /things?q=asc',
        '- /things?q=NOT_LISTED',
        '- /things?q=ASC&q=ASC',
      ]),
    );
    expect(sent(withQuery({ type: 'boolean' }), 'enum', 'optional', 'parameter')).toEqual(
      expect.arrayContaining([
        '+ /things?q=true',
        '+ /things?q=false',
        '- /things?q=1',
        '- /things?q=yes',
      ]),
    );
  });

  test('parameters have no cases where servers in good faith differ', () => {
    const texts = ['integer', 'boolean', 'number'].flatMap((type) =>
      sent(withQuery({ type }), 'parameter', 'boundary', 'enum', 'optional'),
    );
    expect(texts.filter((text) => /q=(&|$|\+|%2B|0\d|\d+e|TRUE|%20)/.test(text))).toEqual([]);
    // A text that comes twice is sent only to a server that is known to mind.
    const cases = casesOf(withQuery({ type: 'string' }));
    const parameters = cases.filter(({ group }) => group === 'parameter');
    expect(parameters.map(({ name, needs }) => [name, ...needs])).toEqual([
      ['query q twice', 'single-values'],
    ]);
  });

  test('parameters have any sign where a text is free', () => {
    const texts = sent(withQuery({ type: 'string' }), 'boundary');
    expect(texts.some((text) => decodeURIComponent(text).includes('剧本'))).toBe(true);
    expect(texts.some((text) => text.includes('%26%20%2520%20%2B'))).toBe(true);
    expect(texts.every((text) => text.startsWith('+'))).toBe(true);
  });

  test.each([
    [{ style: 'form', explode: true }, '+ /things?q=a&q=b'],
    [{ style: 'form', explode: false }, '+ /things?q=a,b'],
    [{ style: 'spaceDelimited', explode: false }, '+ /things?q=a%20b'],
    [{ style: 'pipeDelimited', explode: false }, '+ /things?q=a%7Cb'],
  ])('parameters that are lists are written in their style: %j', (style, expected) => {
    const schema = { type: 'array', minItems: 2, items: { enum: ['a', 'b'] } };
    expect(sent(withQuery(schema, { ...style, example: ['a', 'b'] }), 'example')).toContain(
      expected,
    );
  });

  test('an object in a query is written without the lists in it, for which it has no place', () => {
    const sort = { type: 'array', items: { type: 'string' } };
    const schema = { type: 'object', properties: { page: { type: 'integer', minimum: 2 }, sort } };
    expect(sent(withQuery(schema, { required: true }), 'example')).toEqual(['+ /things?page=2']);
  });

  test('parameters that are objects are written in their style', () => {
    const schema = { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } };
    const more = { style: 'deepObject', explode: true, required: true, example: { a: 1 } };
    expect(sent(withQuery(schema, more), 'example', 'parameter')).toEqual(
      expect.arrayContaining(['+ /things?q%5Ba%5D=1', '- /things?q%5Ba%5D=a%20text']),
    );
  });

  test.each([
    [{ 404: {}, default: {} }, [400, 404, 422]],
    [{ 400: {}, '4XX': {} }, [400, 404, 422]],
    [{ 400: {}, 404: {} }, [400, 404]],
    [{ '5XX': {} }, []],
  ])('a wrong value in the path may be refused by whatever %j documents', (responses, expected) => {
    const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' }, example: 1 };
    const get = { parameters: [id], responses: { 200: {}, ...responses } };
    const cases = casesOf(describing({}, { paths: { '/things/{id}': { get } } }));
    const statuses = cases.flatMap((one) =>
      one.group === 'parameter' && one.expected.kind === 'refused' ? one.expected.statuses : [],
    );
    expect([...new Set(statuses)]).toEqual(expected);
  });

  test('parameters of the path need a server that knows every id to be accepted', () => {
    const cases = casesOf(
      describing(
        {},
        {
          paths: {
            '/things/{id}': {
              get: {
                parameters: [
                  {
                    name: 'id',
                    in: 'path',
                    required: true,
                    schema: { type: 'string' },
                    example: 'x',
                  },
                ],
                responses: { 200: { description: 'Fine' } },
              },
            },
          },
        },
      ),
    ).filter(({ group }) => group === 'boundary');
    expect(cases.map(({ request }) => request.path)).toContain(
      '/things/%E5%89%A7%E6%9C%AC%20%E6%B5%81%E7%A8%8B%20%F0%9F%9A%80',
    );
    expect(cases.every(({ needs }) => needs.includes('stateless'))).toBe(true);
  });
});

describe('credentialCases, surfaceCases and answerCases', () => {
  const secured = describing(
    { security: [{ token: [] }, { signature: [], date: [] }] },
    {
      components: {
        securitySchemes: {
          token: { type: 'apiKey', in: 'header', name: 'X-Token' },
          signature: { type: 'http', scheme: 'bearer' },
          date: { type: 'apiKey', in: 'header', name: 'X-Date' },
        },
      },
    },
  );

  test('credentials are sent missing, partial, empty and malformed', () => {
    const cases = casesOf(secured).filter(({ group }) => group === 'credentials');
    expect(cases.map(({ name, needs }) => [name, ...needs])).toEqual([
      ['without credentials'],
      ['token is empty'],
      ['token is malformed', 'verify-credentials'],
      ['signed in by signature alone'],
      ['signed in by date alone'],
      ['signature and date is empty'],
      ['signature and date is malformed', 'verify-credentials'],
    ]);
    for (const { expected } of cases)
      expect(expected).toEqual({ kind: 'refused', statuses: [401] });
  });

  test.each([
    ['400', [401]],
    ['default', [401]],
    ['404', []],
  ])(
    'credentials that are missing are refused with 401 where %s is documented',
    (status, expected) => {
      const responses = { 204: { description: 'Done' }, [status]: { description: 'Refused' } };
      const components = { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } };
      const one = describing({ security: [{ token: [] }], responses }, { components });
      const statuses = casesOf(one).flatMap(({ group, expected: way }) =>
        group === 'credentials' && way.kind === 'refused' ? way.statuses : [],
      );
      expect([...new Set(statuses)]).toEqual(expected);
    },
  );

  test('credentials have no cases where none are needed', () => {
    expect(sent(describing({ security: [{}] }), 'credentials')).toEqual([]);
    expect(sent(describing({}), 'credentials')).toEqual([]);
  });

  test('the root of an API is not tried twice', () => {
    const done = { responses: { 204: { description: 'Done' } } };
    expect(sent(describing({}, { paths: { '/': { get: done } } }), 'path')).toEqual(['no-path /x']);
  });

  test('methods and paths are tried that no template has', () => {
    const done = { responses: { 204: { description: 'Done' } } };
    const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' }, example: '7' };
    const description = describing(
      {},
      {
        paths: {
          '/things/{id}': { parameters: [id], get: done, delete: done },
          '/things/export': { post: done },
        },
      },
    );
    const cases = casesOf(description);
    expect(
      cases
        .filter(({ group }) => group === 'method')
        .map(({ request }) => `${request.method} ${request.path}`),
    ).toEqual([
      'PUT /things/7',
      'POST /things/7',
      'PATCH /things/7',
      // The id may be "export", so GET and DELETE are not tried here.
      'PUT /things/export',
      'PATCH /things/export',
    ]);
    const pathsOf = (of: ContractCase[]): string[] =>
      of.filter(({ group }) => group === 'path').map(({ request }) => request.path);
    expect(pathsOf(cases)).toEqual(
      expect.arrayContaining(['/thingsx/7', '/things', '/things/7/7']),
    );
    // What is at the root is nobody's business.
    const above = describing({}, { paths: { '/things': { get: done } } });
    expect(pathsOf(casesOf(above))).toEqual(['/thingsx', '/things/things']);
  });

  test('requests without a body have a type where the description wants one', () => {
    const operation = (content?: object) => ({
      responses: { 200: { description: 'Fine' } },
      ...(content && { requestBody: { content } }),
    });
    const paths = {
      '/plain': { get: operation() },
      '/json': { put: operation({ 'application/json': {} }) },
      '/form': { post: operation({ 'multipart/form-data': {} }) },
    };
    const untyped = (more: object): ContractCase[] =>
      casesOf(asDescription({ ...describing({}, more).document, paths })).filter(
        ({ request }) => request.headers['Content-Type'] !== 'application/json',
      );
    const typed = untyped({}).filter(
      (one) => !untyped({ 'x-content-type': 'application/json' }).some(({ id }) => id === one.id),
    );
    expect(new Set(typed.map(({ operationId }) => operationId))).toEqual(
      new Set(['GET /plain', 'PUT /json', undefined]),
    );
    expect(typed.filter(({ request }) => request.body)).toEqual([]);
  });

  test('each status is asked for by each of its examples, a range by several statuses', () => {
    const examples = { first: { value: { a: 1 } }, second: { value: { a: 2 } } };
    const content = { 'application/json': { schema: {}, examples } };
    const description = describing({
      responses: {
        200: { description: 'Fine', content },
        404: { description: 'Gone' },
        '5XX': { description: 'Failed', content },
      },
    });
    const cases = casesOf(description).filter(({ group }) => group === 'status');
    expect(cases.map(({ name }) => name)).toEqual([
      'answers by example',
      'answers 200 first',
      'answers 200 second',
      'answers 404',
      ...[500, 502, 503, 504].flatMap((status) => [
        `answers ${status} first`,
        `answers ${status} second`,
      ]),
    ]);
    expect(cases.every(({ needs }) => needs.includes('choose-answer'))).toBe(true);
    expect(cases[2]).toMatchObject({
      request: { headers: { Prefer: 'code=200, example=second' } },
      expected: { kind: 'example', status: 200, name: 'second', value: { a: 2 } },
    });
  });
});
