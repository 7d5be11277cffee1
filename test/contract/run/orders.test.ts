import type { IncomingMessage } from 'node:http';
import { expect, test } from '@jest/globals';
import { runContract } from '../../../scripts/contract/run/run.js';
import { asDescription } from '../../../scripts/lib/openapi/document.js';
import { startServer } from '../../lib/loopback.js';
import { findingsOf } from './run-on.js';

const json = (schema: object, example?: unknown) => ({
  content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
});
const answer = (description: string, schema: object) => ({ description, ...json(schema) });
const text = { type: 'string' };
const order = {
  type: 'object',
  required: ['id', 'item', 'state'],
  properties: { id: text, item: text, state: { enum: ['open', 'cancelled'] } },
};
const refused = answer('Refused', { type: 'object', properties: { error: text } });
const refusals = (...statuses: number[]) =>
  Object.fromEntries(statuses.map((status) => [status, refused]));
const id = { name: 'id', in: 'path', required: true, schema: text, example: 'o-1' };

/** Orders that are made once for each key, and cancelled once. */
const describing = (created: object) =>
  asDescription({
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1' },
    paths: {
      '/orders': {
        get: {
          operationId: 'listOrders',
          parameters: [
            { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 5, maximum: 50 } },
          ],
          responses: {
            200: answer('Orders', {
              type: 'object',
              required: ['orders'],
              properties: { orders: { type: 'array', items: order } },
            }),
            ...refusals(400),
          },
        },
        post: {
          operationId: 'createOrder',
          parameters: [
            { name: 'Idempotency-Key', in: 'header', required: true, schema: text, example: 'one' },
          ],
          requestBody: {
            required: true,
            ...json(
              {
                type: 'object',
                additionalProperties: false,
                required: ['item'],
                properties: { item: { ...text, minLength: 1, maxLength: 300 } },
              },
              { item: 'A lamp' },
            ),
          },
          responses: { 201: created, ...refusals(400, 409, 415) },
        },
      },
      '/orders/{id}': {
        parameters: [id],
        get: {
          operationId: 'showOrder',
          responses: { 200: answer('The order', order), ...refusals(404) },
        },
        delete: {
          operationId: 'deleteOrder',
          responses: { 204: { description: 'Gone' }, ...refusals(404) },
        },
      },
      '/orders/{id}/cancel': {
        parameters: [id],
        post: {
          operationId: 'cancelOrder',
          responses: { 200: answer('The order', order), ...refusals(404, 409) },
        },
      },
    },
  });

interface Order {
  id: string;
  item: string;
  state: string;
}

/** The parts of the path of an order, if it is one. */
const partsOf = (path: string) => /^\/orders(?:\/([^/?]+))?(\/cancel)?(?=\?|$)/.exec(path);

function methodsOf(path: string): string[] {
  const [, name, action] = partsOf(path) ?? [];
  return name === undefined ? ['GET', 'POST'] : action ? ['POST'] : ['GET', 'DELETE'];
}

/** The item that a body asks for; undefined if it is refused. */
function itemOf(body: string): string | undefined {
  try {
    const { item, ...rest } = JSON.parse(body) as Partial<Order>;
    const fits = typeof item === 'string' && item.length > 0 && [...item].length <= 300;
    return fits && Object.keys(rest).length === 0 ? item : undefined;
  } catch {
    return undefined;
  }
}

/** What a server does of what it may do. */
interface Way {
  /** Whether it answers a creation with the order. */
  readonly shows: boolean;
  /** Whether it keeps it. */
  readonly keeps: boolean;
}

/** A server for them. */
async function ordersServer({ shows, keeps }: Way) {
  const orders = new Map<string, Order>();
  const byKey = new Map<string, { body: string; made: Order }>();
  const free: string[] = [];
  let count = 0;
  const answerTo = (
    request: IncomingMessage,
    body: string,
  ): [status: number, order?: Order | { orders: Order[] }] => {
    const { method = '', url = '', headers } = request;
    const [whole, name, action] = partsOf(url) ?? [];
    if (whole === undefined) return [404];
    if (!methodsOf(url).includes(method)) return [405];
    if (name !== undefined) {
      const own = orders.get(decodeURIComponent(name));
      if (own === undefined) return [404];
      if (action && own.state === 'cancelled') return [409];
      if (action) own.state = 'cancelled';
      if (method === 'DELETE' && orders.delete(own.id)) free.push(own.id);
      return method === 'DELETE' ? [204] : [200, own];
    }
    if (method === 'GET') {
      const [asked = '20', ...more] = new URL(url, 'http://host').searchParams.getAll('limit');
      const limit = /^\d+$/.test(asked) && more.length === 0 ? Number(asked) : 0;
      const fits = limit >= 5 && limit <= 50;
      return fits ? [200, { orders: [...orders.values()].slice(0, limit) }] : [400];
    }
    const key = headers['idempotency-key'];
    if (typeof key !== 'string') return [400];
    if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return [415];
    const item = itemOf(body);
    if (item === undefined) return [400];
    const before = byKey.get(key);
    if (before) return before.body === body ? [201, before.made] : [409];
    // The id of an order that is gone may be given again.
    const made = { id: free.pop() ?? `o-${(count += 1)}`, item, state: 'open' };
    byKey.set(key, { body, made });
    if (keeps) orders.set(made.id, made);
    return [201, made];
  };
  const { url: target, close } = await startServer((request, response, body) => {
    const [status, order] = answerTo(request, body.toString());
    const isBare = status === 204 || (status === 201 && !shows);
    response.writeHead(status, {
      ...(!isBare && { 'content-type': 'application/json' }),
      ...(order && 'id' in order && isBare && { location: `/orders/${order.id}` }),
      ...(status === 405 && { allow: methodsOf(request.url ?? '').join(', ') }),
    });
    response.end(isBare ? undefined : JSON.stringify(order ?? { error: 'refused' }));
  });
  return { target, count: () => count, left: () => orders.size, stop: close };
}

async function runOnOrders(way: Partial<Way> = {}) {
  const { shows = true, keeps = true } = way;
  const server = await ordersServer({ shows, keeps });
  try {
    const { target } = server;
    const description = describing(shows ? answer('The order', order) : { description: 'Made' });
    const run = await runContract({ description, target, runs: 5, environment: {} });
    return { run, count: server.count(), left: server.left() };
  } finally {
    await server.stop();
  }
}

test('a contract run gives each creation a key, asks for pages that may be, and cancels nothing twice', async () => {
  // The first order has the id of the example, as those of many servers have.
  const { run, left } = await runOnOrders();
  expect(findingsOf(run)).toEqual({});
  expect(run.counts.kept).toBeGreaterThan(50);
  expect(left).toBe(0);
  expect(
    run.results.filter(({ case: { id: one } }) => one === 'listOrders/behaviour/limit'),
  ).toMatchObject([{ outcome: 'kept' }]);
});

test('a contract run ends on a server that loses what it creates, and names it', async () => {
  const { run, count } = await runOnOrders({ keeps: false });
  expect(Object.keys(findingsOf(run))).toContain('missing_after_create');
  expect(count).toBeLessThan(200);
});

test('a contract run finds what was created by the header Location', async () => {
  const { run, left } = await runOnOrders({ shows: false });
  expect(findingsOf(run)).toEqual({});
  expect(left).toBe(0);
  const read = run.results.filter(
    ({ case: { id } }) => id === 'showOrder/behaviour/read-after-create',
  );
  expect(read).toMatchObject([{ outcome: 'kept' }]);
});
