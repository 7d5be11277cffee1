import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { runContract } from '../../../scripts/contract/run/run.js';
import { asDescription } from '../../../scripts/lib/openapi/document.js';
import { jsonIn, startServer } from '../../lib/loopback.js';

const schema = {
  type: 'object',
  required: ['name'],
  properties: { id: { type: 'string', readOnly: true }, name: { type: 'string', minLength: 1 } },
};
const content = { 'application/json': { schema, example: { name: 'Plans' } } };
const answer = {
  description: 'The record',
  content: { 'application/json': { schema } },
};
const refused = { description: 'Refused' };
const id = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const create = (operationId: string) => ({
  operationId,
  requestBody: { required: true, content },
  responses: { 201: answer, 400: refused, 404: refused },
});
const one = (kind: string) => ({
  get: { operationId: `show${kind}`, responses: { 200: answer, 404: refused } },
  delete: {
    operationId: `delete${kind}`,
    responses: { 204: { description: 'Gone' }, 404: refused },
  },
});

/** Boards, and cards below them. */
const description = asDescription({
  openapi: '3.1.0',
  info: { title: 'Boards', version: '1' },
  paths: {
    '/boards': { post: create('createBoard') },
    '/boards/{board}': { parameters: [id('board')], ...one('Board') },
    '/boards/{board}/cards': { parameters: [id('board')], post: create('createCard') },
    '/boards/{board}/cards/{card}': { parameters: [id('board'), id('card')], ...one('Card') },
  },
});

test('what a contract run creates has a name by which a person recognises it, also below another record', async () => {
  const records = new Map<string, object>();
  const names = new Map<string, unknown[]>();
  const server = await startServer(({ method, url: path = '' }, response, body) => {
    const { name } = (jsonIn(body) ?? {}) as { name?: unknown };
    const owner = path.slice(0, path.lastIndexOf('/'));
    const send = (status: number, value?: object) =>
      response
        .writeHead(status, value && { 'content-type': 'application/json' })
        .end(value && JSON.stringify(value));
    if (method === 'POST') {
      if (owner !== '' && !records.has(owner)) return send(404);
      if (typeof name !== 'string' || name === '') return send(400);
      const record = { id: randomUUID(), name };
      records.set(`${path}/${record.id}`, record);
      const kind = owner === '' ? 'boards' : 'cards';
      names.set(kind, [...(names.get(kind) ?? []), name]);
      return send(201, record);
    }
    const found = records.get(path);
    if (found === undefined) return send(404);
    if (method === 'GET') return send(200, found);
    for (const one of records.keys()) if (`${one}/`.startsWith(`${path}/`)) records.delete(one);
    return send(204);
  });
  try {
    await runContract({
      description,
      target: server.url,
      only: ['example'],
      environment: {},
    });
  } finally {
    await server.close();
  }
  for (const kind of ['boards', 'cards']) {
    expect(names.get(kind)?.length).toBeGreaterThan(0);
    expect(names.get(kind)).toEqual(
      names.get(kind)?.map(() => expect.stringMatching(/^contract-test-1-\d+$/)),
    );
  }
  expect([...records.keys()]).toEqual([]);
});
