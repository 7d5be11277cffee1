import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { dataClasses } from '../../../src/sandbox/families/dataclasses/data-classes.js';
import {
  allOf,
  createSecMasterClient,
  whereField,
  type SearchCondition,
  type SecMasterClient,
} from '../../../src/index.js';
import { startSandbox, type RunningSandbox } from '../../../src/sandbox/index.js';
import { failureOf } from './make-client.js';

const count = 1234;
const wanted = allOf(whereField('owner').is('night shift'));

let sandbox: RunningSandbox;
let client: SecMasterClient;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'empty' });
  client = createSecMasterClient(sandbox.clientOptions());
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.control.clearJournal());

const classOf = (plural: string) => dataClasses.find((one) => one.plural === plural)!.id;

/** Creates objects of a class, each third of them not wanted, and gives the ids of the wanted ones. */
async function makeObjects(plural: string): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const length = Math.min(500, count - ids.length);
    const list = Array.from({ length }, () => [
      { owner: 'night shift', name: 'one' },
      ...(ids.length === 0 ? [{ owner: 'day shift', name: 'other' }] : []),
    ]).flat();
    const made = await client.dataobjects.batchCreateDatapanelObjects({
      dataclass: classOf(plural),
      body: { data_object_list: list },
    });
    ids.push(
      ...made.filter((_, index) => list[index]!.owner === 'night shift').map(({ id }) => id),
    );
  }
  return ids;
}

interface Range {
  limit?: number;
  offset?: number;
}
type Search = (
  condition: SearchCondition,
  range: Range,
) => AsyncIterable<{ id: string; data_object: object }>;

const searches: readonly (readonly [plural: string, operationId: string, search: Search])[] = [
  [
    'alerts',
    'listAlerts',
    (condition, range) => client.alerts.paginate.listAlerts({ body: { condition, ...range } }),
  ],
  [
    'incidents',
    'listIncidents',
    (condition, range) =>
      client.incidents.paginate.listIncidents({ body: { condition, ...range } }),
  ],
  [
    'indicators',
    'listIndicators',
    (condition, range) =>
      client.indicators.paginate.listIndicators({ body: { condition, ...range } }),
  ],
  [
    'departments',
    'listDataobjects',
    (condition, range) =>
      client.dataobjects.paginate.listDataobjects({
        dataclass_name: 'departments',
        body: { condition, ...range },
      }),
  ],
  [
    'resources',
    'listDatapanelObjects',
    (condition, range) =>
      client.dataobjects.paginate.listDatapanelObjects({
        dataclass: classOf('resources'),
        body: { condition, ...range },
      }),
  ],
];

const bodiesSeen = () =>
  sandbox.control.journal().map(({ body }) => body as Record<string, unknown>);
const rangesSeen = () => bodiesSeen().map(({ offset, limit }) => `${offset}+${limit}`);

describe.each(searches)('The paged search for %s', (plural, operationId, search) => {
  let ids: string[];
  beforeAll(async () => {
    ids = await makeObjects(plural);
  });

  async function collect(range: Range): Promise<string[]> {
    const found: string[] = [];
    for await (const { id } of search(wanted, range)) found.push(id);
    return found;
  }

  test(`(${operationId}) gives 1,234 records each once, newest first, in the largest pages`, async () => {
    expect(await collect({})).toEqual([...ids].reverse());
    expect(rangesSeen()).toEqual(['0+1000', '1000+1000']);
    for (const body of bodiesSeen()) expect(body['condition']).toEqual(wanted);
  });

  test(`(${operationId}) gives them in pages of another size, from a later record on`, async () => {
    expect(await collect({ limit: 300, offset: 100 })).toEqual([...ids].reverse().slice(100));
    expect(rangesSeen()).toEqual(['100+300', '400+300', '700+300', '1000+300']);
  });
});

test('The paged search for vulnerabilities gives the 1,001 that can be reached, and says that there are more', async () => {
  const ids = await makeObjects('vulnerabilities');
  const found: string[] = [];
  const error = await failureOf(async () => {
    const body = { condition: wanted };
    for await (const { id } of client.vulnerabilities.paginate.listVulnerabilities({ body })) {
      found.push(id);
    }
  });
  expect(found).toEqual([...ids].reverse().slice(0, 1001));
  expect(error).toMatchObject({
    name: 'TooManyRecordsError',
    message:
      'listVulnerabilities gives only the first 1001 records, but 1234 match: narrow the filters.',
  });
});
