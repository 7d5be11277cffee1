import { expect, test } from '@jest/globals';
import { listening, type StatefulServer } from '../../../scripts/contract/mutation/sandbox.js';
import { runContract } from '../../../scripts/contract/run/run.js';
import { asDescription } from '../../../scripts/lib/openapi/document.js';
import { jsonIn } from '../../lib/loopback.js';
import { findingsOf } from './run-on.js';

const json = (schema: object, example?: object) => ({
  content: { 'application/json': { schema, ...(example && { example }) } },
});
const refused = { description: 'Refused', ...json({ type: 'object' }) };
const tag = { headers: { ETag: { required: true, schema: { type: 'string' } } } };
const title = { type: 'string', minLength: 1 };
const input = { type: 'object', required: ['title'], properties: { title } };
const book = { ...input, required: ['id', 'title'], properties: { id: title, title } };
const given = { required: true, ...json(input, { title: 'Moby-Dick' }) };
const one = { description: 'The book', ...json(book), ...tag };

/** Books whose changes depend on their tags, in a list by a cursor. */
const description = asDescription({
  openapi: '3.1.1',
  info: { title: 'Books', version: '1' },
  paths: {
    '/books': {
      get: {
        operationId: 'listBooks',
        parameters: [
          { name: 'pageSize', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 50 } },
          { name: 'after', in: 'query', schema: { type: 'string' } },
        ],
        responses: {
          200: { description: 'A page', ...json({ type: 'array', items: book }) },
          400: refused,
        },
      },
      post: {
        operationId: 'addBook',
        requestBody: given,
        responses: { 201: one, 400: refused },
      },
    },
    '/books/{bookId}': {
      parameters: [{ name: 'bookId', in: 'path', required: true, schema: { type: 'string' } }],
      get: { operationId: 'showBook', responses: { 200: one, 404: refused } },
      put: {
        operationId: 'changeBook',
        parameters: [
          { name: 'If-Match', in: 'header', required: true, schema: title, example: '*' },
        ],
        requestBody: given,
        responses: { 200: one, 400: refused, 404: refused, 412: refused, 428: refused },
      },
      delete: {
        operationId: 'removeBook',
        responses: { 204: { description: 'Gone' }, 404: refused },
      },
    },
  },
});

/** A server of books, of which a page has three by default. */
function library(): StatefulServer['answer'] {
  const books = new Map<string, { id: string; title: string }>();
  let last = 0;
  const titleIn = (body: Uint8Array): string | undefined => {
    const { title: written } = Object(jsonIn(body)) as { title?: unknown };
    return typeof written === 'string' ? written || undefined : undefined;
  };
  const answer = (
    status: number,
    value: unknown = {},
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ) => ({ status, headers, body: Buffer.from(JSON.stringify(value)) });
  const tagOf = (id: string) => `"${Buffer.from(books.get(id)?.title ?? '').toString('base64')}"`;
  const shown = (status: number, id: string) =>
    answer(status, books.get(id), { 'content-type': 'application/json', etag: tagOf(id) });
  return ({ method, target, headers, body }) => {
    const { pathname, searchParams } = new URL(target, 'http://library');
    const [, place = '', id = ''] = pathname.split('/');
    const isKnown = place === 'books' && pathname.split('/').length < 4;
    if (!isKnown) return Promise.resolve(answer(404));
    const methods = pathname === '/books' ? ['GET', 'POST'] : ['GET', 'PUT', 'DELETE'];
    if (!methods.includes(method)) {
      return Promise.resolve(answer(405, {}, { allow: methods.join(', ') }));
    }
    const written = titleIn(body);
    const isJson = /^application\/json\b/.test(headers['content-type'] ?? '');
    if (pathname === '/books' && method === 'GET') {
      const size = searchParams.get('pageSize') ?? '3';
      if (!/^\d+$/.test(size) || +size < 1 || +size > 50) return Promise.resolve(answer(400));
      const all = [...books.values()];
      const start = all.findIndex((known) => known.id === searchParams.get('after')) + 1;
      return Promise.resolve(answer(200, all.slice(start, start + Number(size))));
    }
    if (method === 'POST') {
      if (written === undefined || !isJson) return Promise.resolve(answer(400));
      last += 1;
      books.set(`b${last}`, { id: `b${last}`, title: written });
      return Promise.resolve(shown(201, `b${last}`));
    }
    if (!books.has(id)) return Promise.resolve(answer(404));
    if (method === 'GET') return Promise.resolve(shown(200, id));
    if (method === 'DELETE') {
      books.delete(id);
      return Promise.resolve(answer(204));
    }
    const condition = headers['if-match'] ?? '';
    if (condition === '') return Promise.resolve(answer(428));
    const isFulfilled = ['*', tagOf(id)].includes(condition);
    if (!isFulfilled) return Promise.resolve(answer(412));
    if (written === undefined || !isJson) return Promise.resolve(answer(400));
    books.set(id, { id, title: written });
    return Promise.resolve(shown(200, id));
  };
}

test('a condition that is not fulfilled or not there, and pages by a cursor, are no findings', async () => {
  const run = await listening(library(), (target) =>
    runContract({ description, target, environment: {} }),
  );
  expect(findingsOf(run)).toEqual({});
  expect(run.counts.kept).toBeGreaterThan(60);
});

test('a change that asks for the record as it was read has a key of its own, too', async () => {
  const document = structuredClone(description.document);
  const { '/books/{bookId}': item } = document.paths as {
    '/books/{bookId}': { put: { parameters: object[]; responses: object } };
  };
  const key = { name: 'Idempotency-Key', in: 'header', required: true, schema: title };
  item.put.parameters.push({ ...key, example: 'one' });
  Object.assign(item.put.responses, { 409: refused });
  const answer = library();
  const keys = new Set<string>();
  const used: string[] = [];
  const server: StatefulServer['answer'] = async (request) => {
    const own = request.headers['idempotency-key'] ?? '';
    if (request.method !== 'PUT') return answer(request);
    const refuse = (status: number) => ({ status, headers: {}, body: Buffer.from('{}') });
    if (own === '') return refuse(400);
    if (keys.has(own)) {
      used.push(own);
      return refuse(409);
    }
    const done = await answer(request);
    if (done.status === 200) keys.add(own);
    return done;
  };
  const options = { description: asDescription(document), environment: {} };
  const operations = ['changeBook'];
  const only = ['behaviour', 'example'] as const;
  const run = await listening(server, (target) =>
    runContract({ ...options, operations, only, target }),
  );
  expect(used).toEqual([]);
  expect(keys.size).toBeGreaterThan(1);
  expect(findingsOf(run)).toEqual({});
});

test('a filter by time is no way to ask for pages: a list that ends early lacks what was made', async () => {
  const document = structuredClone(description.document);
  const { '/books': books } = document.paths as { '/books': { get: object } };
  Object.assign(books.get, {
    parameters: [{ name: 'created_after', in: 'query', schema: { type: 'string' } }],
  });
  const run = await listening(library(), (target) =>
    runContract({ description: asDescription(document), target, environment: {} }),
  );
  expect(findingsOf(run)['missing_in_list']).toContainEqual(
    expect.stringMatching(/^listBooks\/behaviour\/whole: b\d+ is there, but not in the list\.$/),
  );
});
