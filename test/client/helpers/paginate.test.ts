import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  createClient,
  paginate as pagedListsOf,
  type SecMasterClient,
} from '../../../src/index.js';
import type { Sandbox } from '../../../src/sandbox/index.js';
import { workflows } from '../../../src/workflows/index.js';
import { propertyRuns } from '../../lib/property-runs.js';
import { newWorkflow } from '../../sandbox/world.js';
import { startLoopbackServer, type LoopbackServer, type SeenRequest } from '../loopback-server.js';
import { answerBy, envelope, failureOf, makeClient } from './make-client.js';
import { clientOnSandbox, fill, queryOf } from '../../lib/on-sandbox.js';

let sandbox: Sandbox;
let client: SecMasterClient;
let paginate: SecMasterClient['workflows']['paginate'];

beforeEach(() => {
  ({ sandbox, client } = clientOnSandbox());
  ({ paginate } = client.workflows);
});

const queriesSeen = () => sandbox.control.journal().map(queryOf);
const rangesSeen = () => queriesSeen().map(({ offset, limit }) => `${offset}+${limit}`);
const workflowsOf = (count: number) => fill(sandbox, 'workflows', count);

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `record-${index}`);

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

/** Any number of records, size of pages and start. */
async function checkAnyList(
  lists: () => typeof paginate,
  fillWith: (count: number) => void,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(60),
      fc.integer({ min: 1, max: 25 }),
      fc.nat(70),
      async (count, limit, offset) => {
        fillWith(count);
        const ids = await collect(lists().listWorkflows({ limit, offset }));
        expect(ids).toEqual(idsOf(count).slice(offset));
      },
    ),
    { numRuns: propertyRuns },
  );
}

describe('The workflows', () => {
  test('come in pages of 100, no more than needed, with the filters on each', async () => {
    fill(sandbox, 'workflows', 250, { name: '流程' });
    await client.workflows.createAopWorkflow({ body: newWorkflow as never });
    sandbox.control.clearJournal();
    const ids = await collect(paginate.listWorkflows({ enabled: true, name: '流程' }));
    expect(ids).toEqual(idsOf(250));
    expect(rangesSeen()).toEqual(['0+100', '100+100', '200+100']);
    for (const query of queriesSeen()) {
      expect(query).toMatchObject({ enabled: 'true', name: '流程' });
    }
  });

  test('are read only when they are asked for', async () => {
    workflowsOf(5);
    const list = paginate.listWorkflows({ limit: 2 });
    const iterator = list[Symbol.asyncIterator]();
    const requestsAfter = [];
    for (let step = 0; step < 5; step += 1) {
      requestsAfter.push(rangesSeen().length);
      await iterator.next();
    }
    expect(requestsAfter).toEqual([0, 1, 1, 2, 2]);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(rangesSeen()).toHaveLength(3);
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
    expect(rangesSeen()).toHaveLength(2);
  });

  test('of any number, page size and start come each once and in order', async () => {
    await checkAnyList(() => paginate, workflowsOf);
  });

  test('are given again when new ones push them to the next page', async () => {
    workflowsOf(3);
    const ids = [];
    for await (const { id } of paginate.listWorkflows({ limit: 1 })) {
      ids.push(id);
      if (ids.length > 1) continue;
      await client.workflows.createAopWorkflow({ body: newWorkflow as never });
    }
    expect(ids).toEqual(['record-0', 'record-0', 'record-1', 'record-2']);
  });
});

test('The instances come all, with the filters on each page', async () => {
  for (const count of [0, 1, 4, 5, 6]) {
    fill(sandbox, 'instances', count, { status: 'FAILED' });
    const ids = await collect(paginate.listAopWorkflowInstance({ limit: 2, status: 'FAILED' }));
    expect(ids).toEqual(idsOf(count));
  }
  for (const query of queriesSeen()) expect(query).toMatchObject({ status: 'FAILED' });
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
    expect(rangesSeen()).toEqual([]);
  });
});

