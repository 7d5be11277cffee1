import type { IncomingMessage } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { createLogger } from '@stoplight/prism-core';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import { createServer as createPrism } from '@stoplight/prism-http-server';
import { runContract, type RunOptions } from '../../../scripts/contract/run/run.js';
import { asDescription } from '../../../scripts/lib/openapi/document.js';
import { jsonIn, startServer } from '../../lib/loopback.js';
import { findingsOf, resultsOf } from './run-on.js';

/** Servers that behave as mocks and frameworks of others do, each made anew and small. */

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The address of a server that answers in JSON. */
async function serve(answer: (request: IncomingMessage, body: unknown) => Reply): Promise<string> {
  const { url, close } = await startServer((request, response, text) => {
    const { status, body, headers } = answer(request, jsonIn(text));
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
  stops.push(close);
  return url;
}

const json = (schema: object): object => ({ content: { 'application/json': { schema } } });
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const refused = { description: 'Refused', ...json({ type: 'object' }) };

/** A pet store whose pets are replaced by the id in the body, as in the one that everybody knows. */
function pets(id: object) {
  const responses = (status: number) => ({
    [status]: { description: 'The pet', ...json(ref('Pet')) },
    400: refused,
    404: refused,
    415: refused,
  });
  const requestBody = { required: true, ...json(ref('Pet')) };
  return asDescription({
    openapi: '3.1.0',
    info: { title: 'Pets', version: '1' },
    servers: [{ url: 'https://pets.example/api/v3' }],
    paths: {
      '/pets': {
        post: { operationId: 'addPet', requestBody, responses: responses(201) },
        get: {
          operationId: 'listPets',
          responses: {
            200: { description: 'All', ...json({ type: 'array', items: ref('Pet') }) },
            400: refused,
          },
        },
        put: { operationId: 'updatePet', requestBody, responses: responses(200) },
      },
      '/pets/{id}': {
        get: {
          operationId: 'showPet',
          parameters: [{ name: 'id', in: 'path', required: true, schema: id }],
          responses: responses(200),
        },
      },
    },
    components: {
      schemas: {
        Pet: {
          type: 'object',
          required: ['name'],
          properties: { id, name: { type: 'string', maxLength: 40 } },
        },
      },
    },
  });
}

const isPet = (body: unknown): body is { id?: number; name: string } => {
  const { id = 1, name } = Object(body) as { id?: unknown; name?: unknown };
  return (
    !Array.isArray(body) && Number.isInteger(id) && typeof name === 'string' && name.length <= 40
  );
};

/** A server that keeps pets, and finds the one to replace by the id in the body. */
function petServer(): Promise<string> {
  const kept = new Map<string, object>();
  return serve(({ method, url = '', headers }, body) => {
    const [, id] = /^\/pets\/([^/]+)$/.exec(url) ?? [];
    if (url !== '/pets' && id === undefined) return { status: 404, body: {} };
    const allowed = ['GET', 'HEAD', ...(id === undefined ? ['POST', 'PUT'] : [])];
    if (!allowed.includes(method ?? ''))
      return { status: 405, body: {}, headers: { Allow: allowed.join(', ') } };
    if (id === undefined && ['GET', 'HEAD'].includes(method ?? ''))
      return { status: 200, body: [...kept.values()] };
    const found = kept.get(id ?? '');
    if (found) return { status: 200, body: found };
    if (id !== undefined) return { status: /^-?\d+$/.test(id) ? 404 : 400, body: {} };
    if (headers['content-type']?.split(';')[0] !== 'application/json')
      return { status: 415, body: {} };
    if (!isPet(body)) return { status: 400, body: {} };
    if (method === 'PUT' && !kept.has(String(body.id))) return { status: 404, body: {} };
    const pet = method === 'PUT' ? body : { ...body, id: kept.size + 1001 };
    kept.set(String(pet.id), pet);
    return { status: method === 'PUT' ? 200 : 201, body: pet };
  });
}

const run = (target: string, id: object, more: Partial<RunOptions> = {}) =>
  runContract({ description: pets(id), target, runs: 0, environment: {}, ...more });

test('what names its record in the body alone may be refused for what the server holds', async () => {
  const result = await run(await petServer(), { type: 'integer' });
  expect(Object.keys(findingsOf(result))).toEqual([]);
  const notes = result.results.flatMap((one) => one.notes ?? []);
  expect(notes.map(({ name }) => name)).toEqual(['invalid_accepted']);
  expect(resultsOf(result, 'kept').length).toBeGreaterThan(10);
  expect(Object.keys(result.inconclusiveFor)).toEqual([
    'The server refuses it for what it holds (404).',
  ]);
});

test('a mock whose one id is none by the description is not taken to keep state', async () => {
  const pattern = '^pet-[0-9]{4}$';
  const url = await serve(({ method, url: path = '' }) => {
    if (method === 'POST') return { status: 201, body: { id: 'string', name: 'string' } };
    const isRead = new RegExp(pattern).test(path.slice('/pets/'.length));
    return isRead ? { status: 200, body: { id: 'string', name: 'string' } } : { status: 400 };
  });
  const result = await run(url, { type: 'string', pattern }, { operations: ['showPet'] });
  expect(Object.keys(findingsOf(result))).not.toContain('wrong_refusal');
  expect(Object.keys(result.skippedFor)).toContain('The server keeps no state.');
});

const inHtml = { status: 404, headers: { 'Content-Type': 'text/html' } };

test.each<[string, (body: unknown) => Reply]>([
  ['in JSON', () => ({ status: 404, body: {} })],
  ['in HTML', () => inHtml],
  // Frameworks read the body before they look for the path.
  [
    'after the body',
    (body) => (isPet(body) || body === undefined ? inHtml : { status: 400, body: {} }),
  ],
])(
  'a server whose paths are elsewhere is asked for its address, and blamed for nothing: %s',
  async (_, reply) => {
    const url = await serve((__, body) => reply(body));
    const result = await run(url, { type: 'integer' });
    expect(result.stopped).toMatch(
      /^http:\S+ answers every valid request with 404, also where its path names no record; is the address right\? The description has its paths below \/api\/v3\. If the server has a part of the API alone, choose it by --operation or --tag\.$/,
    );
    expect(findingsOf(result)).toEqual({});
  },
);

test('a server that has the last operation alone is asked for it, though it answers others with pages', async () => {
  const url = await serve(({ method }, body) =>
    method === 'PUT' ? (isPet(body) ? { status: 200, body } : { status: 400, body: {} }) : inHtml,
  );
  const result = await run(url, { type: 'integer' });
  expect(result.stopped).toBeUndefined();
  const kept = resultsOf(result, 'kept').map(({ case: one }) => one.operationId);
  expect(kept).toContain('updatePet');
});

test('Prism before a server is judged by the answers of that server, and not as a mock', async () => {
  const upstream = new URL(await petServer());
  const id = { type: 'integer' };
  const prism = createPrism(await getHttpOperationsFromSpec(pets(id).document), {
    components: { logger: createLogger('proxy', { level: 'silent' }) },
    config: {
      ...{ isProxy: true, upstream, upstreamProxy: undefined, errors: true },
      ...{ checkSecurity: true, validateRequest: true, validateResponse: true },
      mock: { dynamic: false, ignoreExamples: false },
    },
    cors: false,
  });
  stops.push(() => prism.close());
  const url = await prism.listen(0, '127.0.0.1');
  const result = await run(url, id, { operations: ['listPets', 'showPet'] });
  expect(result.capabilities).toMatchObject({ 'choose-answer': false, stateless: false });
});
