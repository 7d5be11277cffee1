import { expect, test } from '@jest/globals';
import type { Answer } from '../../../scripts/contract/answer.js';
import type { ContractCase, Expectation } from '../../../scripts/contract/case.js';
import { oracleOf } from '../../../scripts/contract/oracle/oracle.js';
import { asDescription } from '../../../scripts/lib/openapi/document.js';

const json = (schema: unknown): unknown => ({ content: { 'application/json': { schema } } });

const description = asDescription({
  openapi: '3.1.1',
  info: { title: 'x', version: '1' },
  paths: {
    '/x': {
      get: {
        operationId: 'x',
        responses: {
          200: {
            description: 'x',
            headers: {
              'X-Count': { required: true, schema: { type: 'integer', minimum: 1 } },
              'X-Tags': { schema: { type: 'array', items: { enum: ['a', 'b'] } } },
              'X-Page': { content: { 'application/json': { schema: { type: 'object' } } } },
              'Content-Type': { required: true, schema: { const: 'never looked at' } },
            },
            content: {
              'Application/JSON; charset=utf-8': { schema: { $ref: '#/components/schemas/Pet' } },
              'text/plain': { schema: { type: 'integer', maximum: 5 } },
              'text/markdown': { schema: { type: 'array' } },
              'image/*': {},
              'application/xml': { schema: { type: 'object' } },
            },
          },
          204: { description: 'x' },
          400: { description: 'x', ...(json({ type: 'object', required: ['code'] }) as object) },
          '4XX': { description: 'x', ...(json({ type: 'object', required: ['range'] }) as object) },
          500: { description: 'x', ...(json({}) as object) },
        },
      },
    },
    '/y': {
      get: {
        operationId: 'y',
        responses: { default: { description: 'x', ...(json({ type: 'string' }) as object) } },
      },
    },
  },
  components: {
    schemas: {
      Pet: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string', maxLength: 3 },
          kind: { enum: ['cat', 'dog'] },
          parent: { $ref: '#/components/schemas/Pet' },
        },
      },
    },
  },
});
const judge = oracleOf(description);

function oneCase(expected: Expectation, more: Partial<ContractCase> = {}): ContractCase {
  return {
    id: 'x',
    group: 'negative',
    operationId: 'x',
    name: 'x',
    rule: { keyword: 'x', pointer: '/rule' },
    request: { method: 'GET', path: '/x', query: [], headers: {}, credentials: { kind: 'none' } },
    expected,
    why: 'x',
    needs: [],
    ...more,
  };
}

function answer(status: number, text = '{"name":"x"}', headers: Answer['headers'] = {}): Answer {
  return {
    status,
    mediaType: 'application/json',
    headers: { 'x-count': '2', ...headers },
    text,
  };
}

const accepted = oneCase({ kind: 'accepted' });
const refused = oneCase({ kind: 'refused', statuses: [400] });

function found(one: ContractCase, given: Answer): string[] {
  return judge(one, { answer: given }).map(({ name, message }) => `${name}: ${message}`);
}

test('the oracle finds nothing in an answer that is as documented', () => {
  expect(found(accepted, answer(200))).toEqual([]);
  expect(found(accepted, { ...answer(204), mediaType: '', text: '' })).toEqual([]);
  expect(
    found(accepted, answer(200, '{"name":"x"}', { 'x-tags': 'a, b', 'x-page': '{}' })),
  ).toEqual([]);
  expect(found(accepted, { ...answer(200, '5'), mediaType: 'text/plain' })).toEqual([]);
  expect(found(accepted, { ...answer(200, '- a'), mediaType: 'text/markdown' })).toEqual([]);
  expect(found(accepted, { ...answer(200, 'PNG'), mediaType: 'image/png' })).toEqual([]);
  expect(found(accepted, { ...answer(200, '<a/>'), mediaType: 'application/xml' })).toEqual([]);
  expect(found(refused, answer(400, '{"code":1}'))).toEqual([]);
  expect(found(oneCase({ kind: 'accepted' }, { operationId: 'y' }), answer(200, '"x"'))).toEqual(
    [],
  );
});

