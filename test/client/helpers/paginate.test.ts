import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  createClient,
  paginate as pagedListsOf,
  type SecMasterClient,
} from '../../../src/index.js';
import { workflows } from '../../../src/workflows/index.js';
import { startLoopbackServer, type LoopbackServer, type SeenRequest } from '../loopback-server.js';
import { answerBy, envelope, failureOf, makeClient } from './make-client.js';
import { propertyRuns } from '../../lib/property-runs.js';

let server: LoopbackServer;
let paginate: SecMasterClient['workflows']['paginate'];

beforeAll(async () => {
  server = await startLoopbackServer();
  ({ paginate } = makeClient(server).workflows);
});
afterAll(() => server.close());
beforeEach(() => {
  server.seen.length = 0;
});

const queryOf = ({ target }: SeenRequest) =>
  Object.fromEntries(new URL(target, server.url).searchParams);
const rangesSeen = () =>
  server.seen.map((request) => {
    const { offset, limit } = queryOf(request);
    return `${offset}+${limit}`;
  });

const record = (index: number) => ({ id: `record-${index}` });
/** The records of a list with so many, as far as a page goes. */
function slice(count: number, request: SeenRequest): object[] {
  const { offset, limit } = queryOf(request);
  const length = Math.max(0, Math.min(Number(limit), count - Number(offset)));
  return Array.from({ length }, (_, index) => record(Number(offset) + index));
}

async function collect(list: AsyncIterable<{ id?: string }>): Promise<(string | undefined)[]> {
  const ids = [];
  for await (const { id } of list) ids.push(id);
  return ids;
}

/** What a list gives before it fails, and what it fails with. */
async function collectUntilFailure(list: AsyncIterable<unknown>) {
  let given = 0;
  const error = await failureOf(async () => {
    for await (const _ of list) given += 1;
  });
  return { given, error };
}

const workflowsOf = (count: number) =>
  answerBy(server, (request) => ({ ...envelope(slice(count, request)), total: count }));

describe('The workflows', () => {
  test('come in pages of 100, no more than needed, with the filters on each', async () => {
    workflowsOf(250);
    const ids = await collect(paginate.listWorkflows({ enabled: true, name: '流程' }));
    expect(ids).toEqual(Array.from({ length: 250 }, (_, index) => `record-${index}`));
    expect(rangesSeen()).toEqual(['0+100', '100+100', '200+100']);
    for (const request of server.seen) {
      expect(queryOf(request)).toMatchObject({ enabled: 'true', name: '流程' });
    }
  });

  test('are read only when they are asked for', async () => {
    workflowsOf(5);
    const list = paginate.listWorkflows({ limit: 2 });
    const iterator = list[Symbol.asyncIterator]();
    const requestsAfter = [];
    for (let step = 0; step < 5; step += 1) {
      requestsAfter.push(server.seen.length);
      await iterator.next();
    }
    expect(requestsAfter).toEqual([0, 1, 1, 2, 2]);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(server.seen).toHaveLength(3);
  });

  test('are read anew by each loop', async () => {
    workflowsOf(3);
    const list = paginate.listWorkflows({ limit: 2 });
    expect(await collect(list)).toEqual(await collect(list));
    expect(rangesSeen()).toEqual(['0+2', '2+2', '0+2', '2+2']);
  });

  test('are not read on after a break', async () => {
    workflowsOf(5);
    for await (const { id } of paginate.listWorkflows({ limit: 2 })) {
      if (id === 'record-1') break;
    }
    expect(rangesSeen()).toEqual(['0+2']);
  });

  test('end where the total is reached, without a request more', async () => {
    workflowsOf(200);
    expect(await collect(paginate.listWorkflows())).toHaveLength(200);
    expect(server.seen).toHaveLength(2);
  });

  test('go on after a short page if the total says so', async () => {
    answerBy(server, (request) => ({
      ...envelope(slice(120, request).slice(0, 50)),
      total: 120,
    }));
    expect(await collect(paginate.listWorkflows())).toHaveLength(120);
    expect(rangesSeen()).toEqual(['0+100', '50+100', '100+100']);
  });

  test('end with a short page if there is no total', async () => {
    answerBy(server, (request) => envelope(slice(150, request)));
    expect(await collect(paginate.listWorkflows())).toHaveLength(150);
    expect(server.seen).toHaveLength(2);
  });

  test('of any number, page size and start come each once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(60),
        fc.integer({ min: 1, max: 25 }),
        fc.nat(70),
        fc.boolean(),
        async (count, limit, offset, tellsTotal) => {
          answerBy(server, (request) => ({
            ...envelope(slice(count, request)),
            ...(tellsTotal && { total: count }),
          }));
          const ids = await collect(paginate.listWorkflows({ limit, offset }));
          const expected = Array.from({ length: count }, (_, index) => `record-${index}`);
          expect(ids).toEqual(expected.slice(offset));
        },
      ),
      { numRuns: propertyRuns },
    );
  });
});