describe('A client of some operations', () => {
  const { listWorkflows, showAopWorkflow } = workflows;

  test('has the paged lists of those operations, if it is given "paginate"', async () => {
    workflowsOf(150);
    const tables = { some: { listWorkflows, showAopWorkflow } };
    const { some } = createClient(sandbox.clientOptions(), tables, { paginate: pagedListsOf });
    expect(Object.keys(some.paginate)).toEqual(['listWorkflows']);
    expect(await collect(some.paginate.listWorkflows({ limit: 75 }))).toHaveLength(150);
    expect(rangesSeen()).toEqual(['0+75', '75+75']);
  });

  test('has no paged lists without it', () => {
    const { some } = createClient(sandbox.clientOptions(), { some: { listWorkflows } });
    expect(Object.keys(some)).toEqual(['listWorkflows']);
  });
});

test('A list that is paged in its body is read by the same rules', async () => {
  const bodies: unknown[] = [];
  const client = {
    searchThings: async ({ body }: { body: { from: number; size: number } }) => {
      bodies.push(body);
      const all = idsOf(5).map((id) => ({ id }));
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
    expect(rangesSeen()).toHaveLength(100);
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
  expect(rangesSeen()).toEqual([]);
});

// By hand, since a sandbox never answers so: it tells the total of all records on every page.
describe('A list of a server that breaks the contract', () => {
  let server: LoopbackServer;
  let lists: typeof paginate;

  beforeAll(async () => {
    server = await startLoopbackServer();
    ({ paginate: lists } = makeClient(server).workflows);
  });
  afterAll(() => server.close());
  beforeEach(() => {
    server.seen.length = 0;
  });

  /** The records of a list with so many, as far as a page goes. */
  function slice(count: number, request?: SeenRequest): object[] {
    const { searchParams } = new URL(request?.target ?? '', server.url);
    const offset = Number(searchParams.get('offset'));
    const limit = Number(searchParams.get('limit') ?? count);
    return idsOf(count)
      .slice(offset, offset + limit)
      .map((id) => ({ id }));
  }

  test('goes on after a short page if the total says so', async () => {
    answerBy(server, (request) => ({ ...envelope(slice(120, request).slice(0, 50)), total: 120 }));
    expect(await collect(lists.listWorkflows())).toHaveLength(120);
    expect(server.seen).toHaveLength(3);
  });

  test('ends with a short page if there is no total', async () => {
    answerBy(server, (request) => envelope(slice(150, request)));
    expect(await collect(lists.listWorkflows())).toHaveLength(150);
    expect(server.seen).toHaveLength(2);
  });

  test('of any number, page size and start is whole without a total', async () => {
    await checkAnyList(
      () => lists,
      (count) => answerBy(server, (request) => envelope(slice(count, request))),
    );
  });

  test('is whole when "count" means the records of the page', async () => {
    for (const count of [0, 1, 4, 5, 6]) {
      answerBy(server, (request) => {
        const instances = slice(count, request);
        return { count: instances.length, instances };
      });
      expect(await collect(lists.listAopWorkflowInstance({ limit: 2 }))).toEqual(idsOf(count));
    }
  });

  test('gives its first 10,000 records before the error that there may be more', async () => {
    answerBy(server, (request) => envelope(slice(20_000, request)));
    const { given, error } = await collectUntilFailure(lists.listWorkflows({ offset: 9_990 }));
    expect(given).toBe(10);
    expect(error).toMatchObject({
      name: 'TooManyRecordsError',
      message: expect.stringContaining('but there may be more') as never,
    });
  });

  test('fails when the server gives the same page for ever', async () => {
    answerBy(server, () => ({ ...envelope(slice(2)), total: 1000 }));
    const { given, error } = await collectUntilFailure(lists.listWorkflows({ limit: 2 }));
    expect(given).toBe(2);
    expect(server.seen).toHaveLength(2);
    expect(error).toMatchObject({
      name: 'ServerError',
      message: expect.stringMatching(/same page again at offset 2: .* ignore "offset"/) as never,
    });
  });

  test('fails when a page is empty before the end', async () => {
    answerBy(server, (request) => ({ ...envelope(slice(2, request)), total: 5 }));
    const { given, error } = await collectUntilFailure(lists.listWorkflows());
    expect(given).toBe(2);
    expect(error).toMatchObject({
      name: 'ServerError',
      message: 'listWorkflows gave an empty page at offset 2, though it says that 5 records match.',
    });
  });

  test('fails when the server gives no list', async () => {
    answerBy(server, () => ({}));
    const { error } = await collectUntilFailure(lists.listAopWorkflowInstance());
    expect(error).toMatchObject({
      name: 'ServerError',
      message: 'listAopWorkflowInstance answered without a list at offset 0.',
    });
  });
});