test.each<[string, ContractCase, Answer, RegExp]>([
  [
    'a header that is missing',
    accepted,
    { ...answer(200), headers: {} },
    /^missing_header: The answer 200 lacks the header X-Count, which is required\.$/,
  ],
  [
    'a header of a wrong type',
    accepted,
    answer(200, undefined, { 'x-count': 'two' }),
    /^invalid_header: The header X-Count of the answer 200 breaks its schema: .* must be integer, found "two"/,
  ],
  [
    'a header beyond its limit',
    accepted,
    answer(200, undefined, { 'x-count': '0' }),
    /^invalid_header: .*must be >= 1, found 0|^invalid_header/,
  ],
  [
    'an item of a header',
    accepted,
    answer(200, undefined, { 'x-tags': 'a, c' }),
    /^invalid_header: The header X-Tags/,
  ],
  [
    'a header that is no JSON',
    accepted,
    answer(200, undefined, { 'x-page': 'x' }),
    /^invalid_header: The header X-Page/,
  ],
  [
    'a member at any depth',
    accepted,
    answer(200, '{"name":"x","parent":{"parent":{"name":7}}}'),
    /^invalid_body: .*: \/parent must have required property 'name'; \/parent\/parent\/name must be string, found 7\.$/,
  ],
  [
    'a value that is not listed',
    accepted,
    answer(200, '{"name":"x","kind":"cow"}'),
    /\/kind must be equal to one of the allowed values \["cat","dog"\], found "cow"/,
  ],
  [
    'a long value',
    accepted,
    answer(200, JSON.stringify({ name: 'x'.repeat(5000) })),
    /found "x{99}…\.$/,
  ],
  [
    'a body that is no JSON',
    accepted,
    answer(200, '{"name":'),
    /^unreadable_body: .* it begins with "\{\\"name\\":"/,
  ],
  [
    'a body that is JSON in another encoding than UTF-8',
    accepted,
    { ...answer(200), bytes: Uint8Array.of(0xe9) },
    /^unreadable_body: The body of the answer 200 is not UTF-8/,
  ],
  [
    'a body in another encoding that is no JSON either',
    accepted,
    { ...answer(200, '{"name":'), bytes: Uint8Array.of(0xe9) },
    /^unreadable_body: The body of the answer 200 is not UTF-8/,
  ],
  [
    'content where there can be none',
    accepted,
    { ...answer(204, '', { 'content-length': '2' }), mediaType: '' },
    /^unexpected_content: The answer 204 has the Content-Length 2/,
  ],
  ['an empty body', accepted, answer(200, ''), /^unreadable_body: .*: it is empty/],
  [
    'a text beyond its limit',
    accepted,
    { ...answer(200, '6'), mediaType: 'text/plain' },
    /^invalid_body/,
  ],
  [
    'an object in a text for lists',
    accepted,
    { ...answer(200, '{}'), mediaType: 'text/markdown' },
    /^invalid_body: .*must be array/,
  ],
  [
    'a media type',
    accepted,
    { ...answer(200), mediaType: 'application/problem+json' },
    /^undocumented_media_type: The answer 200 has the media type application\/problem\+json; documented: application\/json, text\/plain, text\/markdown, image\/\* or application\/xml/,
  ],
  [
    'no media type',
    accepted,
    { ...answer(200), mediaType: '' },
    /^undocumented_media_type: The answer 200 has no Content-Type/,
  ],
  [
    'a status',
    accepted,
    answer(201),
    /^undocumented_status: The status 201 \(application\/json\) is not documented; documented: 200, 204, 400, 500 and 4XX\.|^undocumented_status/,
  ],
  [
    'the exact status before its range',
    refused,
    answer(400, '{"range":1}'),
    /required property 'code'/,
  ],
  [
    'the range',
    oneCase({ kind: 'refused', statuses: [404] }),
    answer(404, '{"code":1}'),
    /required property 'range'/,
  ],
  [
    'the answer for all else',
    oneCase({ kind: 'accepted' }, { operationId: 'y' }),
    answer(202, '1'),
    /^invalid_body/,
  ],
  [
    'a failure, though it is documented',
    accepted,
    answer(500),
    /^server_error: The server failed with 500/,
  ],
  [
    'a failure of the gateway with a status that is documented nowhere',
    accepted,
    answer(503),
    /^server_error: The server failed with 503/,
  ],
  [
    'a refusal of what is valid',
    accepted,
    answer(400, '{"code":1}'),
    /^valid_refused: A valid request was refused with 400: \{"code":1\}\.$/,
  ],
  [
    'an acceptance of what is not',
    refused,
    answer(200),
    /^invalid_accepted: An invalid request was answered with 200; expected 400\.$/,
  ],
  [
    'another refusal',
    refused,
    answer(404, '{"range":1}'),
    /^wrong_refusal: The request was answered with 404; expected 400/,
  ],
  [
    'an example',
    oneCase({ kind: 'example', status: 200, name: 'one', value: { name: 'a', tags: [1, 2] } }),
    answer(200, '{"name":"a","tags":[1,3]}'),
    /^wrong_example: The answer is not the example "one" of 200: \/tags\/1 must be 2, found 3\.$/,
  ],
  [
    'the one example',
    oneCase({ kind: 'example', status: 200, name: '', value: { name: 'a' } }),
    answer(200, '{"name":"b"}'),
    /^wrong_example: The answer is not the example of 200: /,
  ],
  [
    'the status of an example',
    oneCase({ kind: 'example', status: 400, name: 'one', value: {} }),
    answer(200),
    /^wrong_example: Expected the example "one" of 400, but the status is 200\.$/,
  ],
])('the oracle finds %s', (_, one, given, message) => {
  const lines = found(one, given);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(message);
});

test('the findings of the oracle point to the rule that is broken', () => {
  const [finding] = judge(accepted, { answer: answer(200, '{"name":"long"}') });
  expect(finding?.pointer).toBe('/components/schemas/Pet/properties/name/maxLength');
  const [refusal] = judge(accepted, { answer: answer(400, '{"code":1}') });
  expect(refusal?.pointer).toBe('/rule');
});

test('the oracle finds nothing in a server failure that was asked for', () => {
  const asked = oneCase({ kind: 'example', status: 500, name: 'one', value: {} });
  expect(found(asked, answer(500, '{}'))).toEqual([]);
});

test('the oracle spares a server that names no methods only if it is known for that', () => {
  const one = oneCase({ kind: 'no-method' }, { operationId: undefined });
  const given: Answer = { status: 405, mediaType: '', headers: {}, text: '' };
  expect(judge(one, { answer: given }).map(({ name }) => name)).toEqual(['missing_allow']);
  const spared = oracleOf(description, { 'allow-header': false });
  expect(spared(one, { answer: given })).toEqual([]);
  expect(judge(one, { answer: { ...given, headers: { allow: 'PUT' } } })).toEqual([]);
});

test.each(['time-out', 'connection', 'too-long', 'garbage'] as const)(
  'the oracle reports a request without an answer (%s)',
  (failure) => {
    const [finding] = judge(accepted, { failure, message: 'why' });
    expect(finding).toMatchObject({
      name: 'no_answer',
      message: expect.stringMatching(/: why\.$/),
    });
  },
);