describe('The instances', () => {
  test.each([
    ['all records', (count: number) => count],
    ['the records of the page', (_: number, onPage: number) => onPage],
  ])('come all when "count" means %s', async (_, countOf) => {
    for (const count of [0, 1, 4, 5, 6]) {
      answerBy(server, (request) => {
        const instances = slice(count, request);
        return { count: countOf(count, instances.length), instances };
      });
      const ids = await collect(paginate.listAopWorkflowInstance({ limit: 2, status: 'FAILED' }));
      expect(ids).toHaveLength(count);
    }
    for (const request of server.seen) expect(queryOf(request)).toMatchObject({ status: 'FAILED' });
  });
});

describe('The option "maxRecords"', () => {
  test('ends the list, and asks for no more than are wanted', async () => {
    workflowsOf(500);
    expect(await collect(paginate.listWorkflows({}, { maxRecords: 130 }))).toHaveLength(130);
    expect(rangesSeen()).toEqual(['0+100', '100+30']);
  });

  test('may be more than there are', async () => {
    workflowsOf(3);
    expect(await collect(paginate.listWorkflows({}, { maxRecords: 130 }))).toHaveLength(3);
  });

  test.each([0, -1, 1.5, NaN, '5'])('is refused as %p before the first request', (maxRecords) => {
    expect(() => paginate.listWorkflows({}, { maxRecords } as never)).toThrow('"maxRecords" is');
    expect(server.seen).toEqual([]);
  });
});

describe('A client of some operations', () => {
  const options = () => ({
    endpoint: server.url,
    projectId: 'project',
    workspaceId: 'workspace',
    token: 'a-token',
  });
  const { listWorkflows, showAopWorkflow } = workflows;

  test('has the paged lists of those operations, if it is given "paginate"', async () => {
    workflowsOf(150);
    const tables = { some: { listWorkflows, showAopWorkflow } };
    const { some } = createClient(options(), tables, { paginate: pagedListsOf });
    expect(Object.keys(some.paginate)).toEqual(['listWorkflows']);
    expect(await collect(some.paginate.listWorkflows({ limit: 75 }))).toHaveLength(150);
    expect(rangesSeen()).toEqual(['0+75', '75+75']);
  });

  test('has no paged lists without it', () => {
    const { some } = createClient(options(), { some: { listWorkflows } });
    expect(Object.keys(some)).toEqual(['listWorkflows']);
  });
});

test('A list that is paged in its body is read by the same rules', async () => {
  const bodies: unknown[] = [];
  const client = {
    searchThings: async ({ body }: { body: { from: number; size: number } }) => {
      bodies.push(body);
      const all = Array.from({ length: 5 }, (_, index) => record(index));
      return { data: { 'of/page': all.slice(body.from, body.from + body.size), all: 5 } };
    },
  };
  const lists = pagedListsOf(client as never, {
    searchThings: {
      id: 'searchThings',
      method: 'POST',
      path: '/things/search',
      parameters: [],
      safeToRepeat: true,
      pagination: {
        in: 'body',
        offset: 'from',
        limit: 'size',
        records: '/data/of~1page',
        total: '/data/all',
        maxLimit: 2,
      },
    },
  }) as unknown as Record<string, (input: object) => AsyncIterable<{ id?: string }>>;
  expect(await collect(lists['searchThings']!({ body: { colour: 'red' } }))).toHaveLength(5);
  expect(bodies).toEqual([0, 2, 4].map((from) => ({ colour: 'red', from, size: 2 })));
});

describe('The first 10,000 records', () => {
  test('are all there is: the end is no error', async () => {
    workflowsOf(10_000);
    expect(await collect(paginate.listWorkflows())).toHaveLength(10_000);
    expect(server.seen).toHaveLength(100);
  });

  test('come before the error that there are more', async () => {
    workflowsOf(10_001);
    const { given, error } = await collectUntilFailure(
      paginate.listWorkflows({ offset: 9_850, limit: 100 }),
    );
    expect(given).toBe(150);
    expect(rangesSeen()).toEqual(['9850+100', '9950+50']);
    expect(error).toMatchObject({
      name: 'TooManyRecordsError',
      operationId: 'listWorkflows',
      message:
        'listWorkflows gives only the first 10000 records, but 10001 match: narrow the filters.',
    });
  });

  test('come before the error that there may be more', async () => {
    answerBy(server, (request) => envelope(slice(20_000, request)));
    const { given, error } = await collectUntilFailure(paginate.listWorkflows({ offset: 9_990 }));
    expect(given).toBe(10);
    expect(error).toMatchObject({
      name: 'TooManyRecordsError',
      message: expect.stringContaining('but there may be more') as never,
    });
  });
});

describe('A server that makes no sense', () => {
  test('is told when it gives the same page for ever', async () => {
    answerBy(server, () => ({ ...envelope([record(0), record(1)]), total: 1000 }));
    const { given, error } = await collectUntilFailure(paginate.listWorkflows({ limit: 2 }));
    expect(given).toBe(2);
    expect(server.seen).toHaveLength(2);
    expect(error).toMatchObject({
      name: 'ServerError',
      message: expect.stringMatching(/same page again at offset 2: .* ignore "offset"/) as never,
    });
  });

  test('is not suspected when new records pushed the page back', async () => {
    let total = 3;
    answerBy(server, (request) => {
      const { offset } = queryOf(request);
      // One more record in front of the others before the second request.
      if (offset === '1') total = 4;
      return { ...envelope([record(Number(offset) - (total - 3))]), total };
    });
    const ids = await collect(paginate.listWorkflows({ limit: 1 }));
    expect(ids).toEqual(['record-0', 'record-0', 'record-1', 'record-2']);
  });

  test('is told when a page is empty before the end', async () => {
    answerBy(server, (request) => ({ ...envelope(slice(2, request)), total: 5 }));
    const { given, error } = await collectUntilFailure(paginate.listWorkflows());
    expect(given).toBe(2);
    expect(error).toMatchObject({
      name: 'ServerError',
      message: 'listWorkflows gave an empty page at offset 2, though it says that 5 records match.',
    });
  });

  test('is told when it gives no list', async () => {
    answerBy(server, () => ({}));
    const { error } = await collectUntilFailure(paginate.listAopWorkflowInstance());
    expect(error).toMatchObject({
      name: 'ServerError',
      message: 'listAopWorkflowInstance answered without a list at offset 0.',
    });
  });
});

test('A signal ends a list in the middle of a page', async () => {
  workflowsOf(5);
  const stop = new AbortController();
  const reason = new Error('enough');
  let given = 0;
  const error = await failureOf(async () => {
    for await (const _ of paginate.listWorkflows({}, { signal: stop.signal })) {
      given += 1;
      stop.abort(reason);
    }
  });
  expect(given).toBe(1);
  expect(error).toMatchObject({ name: 'AbortedError', cause: reason });
});

test.each([
  [{ limit: 0 }, '"limit" is 0, expected a whole number from 1 to 100.'],
  [{ limit: 101 }, '"limit" is 101,'],
  [{ limit: 1.5 }, '"limit" is 1.5,'],
  [{ limit: '10' }, '"limit" is 10,'],
  [{ limit: null }, '"limit" is null,'],
  [{ offset: -1 }, '"offset" is -1, expected a whole number from 0 to 10000.'],
  [{ offset: 10_001 }, '"offset" is 10001,'],
  [{ offset: NaN }, '"offset" is NaN,'],
])('%p is refused before the first request', (query, message) => {
  expect(() => paginate.listWorkflows(query as never)).toThrow(TypeError);
  expect(() => paginate.listAopWorkflowInstance(query as never)).toThrow(
    `listAopWorkflowInstance: ${message}`,
  );
  expect(server.seen).toEqual([]);
});
